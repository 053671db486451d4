"""All text that a web page shows is read, and what surrounds the document is told from it."""

import pytest

from retrieval.models import Kind
from retrieval.reading.formats.frame import DAMAGED, SCRIPT_ONLY, Limits, Refused
from retrieval.reading.formats.web import html, mhtml
from retrieval.reading.formats.worker import extract

TITLE = "关于加强口岸管理工作的通知"
FIRST = "满都拉口岸今年的过货量突破662万吨，创历史新高；货运列车每天开行12列。"
SECOND = "各有关单位要高度重视口岸管理工作，落实责任，按期报送情况，不得延误。"


def read(body, head="", encoding="utf-8"):
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return html.read(page.encode(encoding), Limits())


def blocks(body, head=""):
    return [(block.text, block.kind) for block in read(body, head).blocks]


def texts(body, head=""):
    return [text for text, _ in blocks(body, head)]


def test_what_ends_a_line_ends_a_paragraph():
    body = "甲<br>乙<p>丙<b>丁</b><span>戊</span></p><div>己<div>庚</div>辛</div><ul><li>壬</ul>"
    assert texts(body) == ["甲", "乙", "丙丁戊", "己", "庚", "辛", "壬"]


def test_white_space_is_as_a_browser_shows_it():
    assert texts("<p>　　第一条\n      为了\t 管理\u200b口岸，<i> 制定 </i>本法。</p>") == [
        "第一条为了 管理 口岸， 制定 本法。"
    ]
    assert texts("<pre>第一行\n  第二行</pre>") == ["第一行", "第二行"]
    assert texts("<p>&emsp;&ensp;第一条</p>&emsp;<p>&#8203;</p>二&emsp;") == ["第一条", "二"]


def test_what_is_not_seen_is_left_out():
    body = (
        "<script>var a = '脚本';</script><style>p{}</style><noscript>无脚本</noscript>"
        "<p style='display: none'>不显示</p><p hidden>藏起</p><p style='visibility:hidden'>不见</p>"
        "<textarea>输入</textarea><select><option>选</option></select><!-- 注释 --><p>看得见</p>"
        "<div hidden><p>藏<a>起</a></p>来</div><svg><title>图</title><p>形</p></svg>也<b>看得见</b>"
    )
    assert texts(body) == ["看得见", "形", "也看得见"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('突破662<sup><a href="#n1">1</a></sup>万吨', "突破662万吨"),
        ('突破662<a href="notes.html#n1"><sup>12</sup></a>万吨', "突破662万吨"),
        ('突破662<sup><a href="#n1">[1]</a></sup>万吨', "突破662[1]万吨"),
        ('<a href="#area">5m<sup>2</sup></a>', "5m2"),
        ("5m<sup>2</sup>", "5m2"),
    ],
)
def test_a_number_alone_that_leads_to_a_note_is_no_digit_of_what_it_stands_behind(body, text):
    assert texts(f"<p>{body}</p>") == [text]


def test_a_page_that_waits_for_a_script_to_show_it_is_seen():
    page = f"<html hidden><body style='visibility: hidden' class='nav'><p>{FIRST}</p>"
    assert [(block.text, block.kind) for block in html.read(page.encode(), Limits()).blocks] == [
        (FIRST, Kind.BODY)
    ]


def test_what_looks_like_markup_and_is_none_is_text_or_nothing():
    body = (
        '<div title="甲 > <p>乙</p>"><!-- <p> --->丙&lt;p&gt;丁&amp;lt;</div>'
        "<xmp></div><b>戊</b></xmp><noframes><p>己</noframes>"
        "<math><mi>庚<!-- </div> --></mi></math><p/>辛<?p >?>"
    )
    assert texts(body) == ["丙<p>丁&lt;", "</div><b>戊</b>庚", "辛?>"]


def test_headings_have_their_levels():
    found = read(f"<h1>{TITLE}</h1><h3>一、总体</h3><p>{FIRST}</p>").blocks
    assert [(b.kind, b.level) for b in found] == [
        *((Kind.HEADING, 1), (Kind.HEADING, 3), (Kind.BODY, 0))
    ]


def test_the_main_part_decides_only_what_is_furniture():
    body = (
        f"<div class='top'><a href='/'>首页</a></div><div><div class='content'><h1>{TITLE}</h1>"
        f"<p>{FIRST}</p><p>{SECOND}</p></div><div class='related'><p>{FIRST}</p></div></div>"
        "<div id='footer'>网站地图，联系我们，关于本站。</div>"
    )
    assert blocks(body) == [
        *(("首页", Kind.FURNITURE), (TITLE, Kind.HEADING), (FIRST, Kind.BODY), (SECOND, Kind.BODY)),
        *((FIRST, Kind.FURNITURE), ("网站地图，联系我们，关于本站。", Kind.FURNITURE)),
    ]


def test_all_lines_of_the_innermost_element_with_the_prose_are_the_main_part():
    lines = f"<h4>一、总体</h4><p>某某市<br>{FIRST}<br>{SECOND}<br>{FIRST}</p><p>{SECOND}</p>"
    body = f"<div><div>首页</div><table><tr><td>{lines}</td></tr></table>关于本站，网站地图。</div>"
    assert blocks(body) == [
        *(("首页", Kind.FURNITURE), ("一、总体", Kind.HEADING), ("某某市", Kind.BODY)),
        *((text, Kind.BODY) for text in (FIRST, SECOND, FIRST, SECOND)),
        ("关于本站，网站地图。", Kind.FURNITURE),
    ]
    only = f"<div><div>首页</div><p>某某市<br>{FIRST}{SECOND}</p>关于本站</div>"
    kinds = (Kind.FURNITURE, Kind.BODY, Kind.BODY, Kind.FURNITURE)
    assert tuple(kind for _, kind in blocks(only)) == kinds


def test_what_stands_in_links_is_no_prose():
    links = "".join(f"<a href='/{text}'><b>{text}</b></a> | " for text in (FIRST, SECOND))
    block = f"<a href='/'><div>{FIRST}</div>{SECOND}</a>"
    body = f"<div>{links}{block}</div><div><p>{FIRST}</p><p>{SECOND}</p></div>"
    assert [kind for _, kind in blocks(body)] == [*[Kind.FURNITURE] * 3, *[Kind.BODY] * 2]


def test_a_page_without_prose_is_the_document_as_a_whole():
    assert blocks("<div>名单</div><div>张三</div>") == [("名单", Kind.BODY), ("张三", Kind.BODY)]


def test_of_a_short_page_what_says_that_it_is_aside_is_furniture():
    body = "<nav>首页</nav><p class='canav'>名单</p><footer><p id='Nav'>网站</p>地址</footer>张三"
    assert blocks(body) == [
        *(("首页", Kind.FURNITURE), ("名单", Kind.BODY)),
        *(("网站", Kind.FURNITURE), ("地址", Kind.FURNITURE), ("张三", Kind.BODY)),
    ]


def test_the_document_begins_at_the_blocks_that_make_up_the_title():
    lines = ("关于加强口岸", "管理工作的通知")
    body = (
        f"<p>首页</p><p>{lines[0]}</p><p>{lines[1]}</p><p>2024年3月1日</p><div><p>{FIRST}</p>"
        f"<p>{SECOND}</p></div>"
    )
    found = read(body, f"<title>{TITLE}_某某网</title>")
    assert found.properties["title"] == TITLE
    assert [b.text for b in found.blocks if b.kind is not Kind.FURNITURE] == [
        *lines,
        *("2024年3月1日", FIRST, SECOND),
    ]


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (f"<meta name='ArticleTitle' content='{TITLE}'><title>别的</title>", "", TITLE),
        (f"<title>{TITLE}_某某市人民政府</title>", "", TITLE),
        (f"<title>{TITLE}-某某市人民政府</title>", f"<p>{TITLE}</p>", TITLE),
        (f"<title>某某市人民政府 通知公告 {TITLE}</title>", f"<p>{TITLE}</p>", TITLE),
        ("<title></title>", f"<h1>{TITLE}</h1>", TITLE),
        ("", "", None),
    ],
)
def test_where_the_title_is_found(head, body, title):
    assert read(f"{body}<p>{FIRST}</p>", head).properties.get("title") == title


def test_what_a_page_says_about_itself():
    head = (
        "<meta name='PubDate' content='2024-03-01 10:00'>"
        "<meta name='ContentSource' content='市政府'><meta name='author' content='网站编辑'>"
        "<meta property='og:url' content='http://a.cn/1'><link rel='canonical' href='http://a.cn/2'>"
    )
    said = read("<p>甲</p>", head).properties
    assert said == {"published_on": "2024-03-01 10:00", "source": "市政府", "url": "http://a.cn/2"}


@pytest.mark.parametrize(
    "address", ["/a/1.html", "javascript:alert(1)", "http://a.cn/1 2", "http:"]
)
def test_only_a_whole_address_says_where_a_page_stands(address):
    head = f"<link rel='canonical' href='{address}'>"
    assert read("<p>甲</p>", head).properties == {}
    other = "<meta property='og:url' content='https://a.cn/2'>"
    assert read("<p>甲</p>", head + other).properties == {"url": "https://a.cn/2"}


@pytest.mark.parametrize("said", ["<title>{}</title>", "<meta name='ArticleTitle' content='{}'>"])
def test_a_title_as_long_as_a_text_is_none(said):
    assert read(f"<p>{FIRST}</p>", said.format("题目" * 500_000)).properties == {}
    assert read(f"<h1>{'题目' * 500}</h1><p>{FIRST}</p>").properties == {}


def test_where_a_page_was_saved_from():
    page = f"<!-- saved from url=(0014)http://a.cn/x -->\n<html><body><p>{FIRST}</p></body></html>"
    assert html.read(page.encode(), Limits()).properties["url"] == "http://a.cn/x"


@pytest.mark.parametrize(
    ("encoding", "declared", "told"),
    [
        ("gb18030", "gb2312", "gb18030"),
        ("utf-8", "gb2312", "utf-8"),
        ("utf-8", "", "utf-8"),
        ("gb18030", "", "gb18030"),
        ("big5", "big5", "big5hkscs"),
        ("utf-16", "", "utf-16"),
    ],
)
def test_encodings(encoding, declared, told):
    text = "通知：關於口岸。" if encoding == "big5" else "通知：镕、㐀、口岸。"
    found = read(f"<p>{text}</p>", f"<meta charset='{declared}'>", encoding)
    assert ([b.text for b in found.blocks], found.encoding) == ([text], told)


def test_a_row_of_short_cells_is_one_block_whatever_it_spans():
    long = "这一格里的话比较长，有好几段。"
    body = (
        "<table><tr><th colspan=2>名称</th><th>数量</th></tr><tr><td rowspan=2>煤炭</td><td>甲</td>"
        f"<td>12</td></tr><tr><td>乙</td><td>3</td></tr><tr><td>要求</td><td><p>{long}</p>"
        f"<p>{long}</p></td></tr></table>"
    )
    assert blocks(body) == [
        *(("名称\t数量", Kind.ROW), ("煤炭\t甲\t12", Kind.ROW), ("乙\t3", Kind.ROW)),
        *(("要求", Kind.BODY), (long, Kind.BODY), (long, Kind.BODY)),
    ]


def test_a_table_in_a_cell_has_rows_of_its_own():
    inner = "<table><tr><td>乙</td><td>丙</td></tr></table>"
    outer = f"<table><tr><td>甲{inner}丁</td><td>戊</td></tr></table>"
    body = f"{outer}己<table><caption>庚</caption></table>"
    assert texts(body) == ["甲", "乙\t丙", "丁\t戊", "己", "庚"]


@pytest.mark.parametrize("body", ["<div id='app'></div>", "<div>正在加载，请稍候……</div>"])
def test_a_page_that_a_script_makes_is_refused_as_such(body):
    with pytest.raises(Refused) as caught:
        read(f"{body}<script src='a.js'></script>")
    assert caught.value.reason == SCRIPT_ONLY
    assert texts(f"<p>{FIRST}</p><script src='a.js'></script>") == [FIRST]


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<table><tr><td>"])
def test_nesting_that_python_could_not_follow_is_read(tag):
    assert texts(tag * 5_000 + FIRST) == [FIRST]


def archive(page, headers="", more=""):
    return (
        "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"
        "Snapshot-Content-Location: http://a.cn/s\r\n"
        'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        f"Content-Type: text/html\r\n{headers}\r\n{page}\r\n{more}--b--\r\n"
    ).encode()


def test_the_page_of_a_web_archive():
    coded = f"<p>{FIRST}</p>".encode("gb18030")
    quoted = "".join(f"={byte:02X}" for byte in coded)
    other = "--b\r\nContent-Type: text/html\r\n\r\n<p>frame</p>\r\n"
    headers = "Content-Transfer-Encoding: quoted-printable\r\nContent-Location: http://a.cn/1\r\n"
    found = mhtml.read(archive(f"<html><body>{quoted}", headers, other), Limits())
    assert [b.text for b in found.blocks] == [FIRST]
    assert found.properties["url"] == "http://a.cn/1"


def test_an_archive_that_nests_without_end_is_damaged():
    parts = "".join(
        f'Content-Type: multipart/related; boundary="b{n}"\n\n--b{n}\n' for n in range(3000)
    )
    with pytest.raises(Refused) as caught:
        extract(f"MIME-Version: 1.0\n{parts}".encode(), "a.mht", Limits())
    assert caught.value.reason == DAMAGED


def test_an_archive_without_a_page_is_refused():
    with pytest.raises(Refused) as caught:
        mhtml.read(archive("").replace(b"text/html", b"image/png"), Limits())
    assert caught.value.reason == DAMAGED


def test_a_row_of_heads_is_a_header_and_one_that_begins_with_a_head_is_none():
    head, row = "<tr><th>甲</th><th>1</th></tr>", "<tr><th>乙</th><td>2</td></tr>"
    extracted = read(f"<p>{FIRST}</p><table>{head}{row}</table>")
    rows = [block for block in extracted.blocks if block.kind is Kind.ROW]
    assert [(block.text, block.level) for block in rows] == [("甲\t1", 1), ("乙\t2", 0)]
