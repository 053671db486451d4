"""A file gets a name that is safe on every system, whatever somebody called it."""

import unicodedata
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.filenames import LONGEST, like, numbered, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("通知.docx", "通知.docx"),
        ("关于（试行）的通知.PDF", "关于（试行）的通知.PDF"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\win.txt", "win.txt"),
        ("/abs/a.txt", "a.txt"),
        ("C:\\a.txt", "a.txt"),
        ("C:a.txt", "C：a.txt"),
        ("..", "document"),
        ("", "document"),
        ("a/", "document"),
        (".txt", "document.txt"),
        ("....txt", "document.txt"),
        (".env.txt", "env.txt"),
        (".wenju/synonyms.txt", "synonyms.txt"),
        ("~$报告.docx", "报告.docx"),
        ("CON.txt", "_CON.txt"),
        ("con", "_con"),
        ("nul.tar.txt", "_nul.tar.txt"),
        ("COM1.md", "_COM1.md"),
        ("COM¹.md", "_COM¹.md"),
        ("console.txt", "console.txt"),
        ("a\x00b\x1f\x7f.txt", "ab.txt"),
        ("a\nb\tc.txt", "a b c.txt"),
        ("\u202ecod.txt", "cod.txt"),
        ("通知\u200f\u200b\ufeff.txt", "通知.txt"),
        ("a\u2028b\u2029.txt", "a b.txt"),
        ("半\ud800个.txt", "半个.txt"),
        ("a.txt. . ", "a.txt"),
        ("a .txt", "a.txt"),
        ('谁?"什么"<1>|*.txt', "谁？＂什么＂＜1＞｜＊.txt"),
        ("e\u0301.txt", "\u00e9.txt"),
    ],
)
def test_a_name_becomes_a_safe_one(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_is_cut_before_its_ending_and_between_characters():
    name = safe_name("长" * 300 + ".docx")
    assert name.endswith("长.docx")
    assert LONGEST - 3 < len(name.encode()) <= LONGEST


# Everything that is dangerous, often.
NAMES = st.text(
    st.one_of(st.sampled_from('./\\~$ \x00\u202e:*?"<>|conCON123\n长'), st.characters())
) | st.text("长a\u0301", min_size=100, max_size=300)


@given(NAMES, st.sampled_from(["", ".txt", ".PDF", ".", "."]))
def test_any_name_is_safe(stem, ending):
    name = safe_name(stem + ending)
    assert name
    assert not set(name) & set('/\\<>:"|?*\x00')
    assert name[0] not in ". ~$"
    assert name[-1] not in ". "
    assert len(name.encode()) <= LONGEST
    assert not [c for c in name if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert safe_name(name) == name


def test_other_names_are_counted_and_fit_too():
    assert list(islice(numbered("通知.docx"), 2)) == ["通知 (2).docx", "通知 (3).docx"]
    assert all(len(n.encode()) <= LONGEST for n in islice(numbered("长" * 70 + ".txt"), 12))


def test_names_alike_on_some_system_are_alike():
    assert like("NOTICE.TXT") == like("notice.txt")
    assert like("e\u0301.txt") == like("\u00c9.TXT")
    assert like("a.txt") != like("b.txt")
