"""What the environment says of a cluster: checked, and without a secret in what is said of it."""

import pytest

from retrieval.engines.opensearch import access
from retrieval.engines.opensearch.access import Access
from retrieval.errors import EngineMisconfigured

SECRET = "Geheim-密码-8813"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "user").write_text("档案局\n", "utf-8")
    (tmp_path / "password").write_text(f"\ufeff{SECRET}\r\n", "utf-8")
    (tmp_path / "ca.pem").write_text("---", "utf-8")
    (tmp_path / "empty").write_text("\n", "utf-8")
    (tmp_path / "latin").write_bytes(b"\xe4\xff")
    return tmp_path


def given(files, **names):
    """The variables with those of `names` set, files by their names."""
    said = {"URL": "https://one:9200"} | names
    return {
        f"WENJU_OPENSEARCH_{name}": str(files / value) if name.endswith("_FILE") else value
        for name, value in said.items()
    }


def test_all_is_read(files):
    environ = given(
        files,
        URL=" https://one:9200/ ，http://[::1]:9201/search,\nhttps://three",
        USER_FILE="user",
        PASSWORD_FILE="password",
        CA_FILE="ca.pem",
        TIMEOUT="2.5",
        PREFIX="archive.2",
    )
    found = Access.from_environment(environ | {"OTHER": "x"})
    assert found == Access(
        ("https://one:9200", "http://[::1]:9201/search", "https://three"),
        user="档案局",
        password=SECRET,
        ca=files / "ca.pem",
        timeout=2.5,
        prefix="archive.2",
    )
    assert SECRET not in repr(found)
    assert "档案局" not in repr(found)


def test_an_address_is_enough_and_an_empty_variable_is_none(files):
    environ = given(files) | {access.CA_FILE: " ", access.TIMEOUT: ""}
    assert Access.from_environment(environ) == Access(("https://one:9200",))


@pytest.mark.parametrize(
    ("said", "name", "fault"),
    [
        ({"URL": " "}, access.URL, "missing"),
        ({"URL": "one:9200"}, access.URL, "address"),
        ({"URL": "ftp://one"}, access.URL, "address"),
        ({"URL": "http://one:port"}, access.URL, "address"),
        ({"URL": "http://"}, access.URL, "address"),
        ({"URL": "http://one/?pretty"}, access.URL, "address"),
        ({"URL": f"http://one/?api_key={SECRET}"}, access.URL, "address"),
        ({"URL": f"http://one:port#{SECRET}"}, access.URL, "address"),
        ({"URL": f"https://amt:{SECRET}@one:9200"}, access.URL, "credentials"),
        ({"URL": f"https://amt:{SECRET},x@one:9200"}, access.URL, "credentials"),
        ({"USER_FILE": "user"}, access.USER_FILE, "alone"),
        ({"PASSWORD_FILE": "password"}, access.PASSWORD_FILE, "alone"),
        ({"USER_FILE": "none", "PASSWORD_FILE": "password"}, access.USER_FILE, "unreadable"),
        ({"USER_FILE": "user", "PASSWORD_FILE": "empty"}, access.PASSWORD_FILE, "empty"),
        ({"USER_FILE": "user", "PASSWORD_FILE": "latin"}, access.PASSWORD_FILE, "unreadable"),
        ({"CA_FILE": "none"}, access.CA_FILE, "unreadable"),
        ({"TIMEOUT": "soon"}, access.TIMEOUT, "value"),
        ({"TIMEOUT": "0"}, access.TIMEOUT, "value"),
        ({"TIMEOUT": "nan"}, access.TIMEOUT, "value"),
        ({"PREFIX": "-a"}, access.PREFIX, "value"),
        ({"PREFIX": "Archive"}, access.PREFIX, "value"),
        ({"PREFIX": "a*"}, access.PREFIX, "value"),
        ({"PREFIX": "档案"}, access.PREFIX, "value"),
    ],
)
def test_what_cannot_be_used_is_named(said, name, fault, files):
    with pytest.raises(EngineMisconfigured) as raised:
        Access.from_environment(given(files, **said))
    assert (raised.value.name, raised.value.fault) == (name, fault)
    assert SECRET not in f"{raised.value} {vars(raised.value)}"
