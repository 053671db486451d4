from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings.settings import SETTINGS, Settings, SettingsError
from bot.settings.values import default_state
from retrieval.engines.opensearch.access import VARIABLES
from retrieval.errors import WenjuError
from retrieval.filters.apply import MAX_QUESTION
from retrieval.ranking.home import ENGINE

TOKEN = "123456:AAF-secret_part_of_the_token_0123456"
ENVIRON = {"TELEGRAM_BOT_TOKEN": TOKEN}


def load(file=None, **variables):
    return Settings.load(ENVIRON | variables, file)


def error_of(file=None, environ=None, **variables):
    with pytest.raises(SettingsError) as caught:
        Settings.load((ENVIRON if environ is None else environ) | variables, file)
    message = str(caught.value)
    assert "\n" not in message
    return message


def toml(tmp_path, text):
    path = tmp_path / "wenju.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_token_is_all_that_is_needed():
    settings = load()
    assert settings.token == TOKEN
    assert settings.library == Path("seeds")
    assert settings.state.name == "wenju"
    assert (settings.index, settings.watch) == (None, True)
    assert settings.owners == settings.users == settings.chats == frozenset()
    assert (settings.max_file, settings.file_kinds) == (256, frozenset())
    assert settings.language is settings.proxy is settings.webhook_secret is None
    assert (settings.max_chars, settings.page_size, settings.max_question) == (200, 3, 300)
    assert (settings.questions_per_person, settings.questions_per_chat) == (20, 20)
    assert (settings.answers_per_second, settings.messages_per_second) == (30, 30)
    assert (settings.chat_messages_per_second, settings.group_messages_per_minute) == (1, 20)
    assert settings.concurrent_updates == 16
    assert settings.api_url == "https://api.telegram.org"


def test_settings_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        load().max_chars = 1


@pytest.mark.parametrize(
    ("variable", "value", "name", "expected"),
    [
        ("WENJU_LIBRARY", "/srv/docs", "library", Path("/srv/docs")),
        ("WENJU_STATE", "~/state", "state", Path.home() / "state"),
        ("WENJU_INDEX", "~/index", "index", Path.home() / "index"),
        ("WENJU_WATCH", "0", "watch", False),
        ("WENJU_WATCH", "off", "watch", False),
        ("WENJU_WATCH", "1", "watch", True),
        ("WENJU_OWNERS", "1,2 3,4、5\n6", "owners", {1, 2, 3, 4, 5, 6}),
        ("WENJU_USERS", " 7000000001 ", "users", {7000000001}),
        ("WENJU_CHATS", "-1001234567890, -5", "chats", {-1001234567890, -5}),
        ("WENJU_MAX_FILE", "20", "max_file", 20),
        ("WENJU_FILE_KINDS", "pdf, .DOCX、txt", "file_kinds", {"pdf", "docx", "txt"}),
        ("WENJU_LANGUAGE", "en", "language", "en"),
        ("WENJU_MAX_CHARS", "120", "max_chars", 120),
        ("WENJU_PAGE_SIZE", "1", "page_size", 1),
        ("WENJU_MAX_QUESTION", "2000", "max_question", 2000),
        ("WENJU_QUESTIONS_PER_PERSON", "5", "questions_per_person", 5),
        ("WENJU_CHAT_MESSAGES_PER_SECOND", "0.5", "chat_messages_per_second", 0.5),
        ("TELEGRAM_API_URL", "http://127.0.0.1:8081/", "api_url", "http://127.0.0.1:8081"),
        ("TELEGRAM_API_URL", "https://bots.example/tg", "api_url", "https://bots.example/tg"),
        ("WENJU_PROXY", "socks5://me:pw@[::1]:1080", "proxy", "socks5://me:pw@[::1]:1080"),
        ("WENJU_WEBHOOK_SECRET", "abc-DEF_1", "webhook_secret", "abc-DEF_1"),
    ],
)
def test_a_variable_sets_its_field(variable, value, name, expected):
    assert getattr(load(**{variable: value}), name) == expected


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("WENJU_MAX_CHARS", "0", "a whole number from 20 to 1,000"),
        ("WENJU_MAX_CHARS", "many", "a whole number from 20 to 1,000"),
        ("WENJU_MAX_CHARS", "200.0", "a whole number from 20 to 1,000"),
        ("WENJU_MAX_QUESTION", "2001", "a whole number from 1 to 2,000"),
        ("WENJU_CHAT_MESSAGES_PER_SECOND", "0", "a number from 0.01 to 1,000,000"),
        ("WENJU_CHAT_MESSAGES_PER_SECOND", "nan", "a number from 0.01 to 1,000,000"),
        ("WENJU_OWNERS", "1, @ada", "numeric ids, separated by commas"),
        ("WENJU_OWNERS", "0", "numeric ids, separated by commas"),
        ("WENJU_OWNERS", "99999999999999999999", "numeric ids, separated by commas"),
        ("WENJU_LANGUAGE", "fr", "zh or en"),
        ("TELEGRAM_API_URL", "api.telegram.org", "an address like http://127.0.0.1:8081"),
        ("TELEGRAM_API_URL", "ftp://example.org", "an address like http://127.0.0.1:8081"),
        ("TELEGRAM_API_URL", "http://host:port", "an address like http://127.0.0.1:8081"),
        ("TELEGRAM_API_URL", "http://[::1", "an address like http://127.0.0.1:8081"),
        ("TELEGRAM_API_URL", "https://api.telegram.org/bot", "without /bot"),
        ("TELEGRAM_API_URL", "https://a b.org", "an address like http://127.0.0.1:8081"),
        ("WENJU_LIBRARY", "~nobody-of-this-name/docs", "a path"),
        ("WENJU_WATCH", "perhaps", "1 or 0"),
    ],
)
def test_a_value_that_will_not_do_is_named_with_what_would(variable, value, expected):
    message = error_of(**{variable: value})
    assert message.startswith(f"{variable}: {value!r} is not")
    assert expected in message


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "secret and spaced"),
        ("WENJU_PROXY", "gopher://me:secret@host"),
        ("WENJU_WEBHOOK_SECRET", "secret!"),
    ],
)
def test_a_bad_secret_is_not_repeated(variable, value):
    message = error_of(**{variable: value})
    assert message.startswith(f"{variable}: expected ")
    assert "secret and" not in message
    assert ":secret" not in message
    assert "secret!" not in message


def test_no_secret_shows_in_the_repr():
    settings = load(WENJU_PROXY="http://me:hush@host", WENJU_WEBHOOK_SECRET="quiet-please")
    shown = repr(settings)
    assert not any(secret in shown for secret in (TOKEN, "hush", "quiet-please"))


def test_an_empty_variable_counts_as_unset():
    assert load(WENJU_OWNERS="", WENJU_PROXY="  ", WENJU_MAX_CHARS="") == load()


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("WENJU_OWNER", "WENJU_OWNERS"),
        ("WENJU_MAXCHARS", "WENJU_MAX_CHARS"),
        ("WENJU_LIBARY", "WENJU_LIBRARY"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_name_that_was_meant(name, close):
    message = error_of(**{name: "1"})
    assert message.startswith(f"{name}: no such setting; did you mean {close}")


@pytest.mark.parametrize("name", [ENGINE, *VARIABLES])
def test_a_variable_of_the_engine_is_known(name):
    assert load(**{name: "x"}) == load()


def test_an_unknown_variable_like_no_other_is_refused_without_a_guess():
    assert error_of(WENJU_QQQQQQ="1") == "WENJU_QQQQQQ: no such setting"


def test_variables_of_other_programs_and_other_commands_are_not_looked_at():
    assert load(PATH="/bin", TELEGRAM_CHAT="1", WENJU_CACHE="cache") == load()


def test_settings_come_from_a_toml_file(tmp_path):
    file = toml(tmp_path, 'owners = [1, 2]\nusers = 3\nchats = "-5 -6"\nmax_chars = 120\n')
    for settings in (load(file), load(WENJU_CONFIG=str(file))):
        assert settings.owners == {1, 2}
        assert settings.users == {3}
        assert settings.chats == {-5, -6}
        assert settings.max_chars == 120


def test_the_environment_goes_over_the_file(tmp_path):
    file = toml(tmp_path, 'max_chars = 120\npage_size = 1\nlanguage = "zh"')
    settings = load(file, WENJU_MAX_CHARS="100")
    assert (settings.max_chars, settings.page_size, settings.language) == (100, 1, "zh")


def test_a_file_that_is_named_goes_before_the_one_in_the_environment(tmp_path):
    named = toml(tmp_path, "page_size = 2")
    assert load(named, WENJU_CONFIG=str(tmp_path / "missing.toml")).page_size == 2


def test_a_relative_path_in_a_file_starts_at_the_file(tmp_path):
    settings = load(toml(tmp_path, 'library = "docs"\nstate = "/srv/state"'))
    assert (settings.library, settings.state) == (tmp_path / "docs", Path("/srv/state"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("max_chars = true", "a whole number"),
        ("max_chars = 120.0", "a whole number"),
        ("max_chars = [120]", "a whole number"),
        ("chat_messages_per_second = true", "a number"),
        ("chat_messages_per_second = []", "a number"),
        ("owners = [true]", "numeric ids"),
        ("owners = [1.5]", "numeric ids"),
        ("owners = [[1]]", "numeric ids"),
        ("language = 1", "zh or en"),
        ("language = ['zh']", "zh or en"),
        ("library = 5", "a path"),
        ("library = ''", "a path"),
        ("api_url = 5", "an address"),
    ],
)
def test_a_value_of_the_wrong_type_in_a_file_is_named_with_the_file(tmp_path, line, expected):
    file = toml(tmp_path, line)
    message = error_of(file)
    assert message.startswith(f"{line.split()[0]} in {file}: ")
    assert expected in message


def test_an_unknown_key_in_a_file_is_refused_with_the_name_that_was_meant(tmp_path):
    file = toml(tmp_path, "maxchars = 5")
    assert error_of(file).startswith(f"maxchars in {file}: no such setting; did you mean max_chars")


def test_a_token_in_a_file_is_refused_and_not_repeated(tmp_path):
    message = error_of(toml(tmp_path, f'token = "{TOKEN}"'))
    assert TOKEN not in message
    assert "TELEGRAM_BOT_TOKEN or TELEGRAM_BOT_TOKEN_FILE" in message


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    missing = tmp_path / "missing.toml"
    assert error_of(WENJU_CONFIG=str(missing)).startswith(f"{missing}: cannot be read: ")
    assert error_of(tmp_path).startswith(f"{tmp_path}: cannot be read: ")


@pytest.mark.parametrize("content", [b"max_chars = ", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_named(tmp_path, content):
    file = tmp_path / "wenju.toml"
    file.write_bytes(content)
    assert error_of(file).startswith(f"{file}: is no TOML: ")


def test_without_a_token_both_variables_are_named():
    message = error_of(environ={})
    assert "TELEGRAM_BOT_TOKEN" in message
    assert "TELEGRAM_BOT_TOKEN_FILE" in message
    assert error_of(environ={"TELEGRAM_BOT_TOKEN": " "}) == message


def test_the_token_comes_from_a_file_stripped(tmp_path):
    file = tmp_path / "token"
    file.write_text(f"\ufeff {TOKEN}\r\n", "utf-8")
    file.chmod(0o644)
    assert Settings.load({"TELEGRAM_BOT_TOKEN_FILE": str(file)}).token == TOKEN


def test_two_tokens_are_refused(tmp_path):
    message = error_of(TELEGRAM_BOT_TOKEN_FILE=str(tmp_path / "token"))
    assert message == "TELEGRAM_BOT_TOKEN_FILE: set it or TELEGRAM_BOT_TOKEN, not both"


@pytest.mark.parametrize("content", [b"", b"hush hush", b"\xff\xfe", b"1:a\n2:b"])
def test_a_token_file_without_a_token_is_named_and_its_content_is_not(tmp_path, content):
    file = tmp_path / "token"
    file.write_bytes(content)
    message = error_of(environ={"TELEGRAM_BOT_TOKEN_FILE": str(file)})
    assert message.startswith("TELEGRAM_BOT_TOKEN_FILE: expected a bot token")
    assert "hush" not in message


def test_a_token_file_that_is_missing_is_named(tmp_path):
    message = error_of(environ={"TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "token")})
    assert message.startswith("TELEGRAM_BOT_TOKEN_FILE: ")
    assert str(tmp_path / "token") in message


@given(
    st.dictionaries(
        st.sampled_from([setting.variable for setting in SETTINGS]),
        st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    )
)
def test_any_text_in_any_variable_gives_settings_or_one_clear_line(variables):
    try:
        settings = Settings.load(ENVIRON | variables)
    except SettingsError as error:
        assert str(error).splitlines() == [str(error)]  # noqa: PT017 - one of two outcomes
    else:
        assert settings.token


def test_a_settings_error_is_one_of_the_projects_own_and_carries_its_facts():
    with pytest.raises(WenjuError) as caught:
        load(WENJU_PAGE_SIZE="9")
    error = caught.value
    assert (error.name, error.value) == ("WENJU_PAGE_SIZE", "9")
    assert error.expected == "a whole number from 1 to 5"


def test_the_table_lists_every_field_once_with_a_variable_and_a_description():
    assert [setting.name for setting in SETTINGS] == [field.name for field in fields(Settings)]
    variables = [setting.variable for setting in SETTINGS]
    assert len(set(variables)) == len(variables)
    assert all(setting.description and setting.kind.expected for setting in SETTINGS)


def test_the_default_of_a_setting_is_a_value_that_it_takes():
    for setting in SETTINGS:
        if setting.default_text:
            assert setting.kind.parse(setting.default_text) == setting.default


def test_only_what_must_stay_secret_is_secret():
    secret = {setting.name for setting in SETTINGS if setting.secret}
    assert secret == {"token", "proxy", "webhook_secret"}


def test_no_question_is_let_in_that_the_library_would_refuse():
    assert load(WENJU_MAX_QUESTION=str(MAX_QUESTION)).max_question == MAX_QUESTION
    error_of(WENJU_MAX_QUESTION=str(MAX_QUESTION + 1))


@pytest.mark.parametrize("chosen", [None, "/elsewhere"])
def test_without_a_choice_state_is_where_the_system_has_data(chosen, monkeypatch):
    from platformdirs import user_data_path

    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if chosen:
        monkeypatch.setenv("XDG_DATA_HOME", chosen)
    assert default_state() == user_data_path("wenju", appauthor=False)
