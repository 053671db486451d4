"""The command line's help, usage and usage errors in Chinese; in English they stand in `bot.cli`.

By the English sentence, white space as one blank: argparse's own, and those of the commands.
"""

import re

HELP = {
    "Ask a folder of Chinese documents a question; get the sentence that answers it, word for word, with its citation.": "问一个文件夹，得到回答问题的那句原文，一字不改，注明出处。",
    "positional arguments": "参数",
    "options": "选项",
    "commands": "命令",
    "filters": "限定范围",
    "show this help message and exit": "显示这份帮助",
    "print the version and exit": "显示版本号",
    "answer questions": "回答问题",
    "find every place": "找出每一处",
    "look up citations": "查编号指的原文",
    "check quotations": "核对引文",
    "list the library": "列出文档",
    "check every file": "逐个检查文件",
    "one JSON object a file": "每份文件输出一个 JSON 对象",
    "show the text that search leaves out": "列出不检索的文字",
    "Say what became of every file: its format, encoding and pages, the title, date and number found in it, how many headings and passages, how much of its text search leaves out, and what may be wrong with it. Every character of a document is in a passage or left out. Exit code: 0 if all files of known formats could be read, 1 if one could not, 2 for an error.": "逐个说明文件读得怎样：格式、编码、页数，读出的标题、日期、文号，标题行和段落各多少，有多少字不检索，有没有可疑之处。文档的每个字不是在段落里，就是不检索的。退出码：0 认识的格式都读了，1 有读不了的，2 出错。",
    "index the library": "建立索引",
    "remove documents from the history of citations": "从引用记录里删除文档",
    "run the Telegram bot": "运行 Telegram 机器人",
    "score a question set": "用一组问题评分",
    "Print the excerpts that answer, each with its citation. Without QUESTION, questions come from standard input, one a line. Exit code: 0 if anything was found, 1 if nothing was, 2 for an error.": "给出回答问题的原文，各注明出处。不写 QUESTION 时，从标准输入读问题，一行一个。退出码：0 找到了，1 没有找到，2 出错。",
    "Nothing else is answered from. Those that may be given several times: one of the values of an option is enough, but all phrases must stand there and no word that is left out.": "只从限定的范围里回答。可以写几次的选项：符合其中一个值即可；但词句（--phrase）要都有，排除的词（--without）要都没有。",
    "folder of documents (text, Word, Excel, slides, PDF, OFD, web pages), or one of them (default: $WENJU_LIBRARY, else ./seeds)": "放文档（文本、Word、Excel、幻灯片、PDF、OFD、网页）的文件夹，或其中一份文件（默认：$WENJU_LIBRARY，否则 ./seeds）",
    "folder of the index (default: $WENJU_INDEX, else one in the cache folder)": "放索引的文件夹（默认：$WENJU_INDEX，否则在缓存文件夹里）",
    "language of messages (default: English in an English locale, else Chinese)": "提示的语言（默认：英文环境用英文，否则用中文）",
    "words may be unquoted": "问题，不加引号也可以",
    "at most N excerpts (default: 3)": "最多给几段原文（默认 3）",
    "at most N characters an excerpt (default: 200)": "每段最多多少字（默认 200）",
    "call it an answer only from X on, from 0 to 1; 0 answers whatever comes first": "把握达到 X（0 到 1）才算回答；0 表示总是回答",
    "one JSON object a question": "每个问题输出一个 JSON 对象",
    "only documents from then on: 2023, 2024-06": "只看从这时起的文档：2023、2024-06",
    "only documents up to the end of it": "只看到这时为止的文档",
    "only from this source or issuing body": "只看这个来源或发文机关的",
    "only from documents with this in their title or source": "只看标题或来源里有这几个字的",
    "only from the document with this number, such as 国办发〔2020〕5号": "只看这个文号的，如 国办发〔2020〕5号",
    "only from this article or part: 第三条, 第三条第二款, 第二部分, 附件1": "只看这一条、款、项或这一部分，如 第三条、第三条第二款、第二部分、附件1",
    "only excerpts with these very words": "原文里要一字不差地有这些词句",
    "no excerpt with this word, nor from a document named with it": "原文和文档标题里都不要有这个词",
    "take none from the words of the question": "不从问题的字句里读限定",
    "look for the question's own words alone: for none of the same or a similar meaning, and for none that sounds like one of them": "只按问题的原话查找：不找同义、近义的词，也不找读音相同的词",
    "also write a report to hand in, as .html or .md: each quotation with its verdict, what differs marked, and its source": "另写一份可以交出去的报告（.html 或 .md）：每条引文的结论、标出的不同、出处",
    "Print every place where WORDS stand, by document and in order, each with its citation. Each of WORDS is looked for as it is written, but for width, case, Traditional characters and blanks beside Chinese characters; several where they are near each other in one line, in any order. Exit code: 0 if there is any place, 1 if there is none, 2 for an error.": "逐份文档、按顺序列出这些字（WORDS）出现的每一处，各注明出处。按原字查找，只是不分全半角、大小写、繁简，也不管汉字旁边的空格；写几个词，就找它们在同一行里挨着的地方，不分先后。退出码：0 有，1 没有，2 出错。",
    "words with blanks in quotes": "要找的字；里面有空格的放在引号里",
    "each place of any of the WORDS": "其中任何一个词的每一处都要",
    "WORDS are regular expressions as RE2 writes them, for the text as it is written": "要找的是正则表达式（RE2 的写法），照原文逐字比对",
    "at most N characters between several WORDS (default: 50)": "几个词之间最多隔多少字（默认 50）",
    "N characters of their line on either side (default: 30)": "前后各带同一行的多少字（默认 30）",
    "the documents with the number of their places alone": "只列出各份文档有几处",
    "documents by path (default), by title, or by date, the newest first": "文档的顺序：path 按文件路径（默认），title 按标题，date 按日期，新的在前",
    "one JSON object a place": "每处输出一个 JSON 对象",
    "a table for a spreadsheet": "输出表格（CSV），可用电子表格打开",
    "Print what each ID names, between its neighbours, with its full reference: unchanged, moved, changed (the differences marked), or deleted (the words as they were). The first letters of an ID will do, from four on, if only one begins so. Exit code: 0 if the words of every ID stand in the documents as they were, 1 if those of any do not, 2 for an error.": "给出每个编号（ID）指的原文、前后各一段和完整的出处，并说明它没有变、移动了、改动了（标出不同），还是删除了（给出原来的文字）。编号可以只写开头四位以上，只要没有别的编号也这样开头。退出码：0 每个编号的原文都没有变，1 有的变了，2 出错。",
    "an id as answers give it": "回答里给出的编号",
    "also draw the page of a PDF that the words of the ID stand on, with the words marked": "另把引文所在的那一页 PDF 画成图片，标出引文",
    "text for people (default); gbt7714, the reference by GB/T 7714—2025; gbt7714-2015, that by the edition of 2015; csl, bibtex or ris, for programs that keep references; markdown; json, one JSON object an id": "text 给人看（默认）；gbt7714 按 GB/T 7714—2025 著录；gbt7714-2015 按 2015 版著录；csl、bibtex、ris 供文献管理软件读取；markdown；json 每个编号一个 JSON 对象",
    "Check quotations against the documents: verbatim; the same words, but for punctuation, white space, width, case or Traditional characters; differing, with the differences marked as [-quotation-]{+source+}; or not found. An ellipsis (……, ..., ［…］) joins parts that must stand in one document, in order. Without QUOTE, the text of FILE or of standard input is checked: what it puts in quotation marks; without any, the whole, or each line. A source named beside a quotation (据《…》) is checked too. Exit code: 0 if all are verbatim, and stand in the source named, 1 otherwise, 2 for an error.": "把引文和文档核对：一字不差；文字相同，只有标点、空白、全半角、大小写或繁简不同；有出入，用 [-引文-]{+原文+} 标出；没有找到。省略号（……、...、［…］）两边的文字要依次在同一份文档里。不写 QUOTE 时，核对 FILE 或标准输入里的文章：核对引号里的话；没有引号，就核对全文或每一行。引文旁写明的出处（据《…》）也一并核对。退出码：0 都一字不差，出处也对；1 不都是；2 出错。",
    "a quotation of 4 to 5,000 characters, or a text": "4 到 5,000 字的一句引文，或一篇文章",
    "a text that quotes; - is standard input": "有引文的文章；- 表示标准输入",
    "each line is a quotation, marks in it or not": "每一行都是一句引文，不管有没有引号",
    "where the quotations are said to be from": "引文据说出自哪里",
    "one JSON object a quotation": "每句引文输出一个 JSON 对象",
    "List the documents: title, date, source, number of passages, file. The passages counted are those that search reads; the page furniture that it leaves out is shown on request. As JSON, all files, those that were not read with the reason.": "列出文档：标题、日期、来源、段落数、文件。段落数不含查找时略去的网页边角文字，用 --furniture 可以看到它们。JSON 里有全部文件，没有读的写明原因。",
    "show the lines left out as page furniture": "显示当作网页边角文字略去的行",
    "Bring the index up to date, so that no question has to wait for it: only files that changed are read. It may be interrupted at any time; what is done is kept, and the next run goes on from there. While another process writes the index, it waits. Exit code: 0 when the index is up to date, 130 when interrupted, 2 for an error.": "更新索引，好让提问不必等待；只读有变动的文件。可以随时中断，做好的部分会保留，下次接着做。另一个进程正在写索引时，等它写完。退出码：0 索引已是最新，130 被中断，2 出错。",
    "see to the engine": "查看检索引擎",
    "Say which engine serves the library, how it is, and what it holds: here, how many documents and passages, and the size of the index beside that of the text; in a cluster of OpenSearch, its health, version and nodes, the shards, documents and bytes of both indices, and what it lacks. How many files are newer than the index is said too; none is indexed. Exit code: 0 if all is well, 1 if something is missing, behind or unknown, 130 when interrupted, 2 for an error.": "说明这个文档库由哪个引擎检索、情况怎样、收了多少：索引在本机时，有多少文档和段落，索引多大、是文字的几倍；在 OpenSearch 集群里时，集群的状态、版本和节点，两个索引的分片、条数和字节数，缺了什么。另外说明有多少文件比索引新，但不去索引。退出码：0 一切正常，1 有缺少、落后或无法得知，130 被中断，2 出错。",
    "first build both indices in the cluster anew, of what it holds, with the shards and replicas that are set; the old ones answer meanwhile, and the next run goes on with what was interrupted": "先用集群里已有的内容重建两个索引，分片数和副本数按设置；其间原有的索引照常回答，中断了下次接着做",
    "index in N processes (default: one a core)": "用几个进程建索引（默认每个核一个）",
    "Remove what the history of citations keeps of a document, or of the documents in a folder, for good: citations of them can no longer be looked up once the files are gone. The files themselves are left as they are. Exit code: 0 if anything was removed, 1 if nothing was kept, 2 for an error.": "把引用记录里关于一份文档，或一个文件夹里各份文档的内容永久删除：文件没有了以后，指向它们的编号就查不到了。文件本身不动。退出码：0 删除了，1 本来就没有记录，2 出错。",
    "a file or folder, in the library or from here": "文件或文件夹，从文档文件夹或当前文件夹算起",
    "Run the Telegram bot until it is stopped. The token comes from TELEGRAM_BOT_TOKEN or from the file that TELEGRAM_BOT_TOKEN_FILE names; the other settings from the environment or a TOML file, as bot/README.md lists them.": "运行 Telegram 机器人，直到停止它。令牌取自 TELEGRAM_BOT_TOKEN，或 TELEGRAM_BOT_TOKEN_FILE 指的文件；其他设置取自环境变量或 TOML 文件，见 bot/README.md。",
    "TOML file with settings": "写有设置的 TOML 文件",
    "let Telegram deliver to this https URL instead of polling; $WENJU_WEBHOOK_SECRET is required": "让 Telegram 把消息送到这个 https 网址，不再轮询；要设置 $WENJU_WEBHOOK_SECRET",
    "where the webhook listens (default: 127.0.0.1, behind a proxy)": "webhook 监听的地址（默认 127.0.0.1，前面有代理）",
    "its port (default: 8443)": "它的端口（默认 8443）",
    "log in detail, without the token": "详细记录日志，不含令牌",
    'Score the library on questions whose answers are known. FILE has a JSON object a line: {"id", "question", "answers": [text], "document": path in the library, or null for a question that nothing in it answers}. Ranking and excerpts are judged without refusals, refusals at the default confidence. Needs the extra "eval": in the project\'s folder, pip install -e \'.[eval]\'.': '用答案已知的问题给文档库评分。FILE 一行一个 JSON 对象：{"id", "question", "answers": [文字], "document": 文档的路径，没有答案的问题为 null}。排序和原文按不拒答来评，拒答按默认的把握来评。需要评测用的程序库：在本项目的文件夹里运行 pip install -e \'.[eval]\'。',
    "questions, as JSON lines": "问题，一行一个 JSON 对象",
    "one JSON object": "输出一个 JSON 对象",
    "write the ranking as a TREC run": "把排序写成 TREC run 文件",
    "show each miss with what came instead": "列出每个没答对的问题和给出的内容",
}

USAGE = "用法："

# The sentence behind an argument's name is looked up by itself.
_ARGUMENT = re.compile(r"argument (?P<name>.+?): (?P<fault>.+)", re.DOTALL)
_FAULTS = {
    r"the following arguments are required: (.+)": "缺少参数：{}",
    r"unrecognized arguments: (.+)": "不认识的参数：{}",
    r"one of the arguments (.+) is required": "这些参数要有一个：{}",
    r"expected one argument": "后面要有一个值",
    r"expected at most one argument": "后面最多有一个值",
    r"expected at least one argument": "后面至少要有一个值",
    r"expected (\d+) arguments?": "后面要有 {} 个值",
    r"invalid choice: (.+?),? (?:maybe you meant .+ )?\(choose from (.+)\)": "没有 {} 这一项，可以是：{}",
    r"ambiguous option: (.+) could match (.+)": "{} 不明确，可能是：{}",
    r"ignored explicit argument (.+)": "后面不要写值：{}",
    r"not allowed with argument (.+)": "不能和 {} 同时用",
    r"(.+) is not a whole number from 1 to 999999": "{} 不是 1 到 999999 的整数",
    r"(.+) is not a number from 0 to 1": "{} 不是 0 到 1 的数",
    r"an empty path; . is the whole library": "路径是空的；. 表示整个文件夹",
    r"invalid .+ value: (.+)": "值不对：{}",
}


def in_chinese(sentence: str) -> str:
    """A sentence of the help in Chinese; what is not known stays as it is."""
    return HELP.get(" ".join(sentence.split()), sentence)


def fault_in_chinese(message: str) -> str:
    """What is wrong with the arguments, as argparse says it, in Chinese."""
    if argument := _ARGUMENT.fullmatch(message):
        return f"{argument['name']}：{fault_in_chinese(argument['fault'])}"
    for pattern, sentence in _FAULTS.items():
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return sentence.format(*found.groups())
    return message
