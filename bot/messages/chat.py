"""What people read in a chat with the bot besides answers, and what its owner reads meanwhile."""

from typing import NamedTuple


class ChatTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in."""

    language_name: str
    start: str
    nothing_yet: str
    nothing_yet_owner: str
    start_group: str
    help: str
    privacy: str
    forgotten: str
    short_description: str
    command_ask: str
    command_docs: str
    command_source: str
    command_settings: str
    command_help: str
    command_privacy: str
    command_forget: str
    usage_ask: str
    usage_source: str
    greeting: str
    thanks: str
    only_text: str
    not_allowed: str
    not_allowed_person: str
    not_allowed_chat: str
    allow_usage: str
    allowed: str
    allowed_none: str
    disallowed: str
    disallowed_none: str
    open_to_all: str
    slow_down: str
    not_found_hint: str
    page: str
    button_context: str
    button_source: str
    button_file: str
    button_copy: str
    button_back: str
    thanks_vote: str
    expired: str
    only_asker: str
    source_gone: str
    source_here: str
    page_here: str
    page_unmarked: str
    too_busy: str
    docs_heading: str
    docs_found: str
    docs_none: str
    docs_no_number: str
    docs_left: str
    open_privately: str
    inline_none: str
    inline_hint: str
    joined: str
    joined_private_mode: str
    settings_heading: str
    settings_admins_only: str
    settings_language: str
    settings_quiet: str
    settings_answer_all: str
    settings_answer_all_refused: str
    language_auto: str
    on: str
    off: str
    failed: str
    long_text: str
    no_files: str
    refreshed: str
    token_refused: str
    empty: str
    unreachable: str
    second_poller: str


ZH = ChatTexts(
    language_name="中文",
    start="你好，我是问据。把问题发给我，我从 {documents} 份文档里找出回答它的原文，并注明出处；找不到就说找不到，不编造。\n\n试试下面的问题，或者直接提问。/help 看用法。",
    nothing_yet="文档库里还没有文档，过些时候再来问。",
    nothing_yet_owner="文档库里还没有文档：把文件私聊发给我，就能加入。",
    start_group="请在私聊里打开这条引文。",
    help="<b>怎么问</b>\n私聊：直接发问题。\n群聊：<code>/ask@{username} 问题</code>，或回复我的消息；回复别人的消息并发 <code>/ask@{username}</code>，就查那条消息。\n任何聊天：输入 <code>@{username} 问题</code>，选一条原文发出去。\n可以限定范围：“只看2024年的…”“在《办法》中…”“-词”。\n\n两分钟内修改问题，答案跟着改。\n<b>上下文</b> 看前后段落，<b>出处</b> 看 PDF 的原页、取原文件或打开网页，<b>复制引文</b> 复制带出处的原文。\n\n/find 字词 找出每一处 · /cite 编号 查引文 · /verify 引文 核对引文 · /docs 文档目录（/docs 字词 按标题找） · /source 取原文件 · /settings 设置 · /privacy 隐私 · /forget 删除我的记录",
    privacy="<b>隐私</b>\n问题一答完，我就不再保存它的文字，只在内存里留两分钟，好让你接着问，或“只按原话”再找；没答完的加密存着，重启后接着答。为了让按钮在重启后还能用，我保存答案在文档里的位置、提问者编号和消息编号，最多 7 天；评价（👍 👎）和设置一直保存，直到你用 /forget 删除。问题不发给任何别的服务。",
    forgotten="已删除和你有关的全部记录（{count} 条）。",
    short_description="从文档里找出回答问题的原文，一字不改，注明出处。找不到就说找不到。",
    command_ask="提问",
    command_docs="文档目录",
    command_source="取原文件",
    command_settings="设置",
    command_help="用法",
    command_privacy="我保存什么",
    command_forget="删除我的记录",
    usage_ask="请在命令后面写问题，例如：<code>{command} {example}</code>；或者回复一条消息并发 {command}。",
    usage_source="请写文档编号，例如 <code>/source 1</code>（编号见 /docs），或者回复我的答案并发 /source。",
    greeting="你好！直接把问题发给我就行。",
    thanks="不客气。",
    only_text="我只看得懂文字，请把问题写成文字发给我。",
    not_allowed="这个机器人只对指定的人开放。",
    not_allowed_person="你的编号：<code>{person}</code>。请主人把它写进 WENJU_USERS，或发 <code>/allow {person}</code>。",
    not_allowed_chat="本群的编号：<code>{chat}</code>。请主人把它写进 WENJU_CHATS，或在这里发 <code>/allow</code>。",
    allow_usage="<code>/allow 编号</code> 允许人或群；在群里发 <code>/allow</code> 允许本群；回复一个人并发 <code>/allow</code> 允许他。<code>/disallow</code> 收回。",
    allowed="用 /allow 允许的：{ids}",
    allowed_none="无",
    disallowed="已收回。WENJU_USERS 和 WENJU_CHATS 里写的不变。",
    disallowed_none="没有用 /allow 允许过，不用收回。",
    open_to_all="WENJU_USERS 和 WENJU_CHATS 都空着：现在人人可用，/allow 不起作用。",
    slow_down="问得太快了，请稍等一分钟。",
    not_found_hint="换个说法，或用文档里的词再问一次。",
    page="第 {page}/{pages} 页",
    button_context="上下文",
    button_source="出处",
    button_file="原文件",
    button_copy="复制引文",
    button_back="↩ 返回",
    thanks_vote="谢谢，已记下。",
    expired="这条答案已过期，或文档已更新，请重新提问。",
    only_asker="只有提问的人能翻页、看上下文。",
    source_gone="原文件现在取不到了。",
    source_here="原文件在这条消息里。",
    page_here="这一页在这条消息里。",
    page_unmarked="文件可能改过，页上没有找到这段话。",
    too_busy="现在太忙，有问题没能回答，请稍后再问。",
    docs_heading="共 {documents} 份文档（/docs 字词，只列标题或文件名里有的；/source 编号，取原文件）：",
    docs_found="标题或文件名里有“{words}”的 {count} 份文档（共 {documents} 份；/source 编号，取原文件）：",
    docs_none="共 {documents} 份文档，标题和文件名里都没有“{words}”。",
    docs_no_number="没有第 {number} 号：共 {documents} 份文档，编号见 /docs。",
    docs_left="还有 {count} 份，请多写几个字。",
    open_privately="在私聊里打开",
    inline_none="没有找到原文，点这里私聊提问",
    inline_hint="写出问题，选一条原文发出去",
    joined="大家好，我是问据：从文档里找出回答问题的原文，注明出处。\n用 <code>/ask@{username} 问题</code>、@我，或回复我的消息来提问；别的时候我不说话。",
    joined_private_mode="大家好，我是问据：从文档里找出回答问题的原文，注明出处。\n用 <code>/ask@{username} 问题</code> 或回复我的消息来提问；别的时候我不说话。\n我现在开着隐私模式，看不到单独的 @提及。想用 @提及 提问，请把我设为管理员，或由我的主人在 BotFather 里用 /setprivacy 关闭隐私模式后重新拉我进群。",
    settings_heading="<b>设置</b>",
    settings_admins_only="只有群管理员能改设置。",
    settings_language="语言：{value}",
    settings_quiet="找不到时不说话：{value}",
    settings_answer_all="回答所有像问题的消息：{value}",
    settings_answer_all_refused="隐私模式开着，我看不到大家的普通消息，所以打不开。请把我设为管理员，或在 BotFather 里关闭隐私模式。",
    language_auto="跟随提问者",
    on="开",
    off="关",
    failed="出错了，请稍后再试。",
    long_text="这段文字有 {length:,} 字，不像一个问题（问题最多 {limit:,} 字）。要核对其中的引文，请回复它并发 /verify；要提问，请引用您要问的那一句，再发 /ask。",
    no_files="这个群不让发文件，请到私聊里取原文件。",
    refreshed="已重新读取：{documents} 份文档。",
    token_refused="Telegram 拒绝了这个令牌：请向 BotFather 核对（/token）。",
    empty="文件夹里还没有可读的文档：{path}。机器人照常运行，放进文件夹或由主人私聊发来的文件会读进来。",
    unreachable="连不上 {url}：{reason}；继续重试。",
    second_poller="另一个程序正在用同一个令牌收消息超过一分钟，本程序退出。请只运行一个。",
)

EN = ChatTexts(
    language_name="English",
    start="Hello, I am wenju. Send me a question: I find the sentences that answer it in {documents} documents, word for word, with their source. If nothing answers it, I say so; I make nothing up.\n\nTry one of the questions below, or ask your own. /help shows how.",
    nothing_yet="There is no document in the library yet: ask again later.",
    nothing_yet_owner="There is no document in the library yet: send me a file in private to add it.",
    start_group="Please open this citation in a private chat.",
    help="<b>How to ask</b>\nPrivate chat: just send the question.\nGroup: <code>/ask@{username} question</code>, or reply to a message of mine; reply to somebody's message with <code>/ask@{username}</code> to look that message up.\nAny chat: type <code>@{username} question</code> and choose an excerpt to send.\nA question may set limits: “只看2024年的…”, “在《办法》中…”, “-word”.\n\nEdit a question within two minutes and the answer follows.\n<b>Context</b> shows the paragraphs around, <b>Source</b> shows the page of a PDF, brings the file or opens the web page, <b>Copy</b> copies the words with their citation.\n\n/find and words, every place of them · /cite and an id, the citation · /verify and a quotation, whether it is exact · /docs documents (/docs and words: by title) · /source the file · /settings · /privacy · /forget my records",
    privacy="<b>Privacy</b>\nI do not keep the text of a question once it is answered, except for two minutes in memory, so that you can go on from it, or ask for your own words alone; until then it is kept encrypted, so that a restart does not lose it. So that buttons work after a restart I keep where in the documents an answer stands, the asker's number and message numbers, for 7 days at most; votes (👍 👎) and settings stay until you delete them with /forget. Questions go to no other service.",
    forgotten="Everything about you is deleted ({count} records).",
    short_description="Finds the sentences that answer a question in documents, word for word, with their source.",
    command_ask="ask a question",
    command_docs="list the documents",
    command_source="get the file",
    command_settings="settings",
    command_help="how to ask",
    command_privacy="what I keep",
    command_forget="delete my records",
    usage_ask="Write the question behind the command, for example: <code>{command} {example}</code>; or reply to a message with {command}.",
    usage_source="Write the number of a document, for example <code>/source 1</code> (numbers: /docs), or reply to an answer of mine with /source.",
    greeting="Hello! Just send me your question.",
    thanks="You are welcome.",
    only_text="I only understand text: please write your question.",
    not_allowed="This bot is open to named people only.",
    not_allowed_person="Your number: <code>{person}</code>. Its owner can put it into WENJU_USERS, or send <code>/allow {person}</code>.",
    not_allowed_chat="This group's number: <code>{chat}</code>. The owner can put it into WENJU_CHATS, or send <code>/allow</code> here.",
    allow_usage="<code>/allow number</code> lets in a person or a group; <code>/allow</code> in a group lets in the group, and as a reply its writer. <code>/disallow</code> takes it back.",
    allowed="Let in by /allow: {ids}",
    allowed_none="nobody",
    disallowed="Taken back. What WENJU_USERS and WENJU_CHATS name is as it was.",
    disallowed_none="Nothing to take back: /allow never let them in.",
    open_to_all="WENJU_USERS and WENJU_CHATS are both empty: everybody may ask, and /allow changes nothing.",
    slow_down="That was a little fast: please wait a minute.",
    not_found_hint="Try other words, best those of the documents.",
    page="page {page}/{pages}",
    button_context="Context",
    button_source="Source",
    button_file="The file",
    button_copy="Copy",
    button_back="↩ Back",
    thanks_vote="Thank you, noted.",
    expired="This answer has expired, or the document has changed: please ask again.",
    only_asker="Only the asker can turn pages and see the context.",
    source_gone="The file cannot be had right now.",
    source_here="The file is in this message.",
    page_here="The page is in this message.",
    page_unmarked="The file may have changed: these words are not found on the page.",
    too_busy="Too busy: a question was not answered. Please ask again a little later.",
    docs_heading="{documents} documents (/docs and words: those with them in the title or the name of the file; /source and a number brings the file):",
    docs_found="{count} of {documents} documents have “{words}” in the title or the name of the file (/source and a number brings the file):",
    docs_none="None of {documents} documents has “{words}” in the title or the name of the file.",
    docs_no_number="There is no number {number}: {documents} documents, with their numbers in /docs.",
    docs_left="{count} more: please write more of the title.",
    open_privately="Open in private",
    inline_none="Nothing found: ask me in private",
    inline_hint="Write a question and choose an excerpt to send",
    joined="Hello, I am wenju: I find the sentences that answer a question in documents and cite them.\nAsk with <code>/ask@{username} question</code>, by mentioning me or by replying to me; otherwise I stay silent.",
    joined_private_mode="Hello, I am wenju: I find the sentences that answer a question in documents and cite them.\nAsk with <code>/ask@{username} question</code> or by replying to me; otherwise I stay silent.\nPrivacy mode is on, so I do not see plain mentions. To ask by mention, make me an administrator, or have my owner turn privacy off in BotFather (/setprivacy) and add me again.",
    settings_heading="<b>Settings</b>",
    settings_admins_only="Only administrators of the group can change settings.",
    settings_language="Language: {value}",
    settings_quiet="Silent when nothing is found: {value}",
    settings_answer_all="Answer every message that asks: {value}",
    settings_answer_all_refused="Privacy mode is on and I do not see ordinary messages, so this cannot be turned on. Make me an administrator, or turn privacy off in BotFather.",
    language_auto="the asker's",
    on="on",
    off="off",
    failed="Something went wrong: please try again.",
    long_text="This text has {length:,} characters and does not look like a question (at most {limit:,}). To check the quotations in it, reply to it with /verify; to ask, quote the sentence you mean and send /ask.",
    no_files="This group allows no files: get it in the private chat.",
    refreshed="Read again: {documents} documents.",
    token_refused="Telegram refused the token: check it with BotFather (/token).",
    empty="No readable document in the folder yet: {path}. The bot runs, and reads what is put there or what an owner sends in private.",
    unreachable="cannot reach {url}: {reason}; still trying.",
    second_poller="Another program has been receiving with the same token for over a minute; this one ends. Run only one.",
)
