"""What owners read when they change the library from a chat, in Chinese and English."""

from collections.abc import Callable
from typing import NamedTuple

from retrieval.errors import FileMissing, FolderError, FolderUnwritable, NameTaken


class ChangeTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in."""

    help: str
    command_remove: str
    command_rename: str
    one_file: str
    kinds: str
    too_large: str
    telegram_limit: str
    not_fetched: str
    coming: str
    recognising: str
    not_taken: str
    ask_add: str
    ask_replace: str
    ask_add_all: str
    ask_replace_all: str
    ask_remove: str
    ask_rename: str
    in_private: str
    usage_remove: str
    usage_rename: str
    same_name: str
    button_add: str
    button_replace: str
    button_beside: str
    button_add_all: str
    button_replace_all: str
    button_beside_all: str
    button_remove: str
    button_rename: str
    button_no: str
    button_undo: str
    doing: str
    under_way: str
    dropped: str
    left_alone: str
    added: str
    replaced: str
    removed: str
    renamed: str
    not_indexed: str
    undone: str
    undo_replaced: str
    expired: str
    unwritable: str
    taken: str
    missing: str

    def error(self, error: FolderError, told: Callable[[str], str] = str) -> str:
        """Why nothing was changed; what the system says is `told` in the reader's words."""
        match error:
            case FolderUnwritable():
                return self.unwritable.format(path=error.path, reason=told(error.reason))
            case NameTaken():
                return self.taken.format(path=error.path)
            case FileMissing():
                return self.missing
            case _:
                return str(error)


ZH = ChangeTexts(
    help="<b>主人</b>：把文件发给我，我说说读得怎样，按 ✅ 就加入文档库 · /remove 编号 删除 · /rename 编号 新名字 · /refresh 重新读取 · /allow 允许人或群",
    command_remove="删除文档",
    command_rename="给文档改名",
    one_file="文档库只是一份文件，不能在这里改动。",
    kinds="{name}：这里不收这种文件，只收 {kinds}（WENJU_FILE_KINDS）。",
    too_large="{name}（{size} MB）超过 {limit} MB，这里不收（WENJU_MAX_FILE）。",
    telegram_limit="{name} 取不下来：Telegram 自己的服务器只让机器人下载 20 MB 以内的文件。请直接放进文档文件夹，或改用自己的 Bot API 服务器（TELEGRAM_API_URL）。",
    not_fetched="没能从 Telegram 取到 {name}，请再发一次。",
    coming="正在收 {name} ……",
    recognising="正在识别 {name}：{percent}%",
    not_taken="没有加入。",
    ask_add="加入文档库吗？",
    ask_replace="替换吗？旧的移到 .wenju/trash，引用过它的编号仍查得到。",
    ask_add_all="把这 {count} 份都加入文档库吗？",
    ask_replace_all="都加入吗？同名的可以替换（旧的移到 .wenju/trash，引用过它的编号仍查得到），也可以两份都留。",
    ask_remove="删除 {title}（{path}）吗？它会移到 .wenju/trash，一天之内可以撤销；引用过它的编号仍查得到。",
    ask_rename="把 {path} 改名为 {name} 吗？",
    in_private="改文库请在和我的私聊里说。",
    usage_remove="请写文档编号，例如 <code>/remove 1</code>（编号见 /docs），或者回复我的答案并发 /remove。",
    usage_rename="请写文档编号和新的文件名，例如 <code>/rename 1 开放时间的通知</code>（编号见 /docs），或者回复我的答案并发 <code>/rename 新名字</code>。",
    same_name="已有同名的文件：{path}",
    button_add="✅ 加入",
    button_replace="✅ 替换",
    button_beside="两份都留",
    button_add_all="✅ 全部加入",
    button_replace_all="✅ 加入并替换",
    button_beside_all="加入，同名都留",
    button_remove="✅ 删除",
    button_rename="✅ 改名",
    button_no="❌ 不要",
    button_undo="↩ 撤销",
    doing="正在处理 {name} ……",
    under_way="正在处理，请稍等。",
    dropped="没有加入：{name}",
    left_alone="没有改动：{name}",
    added="已加入：{name}。现在就可以问。",
    replaced="已替换：{name}。现在就可以问。",
    removed="已删除：{name}",
    renamed="已改名：{name}",
    not_indexed="文件已放好，但还查不到：{reason}",
    undone="已撤销：{name}",
    undo_replaced="后来又有改动，不能撤销。",
    expired="这一步已过期，或文件后来又有改动。",
    unwritable="文件夹写不了（{reason}），什么都没有改动：{path}",
    taken="已有同名的文件 {path}，什么都没有改动。",
    missing="文件已经不在了，什么都没有改动。",
)

EN = ChangeTexts(
    help="<b>Owners</b>: send me a file and I tell how it reads; ✅ adds it to the library · /remove number · /rename number new name · /refresh reads again · /allow lets people and groups in",
    command_remove="remove a document",
    command_rename="rename a document",
    one_file="The library is one file and cannot be changed here.",
    kinds="{name}: files of this kind are not taken here, only {kinds} (WENJU_FILE_KINDS).",
    too_large="{name} ({size} MB) is larger than {limit} MB and not taken here (WENJU_MAX_FILE).",
    telegram_limit="{name} cannot be fetched: from Telegram's own server bots may download 20 MB at most. Put it into the folder of documents, or use a Bot API server of your own (TELEGRAM_API_URL).",
    not_fetched="{name} could not be fetched from Telegram: please send it again.",
    coming="Receiving {name} …",
    recognising="Recognising {name}: {percent}%",
    not_taken="It is not added.",
    ask_add="Add it to the library?",
    ask_replace="Replace it? The old one goes to .wenju/trash; citations of it can still be looked up.",
    ask_add_all="Add all {count} to the library?",
    ask_replace_all="Add all? Those of the same name can be replaced (the old ones go to .wenju/trash; citations of them can still be looked up), or both kept.",
    ask_remove="Remove {title} ({path})? It goes to .wenju/trash, and for a day this can be undone; citations of it can still be looked up.",
    ask_rename="Rename {path} to {name}?",
    in_private="Tell me in private what to change in the library.",
    usage_remove="Write the number of a document, for example <code>/remove 1</code> (numbers: /docs), or reply to an answer of mine with /remove.",
    usage_rename="Write the number of a document and its new name, for example <code>/rename 1 opening hours</code> (numbers: /docs), or reply to an answer of mine with <code>/rename new name</code>.",
    same_name="There is a file of that name: {path}",
    button_add="✅ Add",
    button_replace="✅ Replace",
    button_beside="Keep both",
    button_add_all="✅ Add all",
    button_replace_all="✅ Add and replace",
    button_beside_all="Add, keep both",
    button_remove="✅ Remove",
    button_rename="✅ Rename",
    button_no="❌ No",
    button_undo="↩ Undo",
    doing="At work on {name} …",
    under_way="At work on it, please wait.",
    dropped="Not added: {name}",
    left_alone="Left as it is: {name}",
    added="Added: {name}. You can ask it now.",
    replaced="Replaced: {name}. You can ask it now.",
    removed="Removed: {name}",
    renamed="Renamed: {name}",
    not_indexed="The file is in its place, but cannot be found yet: {reason}",
    undone="Undone: {name}",
    undo_replaced="It has changed again since: this cannot be undone.",
    expired="This has expired, or the file has changed since.",
    unwritable="The folder cannot be written ({reason}); nothing has changed: {path}",
    taken="There is a file of that name, {path}; nothing has changed.",
    missing="The file is not there any more; nothing has changed.",
)
