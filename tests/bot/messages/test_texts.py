"""Every sentence is there in both languages, and the language is chosen in one place."""

import subprocess
import sys
from collections.abc import Mapping
from string import Formatter

import pytest

from bot.messages import texts
from bot.messages.texts import as_language, language_of, language_of_user, texts_in

SECTIONS = [name for name in vars(texts.Texts) if name in texts.Texts.__annotations__]


def filled_in(sentence):
    """What `str.format` is to fill in; a language may leave some of it out."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def sentences(section):
    """Each sentence of a section by its name."""
    for name, value in section._asdict().items():
        if isinstance(value, Mapping):
            yield from ((f"{name} {key}", sentence) for key, sentence in value.items())
        else:
            yield name, value


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_says_the_same_in_both_languages(name):
    chinese, english = (dict(sentences(getattr(texts_in(own), name))) for own in ("zh", "en"))
    # A reason without a sentence is told in the project's own words, which are English.
    assert {key for key in chinese if key not in english} <= {
        f"reasons {key}"
        for texts in [texts_in("zh")]
        for key in (*texts.files.reasons, *texts.engine.reasons)
    }
    for key, sentence in english.items():
        assert filled_in(sentence) == filled_in(chinese[key]), key


def test_a_section_is_imported_when_it_is_touched():
    script = (
        "import sys; from bot.messages.texts import texts_in; texts_in('en').answers.joiner;"
        "print(*sorted(m for m in sys.modules if m.startswith('bot.messages.')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.split() == [b"bot.messages.answers", b"bot.messages.texts"]
    assert texts_in("en").answers is texts_in("en").answers


def test_which_language_is_spoken():
    assert [language_of(name) for name in ("en_GB.UTF-8", "EN", "zh_CN", "C", "")] == [
        *("en", "en", "zh", "zh", "zh")
    ]
    assert [language_of_user(code) for code in (None, "zh-hant", "en", "ru")] == [
        *("zh", "zh", "en", "en")
    ]
    assert [as_language(name) for name in ("zh", "en", "fr", None)] == ["zh", "en", None, None]
