"""Whatever a document holds, its messages are ones that Telegram accepts, word for word."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from fake_telegram import parse_html
from fake_telegram.entities import tidy, utf16_length
from fake_telegram.errors import ApiError
from fake_telegram.keyboards import read_inline_keyboard, read_reply_markup
from hypothesis import example, given, settings
from hypothesis import strategies as st
from samples import document

from bot.messages.texts import LANGUAGES, Texts, texts_in
from bot.telegram.rendering import answers as replies
from bot.telegram.rendering.links import is_web_address, source_url
from retrieval import Answer, Citation, Excerpt, Standing
from retrieval.citing.citations import cite

TOKEN = "AbC-_12345"
LIMIT, ENTITIES = 4096, 100

# What has broken bots: markup, control characters, both directions, beyond the first plane.
_NASTY = (
    "<b>|</b>|<|>|&|&amp;|&#0;|&lt|<blockquote expandable>|</blockquote>|<pre>|'|\"|\\|_*`~|{}"
    "|{title}|\x00x|\x01|\x1f|\r|\t|\n|\n\n|  |\u3000|\u00a0|\u2028|\u202e|\u200f"
    "|\u05e9\u05dc\u05d5\u05dd|\ufeff|𠮷|👨‍👩‍👧|🇨🇳|é|\u0301|①|/ask|@wenju_bot|#标签|$ABC|https://example.org/?a=1&b=2|《》|“”"
)
_pieces = st.sampled_from([piece.replace("\x00", "") for piece in _NASTY.split("|")])
_plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)
_words = st.one_of(_plain, st.lists(_pieces, max_size=60).map("".join))
_long = st.builds(
    lambda piece, times, end: piece * times + end,
    st.sampled_from(["字", "𠮷", "<b>&", "a ", "边境\n", "👍"]),
    st.integers(1, 3000),
    _words,
)
_texts = st.sampled_from([texts_in(language) for language in LANGUAGES])
_urls = st.one_of(
    st.none(), _words.map("https://example.org/{}".format), _words.map("http://".__add__)
)


@st.composite
def _excerpts(draw: st.DrawFn) -> Excerpt:
    """A slice of up to 3,000 characters of any document, with any citation, any of it marked."""
    before, words, after = draw(_words), draw(st.one_of(_words, _long))[:3000], draw(_words)
    text = f"{before}\n{words.strip() or '字'}\n{after}"
    found = document(text)
    start = found.text.index("\n") if "\n" in before else len(before) + 1
    start, end = min(start, len(found.text) - 1), min(start + len(words), len(found.text))
    end = max(end, start + 1)
    marked = sorted(draw(st.tuples(st.integers(start, end), st.integers(start, end))))
    answer = (marked[0], marked[1]) if draw(st.booleans()) and marked[0] < marked[1] else None
    citation = cite(found, None, start, end)._replace(
        title=draw(st.one_of(_words, _long)) or "题",
        issued_on=draw(st.sampled_from([None, date(2024, 12, 11)])),
        source=draw(st.one_of(st.none(), _words)),
        document_number=draw(st.one_of(st.none(), _long)),
        section=tuple(draw(st.lists(st.one_of(_words, _long), max_size=6))),
        url=draw(_urls),
    )
    left = draw(st.integers(0, 3))
    return Excerpt(found, start, end, 1.0, (), citation, left, answer=answer)


def _accepted(html: str) -> str:
    """The text that Telegram keeps of a message; fails if it would refuse it."""
    text, entities = parse_html(html)
    assert 0 < utf16_length(text) <= LIMIT
    assert len(entities) <= ENTITIES
    return text


def _check(reply: replies.Reply) -> str:
    if reply.keyboard:
        keyboard = reply.keyboard.to_dict()
        assert read_inline_keyboard(keyboard)
        for button in (button for row in keyboard["inline_keyboard"] for button in row):
            assert len(button.get("callback_data", "").encode()) <= 64
            assert utf16_length((button.get("copy_text") or {}).get("text", "")) <= 256
    return _accepted(reply.html)


def _kept(excerpt: Excerpt) -> str:
    """What Telegram keeps of the excerpt's own words, as far as a message holds them."""
    words = replies.clipped(excerpt.text, replies.MAX_EXCERPT)
    if words != excerpt.text:
        assert utf16_length(excerpt.text) > replies.MAX_EXCERPT
        words = words[:-1]
    return tidy(words)[0]


@settings(max_examples=40)
@given(
    st.lists(_excerpts(), min_size=1, max_size=4),
    st.integers(1, 5),
    _texts,
    st.lists(_words),
    st.booleans(),
)
def test_pages_of_an_answer(
    found: list[Excerpt], size: int, texts: Texts, missing: list[str], uncertain: bool
) -> None:
    starts = replies.page_starts(found, size, texts)
    ends = [*starts[1:], len(found)]
    assert starts[0] == 0
    assert all(0 < end - start <= size for start, end in zip(starts, ends, strict=True))
    for page, (start, end) in enumerate(zip(starts, ends, strict=True)):
        reply = replies.answer_page(found, page, size, TOKEN, texts, missing, uncertain=uncertain)
        text = _check(reply)
        assert text.startswith(texts.answers.perhaps) is uncertain
        for excerpt in found[start:end]:
            assert _kept(excerpt) in text
            if excerpt.items_left:
                assert texts.answers.items_left.format(count=excerpt.items_left) in text
    beyond = replies.answer_page(found, 10**30, size, TOKEN, texts, missing)
    assert beyond == replies.answer_page(found, len(starts) - 1, size, TOKEN, texts, missing)


@settings(max_examples=40)
@given(_excerpts(), st.one_of(_words, _long), st.one_of(_words, _long), _texts)
def test_context(excerpt: Excerpt, before: str, after: str, texts: Texts) -> None:
    text = _check(replies.context([excerpt], 0, (before, after), 3, TOKEN, texts))
    assert _kept(excerpt) in text


@settings(max_examples=40)
@given(_excerpts(), _texts)
def test_single_messages(excerpt: Excerpt, texts: Texts) -> None:
    for text in (
        _check(replies.cited([excerpt] * 3, texts)),
        _check(replies.copy_block(excerpt, texts)),
        _accepted(replies.inline_message(excerpt, "wenju_bot", texts)),
        _accepted(replies.inline_message(excerpt, "wenju_bot", texts, uncertain=True)),
    ):
        assert _kept(excerpt) in text
    link = replies.deep_link(excerpt.citation)
    assert link.startswith("c_")
    assert len(link) <= 64


@settings(max_examples=50)
@given(_words, st.lists(_words, max_size=30), _texts)
def test_not_found(question: str, terms: list[str], texts: Texts) -> None:
    answer = Answer(question, Standing.NONE, 0.0, (), tuple(terms), ())
    for short in (False, True):
        text = _check(replies.not_found(answer, texts, short=short))
        assert texts.answers.not_found in text
        assert (texts.chat.not_found_hint in text) is not short


@given(_urls.filter(bool))
@example("https://example.org")
@example("https://[")
@example("http://example.org:0/")
@example("https://内网.cn/通知")
@example("https://localhost/a")
@example("http://10.0.0.1:8080/a?b=1")
@example("https://-x.org/")
def test_addresses_that_telegram_would_refuse_get_no_button(url: str) -> None:
    if is_web_address(url):
        button = {"text": "x", "url": url}
        keyboard: Any = SimpleNamespace(object=lambda _: {"inline_keyboard": [[button]]})
        assert read_reply_markup(keyboard)


def test_what_the_keyboard_check_refuses() -> None:
    with pytest.raises(ApiError):
        read_inline_keyboard({"inline_keyboard": [[{"text": "x", "url": "https://["}]]})


def _linked(text: str, url: str) -> str | None:
    found = document(text)
    citation: Citation = cite(found, None, 0, len(text))._replace(url=url)
    return source_url(Excerpt(found, 0, len(text), 1.0, (), citation))


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("口岸-过货量", "%E5%8F%A3%E5%B2%B8%2D%E8%BF%87%E8%B4%A7%E9%87%8F"),
        ("a & b, c", "a%20%26%20b%2C%20c"),
        ("一二三四五六七八九,十" * 5, "%E4%B8%80"),
        ("line one\nline two", "line%20one"),
    ],
)
def test_links_scroll_to_the_first_words(text: str, fragment: str) -> None:
    url = _linked(text, "https://example.org/a.html#top")
    assert url is not None
    assert url.startswith(f"https://example.org/a.html#:~:text={fragment}")
    assert len(url) < 500


def test_a_long_beginning_ends_with_a_clause() -> None:
    url = _linked("一" * 20 + "，" + "二" * 60, "https://example.org/")
    assert url == "https://example.org/#:~:text=" + "%E4%B8%80" * 20


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("大坝很高。", "大坝很高。"),
        ("水很深，", "水很深，…"),
        ("也很清，", "…也很清，…"),
        ("人们常来。", "…人们常来。"),
    ],
)
def test_a_sign_stands_where_a_sentence_is_cut(words: str, shown: str) -> None:
    found = document("大坝很高。水很深，也很清，人们常来。")
    start = found.text.index(words)
    end = start + len(words)
    excerpt = Excerpt(found, start, end, 1.0, (), cite(found, None, start, end))
    page = replies.answer_page([excerpt], 0, 3, TOKEN, texts_in("zh"))
    assert f"<blockquote>{shown}</blockquote>" in page.html
    assert f"<blockquote>{shown}</blockquote>" in replies.inline_message(
        excerpt, "wenju_bot", texts_in("zh")
    )
    assert f"“{words}”" in replies.copy_text(excerpt, texts_in("zh"))
