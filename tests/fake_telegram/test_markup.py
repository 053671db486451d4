"""The HTML parser against what Telegram's own says, and against everything that may come."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_telegram import Entity, ParseError, parse_html, to_html
from fake_telegram.entities import cut, limited, tidy, utf16_length

REFUSED = [
    ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
    ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i aba=190azAz-.,", "Unexpected end of name token at byte offset 20"),
    ('🏟 🏟&lt;<i aba="&lt;&gt;>', "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
    ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
    ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
    (
        "🏟 🏟&lt;<i>a</em   >",
        'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"',
    ),
    ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>a</i>", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<br>", 'Unsupported start tag "br" at byte offset 0'),
    ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
    ("<p>中</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("<中>", 'Unsupported start tag "中" at byte offset 0'),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier specified"),
    ("a\0b", "Text must not contain null bytes"),
    *(
        (half, "Text contains invalid Unicode characters after decoding HTML entities, "
        "check for unmatched surrogate code units")
        for half in ("&#57311;", "&#xDFDF;", "&#xDFDF")
    ),
]  # fmt: skip

PARSED = [
    ("", "", []),
    ("&lt;&gt;&amp;&quot;&laquo;&#12345678;", '<>&"&laquo;&#12345678;', []),
    ("&lt &#20013 &#x4e2d; &apos;", "< 中 中 &apos;", []),
    ("➡️ <i>➡️</i>", "➡️ ➡️", [("italic", 3, 2)]),
    ("🏟<em>🏟</em>", "🏟🏟", [("italic", 2, 2)]),
    ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 2)]),
    ("<u>a</u> <ins>b</ins>", "a b", [("underline", 0, 1), ("underline", 2, 1)]),
    ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", 0, 3)]),
    ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
    ("<tg-spoiler>a</>", "a", [("spoiler", 0, 1)]),
    ("<B  x = y>a</b >", "a", [("bold", 0, 1)]),
    ("<i>a<b>b</b></i>", "ab", [("italic", 0, 2), ("bold", 1, 1)]),
    ("<code>a<b>b</b></code>", "ab", [("code", 0, 2)]),
    ("<b>a<code>b</code>c</b>", "abc", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
    ("<pre><a href='t.me/x'>a</a></pre>", "a", [("pre", 0, 1)]),
    ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
    ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", [("blockquote", 0, 2)]),
    (
        "<blockquote expandable><b>a</b></blockquote>",
        "a",
        [("expandable_blockquote", 0, 1), ("bold", 0, 1)],
    ),
    ("<a>nothing here</a>", "nothing here", []),
    ("<a href='javascript:x'>a</a>", "a", []),
    ("<b></b>a<i> </i>", "a", []),
    (" \n a <b> b </b> \n", "a  b", [("bold", 3, 1)]),
    ("a\tb\rc\x0bd", "a bc d", []),
]  # fmt: skip

LINKS = [
    ("<a href='telegram.org'>a</a>", "http://telegram.org/"),
    ("<a href=telegram.org>a</a>", "http://telegram.org/"),
    ("<a>telegram.org</a>", "http://telegram.org/"),
    ('<a href="https://中国.cn/?a=1&amp;b=2#:~:text=%E4">a</a>', "https://中国.cn/?a=1&b=2#:~:text=%E4"),
    ("<a href='http://127.0.0.1:80/x'>a</a>", "http://127.0.0.1:80/x"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "description"), REFUSED)
def test_refused(source: str, description: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_html(source)
    assert refusal.value.description == description


@pytest.mark.parametrize(("source", "text", "spans"), PARSED)
def test_parsed(source: str, text: str, spans: list[tuple[str, int, int]]) -> None:
    plain, entities = parse_html(source)
    assert plain == text
    assert [(one.type, one.offset, one.length) for one in entities] == spans


@pytest.mark.parametrize(("source", "url"), LINKS)
def test_links(source: str, url: str) -> None:
    assert [one.url for one in parse_html(source)[1]] == [url]


@pytest.mark.parametrize(
    "source",
    [
        '<pre><code class="language-py">a</code></pre>',
        '<a href="tg://user?id=12">a</a>',
        '<tg-emoji emoji-id="5">🦜</tg-emoji>',
        "a &lt;b&gt; &amp; <b>c<i>d</i></b>",
        '<a href="https://example.org/?a=1&amp;b=%22">x</a>',
        "<blockquote expandable>x <b>y</b>\nz</blockquote>\n<s>t</s>",
    ],
)
def test_html_round_trip(source: str) -> None:
    assert to_html(*parse_html(source)) == source


def test_a_block_of_code_in_either_order() -> None:
    inside = parse_html('<pre><code class="language-py">a</code></pre>')
    outside = parse_html('<code class="language-py"><pre>a</pre></code>')
    assert inside == outside == ("a", [Entity("pre", 0, 1, language="py")])
    assert parse_html('<code class="language-py">a</code>')[1] == [Entity("code", 0, 1)]


def test_a_hundred_entities_and_styles_go_first() -> None:
    source = "".join("<b>a</b> <code>b</code> " for _ in range(80))
    kept = [one.type for one in limited(parse_html(source)[1])]
    assert (kept.count("code"), kept.count("bold")) == (80, 20)


@given(st.text())
def test_escaped_text_comes_back(text: str) -> None:
    text = text.replace("\0", "")
    assert parse_html(html.escape(text, quote=False)) == tidy(text)
    assert parse_html(html.escape(text)) == tidy(text)


@given(st.text())
def test_text_is_only_trimmed_and_cleaned(text: str) -> None:
    kept = tidy(text)[0]
    assert kept == kept.strip(" \n")
    if text.isprintable():
        assert kept == text.strip(" \n").replace("\u0333", "").replace("\u033f", "").replace(
            "\u030a", ""
        )


ALPHABET = st.sampled_from([*"<>/&;='\" \nab中🦜", "<b>", "</b>", "<code>", "</code>", "<pre>",
    "</pre>", "<blockquote expandable>", "</blockquote>", "<a href='t.me/a'>", "</a>", "</>",
    "<i>", "</i>", "&#20013;", "&amp", "<span class='tg-spoiler'>", "</span>"])  # fmt: skip


@given(st.one_of(st.text(), st.lists(ALPHABET, max_size=30).map("".join)))
def test_anything_is_parsed_or_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except ParseError:
        return
    for one in entities:
        assert 0 <= one.offset < one.end <= utf16_length(text)
        assert cut(text, one.offset, one.length)
    assert parse_html(to_html(text, entities)) == (text, entities)
