"""Requests to a cluster: each fault by its name, what passes tried again, and no secret told."""

import datetime
import ipaddress
import logging
import pickle
import socket
import socketserver
import ssl
import threading
import traceback
from contextlib import ExitStack, contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from opensearch.faults import (
    FLOOD_STAGE,
    FOUND,
    FaultServer,
    breaks_off,
    drops,
    is_silent,
    says,
    status,
)

from retrieval import errors
from retrieval.engines.opensearch import transport
from retrieval.engines.opensearch.access import Access
from retrieval.engines.opensearch.breaker import FIRST, LIMIT, Breaker
from retrieval.engines.opensearch.client import Client

QUESTION = "水库的责任人是谁"
ASKED = {"query": {"match": {"words": QUESTION}}}
SECRET = "Geheim-密码-8813"
# So few seconds that whoever is silent is soon given up, and enough for others on a busy machine.
SHORT, ENOUGH = 0.3, 30.0


@pytest.fixture
def client_of():
    clients = []

    def made(*urls, timeout=ENOUGH, breaker=None, **access):
        clients.append(Client(Access(urls, timeout=timeout, **access), breaker))
        return clients[-1]

    yield made
    for client in clients:
        client.close()


def shards_failed(kind, reason=""):
    """As a search says that its shards failed."""
    failed = [{"shard": 0, "index": "laws", "reason": {"type": kind, "reason": reason}}]
    return {"phase": "query", "grouped": True, "failed_shards": failed}


ALL_FAILED = "search_phase_execution_exception"
PART = says(FOUND | {"_shards": {"total": 3, "failed": 1}})
CUT_SHORT = says(FOUND | {"timed_out": True})
CANCELLED = status(500, ALL_FAILED, **shards_failed("task_cancelled_exception"))
FAULTS = {
    "wrong password": (status(401), errors.EngineRefused),
    "no right": (status(403, "security_exception", "no permissions for"), errors.EngineForbidden),
    "full queue": (status(429, "rejected_execution_exception"), errors.EngineBusy),
    "all queues full": (
        status(503, ALL_FAILED, **shards_failed("rejected_execution_exception")),
        errors.EngineBusy,
    ),
    "no memory": (status(429, "circuit_breaking_exception", "Data too large"), errors.EngineBusy),
    "a proxy's 429": (
        lambda handler: handler.answer(429, b"slow down", "text/plain"),
        errors.EngineBusy,
    ),
    "flood stage": (status(429, "cluster_block_exception", FLOOD_STAGE), errors.EngineFull),
    "flood stage, older": (
        status(
            403, "cluster_block_exception", "[FORBIDDEN/12/index read-only / allow delete (api)]"
        ),
        errors.EngineFull,
    ),
    "full disk": (status(500, "i_o_exception", "No space left on device"), errors.EngineFull),
    "no such index": (status(404, "index_not_found_exception"), errors.EngineNotLoaded),
    "field of another kind": (
        status(400, ALL_FAILED, **shards_failed("query_shard_exception")),
        errors.EngineMismatched,
    ),
    "what was asked repeated": (
        status(400, "parsing_exception", f"unknown query [{QUESTION}]"),
        errors.EngineMismatched,
    ),
    "unknown field": (status(400, "strict_dynamic_mapping_exception"), errors.EngineMismatched),
    "shards on no node": (status(503, ALL_FAILED, "all shards failed"), errors.EngineRed),
    "a node just gone": (status(500, "node_not_connected_exception"), errors.EngineRed),
    "a node gone in between": (
        status(404, ALL_FAILED, **shards_failed("search_context_missing_exception")),
        errors.EngineRed,
    ),
    "no manager": (status(503, "cluster_manager_not_discovered_exception"), errors.EngineRed),
    "cancelled": (CANCELLED, errors.EngineSlow),
    "a proxy waits": (lambda handler: handler.answer(504, b"", "text/html"), errors.EngineSlow),
    "a proxy finds nobody": (
        lambda handler: handler.answer(502, b"", "text/html"),
        errors.EngineUnreachable,
    ),
    "too large": (lambda handler: handler.answer(413, b"", "text/html"), errors.EngineRejected),
    "an error of its own": (status(500, "null_pointer_exception"), errors.EngineRejected),
    "dropped": (drops, errors.EngineUnreachable),
    "broken off": (breaks_off, errors.EngineUnreachable),
    "garbage": (says(b'{"hits":'), errors.EngineUnreachable),
    "a page": (says(b"<html>", "text/html"), errors.EngineUnreachable),
    "silent": (is_silent, errors.EngineSlow),
    "a part": (PART, errors.EngineRed),
    "a part in time": (CUT_SHORT, errors.EngineSlow),
    "no answer": (says(None), errors.EngineUnreachable),
    "a word": (says("maintenance"), errors.EngineUnreachable),
    "another answer": (says({"status": "maintenance"}), errors.EngineUnreachable),
    "an answer of another kind": (says([FOUND]), errors.EngineUnreachable),
    "shards of another kind": (says(FOUND | {"_shards": 3}), errors.EngineUnreachable),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_its_name_and_tells_no_secret(name, server, client_of, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    server.always, expected = FAULTS[name]
    client = client_of(server.url, timeout=SHORT, user="amt", password=SECRET)
    with pytest.raises(errors.EngineError) as raised:
        client.search("laws", ASKED)
    assert type(raised.value) is expected
    again = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), vars(again)) == (str(raised.value), vars(raised.value))
    logged = logging.Formatter().formatException(raised._excinfo) + caplog.text
    told = [*traceback.format_exception(raised.value), repr(raised.value), repr(client), logged]
    told += [*capsys.readouterr()]
    authorization = server.asked[0][2]["authorization"].removeprefix("Basic ")
    for text in told:
        for secret in (SECRET, authorization, QUESTION):
            assert secret not in text


def opensearch(number):
    return {"version": {"distribution": "opensearch", "number": number}}


@pytest.mark.parametrize("version", ["2.13.0", "2.19.6", "2.20.0-SNAPSHOT"])
def test_a_version_that_scores_as_ours_reads_it_is_asked(version, server, client_of):
    server.info = says(opensearch(version))
    assert client_of(server.url).search("laws", ASKED) == FOUND


@pytest.mark.parametrize(
    ("answer", "version"),
    [
        *(
            (opensearch(number), number)
            for number in ("1.3.20", "2.2.1", "2.12.0", "3.0.0", "3.0.0-beta1", "22.13.0")
        ),
        *((opensearch(number), number) for number in ("2", "2.x", "x2.19.6", "2." + "9" * 5000)),
        ({"version": {"number": "8.15.0", "build_flavor": "default"}}, "8.15.0"),
        ({"hello": "world"}, ""),
        ([1], ""),
    ],
)
def test_what_is_no_known_version_is_asked_nothing(answer, version, server, client_of):
    server.info = says(answer)
    with pytest.raises(errors.EngineForeign) as raised:
        client_of(server.url).search("laws", ASKED)
    assert raised.value.reason == version
    assert server.searches == 0


@pytest.mark.parametrize("fault", [status(401), CUT_SHORT, PART, says([]), says(b"{")])
def test_an_error_names_the_node(fault, server, client_of):
    server.always = fault
    with pytest.raises(errors.EngineError) as raised:
        client_of(server.url, timeout=SHORT).search("laws", ASKED)
    assert raised.value.node == server.url.removeprefix("http://")
    assert raised.value.node in str(raised.value)


def test_nobody_there_is_said_with_the_systems_reason(client_of):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(errors.EngineUnreachable) as raised:
        client_of(url, timeout=SHORT).ask("GET", "/")
    assert raised.value.reason == "Connection refused"


COSTLY = [drops, breaks_off, is_silent, status(502), status(408), CUT_SHORT, CANCELLED, says([])]
CHEAP = [status(503), status(429), PART]


@pytest.fixture
def broken(monkeypatch):
    """Another server; which has failed is asked last for as long as a test takes."""
    monkeypatch.setattr(transport, "_ASIDE", 600.0)
    with FaultServer() as server:
        yield server


@pytest.mark.parametrize("fault", [*COSTLY, *CHEAP])
def test_what_one_node_fails_at_another_answers(fault, server, broken, client_of):
    broken.always = fault
    client = client_of(broken.url, server.url, timeout=1.0)
    for _ in range(6):
        assert client.search("laws", ASKED) == FOUND
    assert server.searches == 6
    assert broken.searches == (1 if fault in COSTLY else 3)


def test_a_node_that_was_away_is_asked_again_after_a_while(server, broken, client_of, monkeypatch):
    monkeypatch.setattr(transport, "_ASIDE", 0.0)
    broken.always = drops
    client = client_of(broken.url, server.url)
    for _ in range(4):
        client.search("laws", ASKED)
    broken.always = None
    before = server.searches
    for _ in range(4):
        client.search("laws", ASKED)
    assert server.searches == before + 2


def servers(stack, *faults):
    """Servers that answer everything with these faults."""
    made = [stack.enter_context(FaultServer()) for _ in faults]
    for server, fault in zip(made, faults, strict=True):
        server.always = fault
    return made


@pytest.mark.parametrize("fault", [is_silent, CANCELLED, status(429)])
def test_what_two_nodes_have_no_time_for_no_other_is_asked(fault, client_of):
    with ExitStack() as stack:
        four = servers(stack, *[fault] * 4)
        with pytest.raises((errors.EngineSlow, errors.EngineBusy)):
            client_of(*(each.url for each in four), timeout=SHORT).search("laws", ASKED)
        assert sorted(each.searches for each in four) == [0, 0, 1, 1]


def test_one_sound_node_is_found_among_many_that_are_away(server, client_of):
    with ExitStack() as stack:
        away = servers(stack, drops, drops, drops, drops)
        client = client_of(*(each.url for each in away), server.url)
        assert [client.search("laws", ASKED) for _ in range(5)] == [FOUND] * 5
        assert [each.searches for each in away] == [1] * 4


def test_what_a_node_says_is_told_rather_than_that_another_is_away(server, broken, client_of):
    server.always, broken.always = status(429), drops
    client = client_of(broken.url, server.url)
    for _ in range(3):
        with pytest.raises(errors.EngineBusy) as raised:
            client.search("laws", ASKED)
        assert raised.value.node == server.url.removeprefix("http://")


@pytest.mark.parametrize("fault", [drops, status(503, ALL_FAILED, "all shards failed"), PART])
def test_what_all_fail_at_for_a_moment_is_asked_again(fault, server, client_of):
    server.faults += [fault, fault]
    assert client_of(server.url).search("laws", ASKED) == FOUND


@pytest.mark.parametrize("fault", [status(401), status(429), status(404), status(400)])
def test_what_asking_again_does_not_mend_is_asked_once(fault, server, client_of):
    server.faults += [fault]
    with pytest.raises(errors.EngineError):
        client_of(server.url).search("laws", ASKED)
    assert server.searches == 1


def test_a_cluster_that_fails_is_left_alone_and_served_again_when_it_returns(server, client_of):
    now = [100.0]
    client = client_of(server.url, breaker=Breaker(lambda: now[0]))
    server.always = status(429)
    for _ in range(LIMIT):
        with pytest.raises(errors.EngineBusy):
            client.search("laws", ASKED)
    asked = len(server.asked)
    for _ in range(3):
        with pytest.raises(errors.EngineBusy):
            client.search("laws", ASKED)
    assert len(server.asked) == asked
    server.always = None
    now[0] += FIRST
    assert client.search("laws", ASKED) == FOUND
    assert client.search("laws", ASKED) == FOUND


def test_all_threads_are_answered(server, client_of):
    client, found = client_of(server.url), []
    threads = [
        threading.Thread(target=lambda: found.append(client.search("laws", ASKED)))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [FOUND] * 16


def test_a_search_asks_for_all_or_nothing_and_for_less_than_its_time(server, client_of):
    client_of(server.url).search("laws", ASKED, search_type="dfs_query_then_fetch")
    path = server.asked[-1][1]
    assert "allow_partial_search_results=false" in path
    assert "cancel_after_time_interval=27000ms" in path
    assert "search_type=dfs_query_then_fetch" in path


def test_user_and_password_may_be_of_any_characters(server, client_of):
    client_of(server.url, user="局", password=SECRET).ask("GET", "/")
    assert server.asked[0][2]["authorization"] == "Basic 5bGAOkdlaGVpbS3lr4bnoIEtODgxMw=="


def certificate(folder):
    """One for 127.0.0.1 that is signed by itself, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "node")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(made.public_bytes(pem))
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return folder / "ca.pem", context


def test_a_certificate_is_trusted_when_its_file_is_named(tmp_path, client_of):
    ca, context = certificate(tmp_path)
    with FaultServer(context) as server:
        with pytest.raises(errors.EngineUntrusted) as raised:
            client_of(server.url, user="amt", password=SECRET).ask("GET", "/")
        assert raised.value.reason == "self-signed certificate"
        assert not server.asked
        assert client_of(server.url, ca=ca).search("laws", ASKED) == FOUND


@contextmanager
def speaking(reply):
    """The address, as of https, of who says this whatever is said to him."""

    class Speaker(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(4096)
            self.request.sendall(reply)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Speaker) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("reply", "is_plain"), [(b"HTTP/1.1 400 Bad Request\r\n\r\n", True), (b"", False)]
)
def test_who_speaks_no_tls_is_not_called_untrusted(reply, is_plain, client_of):
    with speaking(reply) as url, pytest.raises(errors.EngineUnreachable) as raised:
        client_of(url, timeout=SHORT).ask("GET", "/")
    assert (raised.value.reason == transport.NO_TLS) is is_plain


def test_a_file_without_a_certificate_is_named(tmp_path, client_of):
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(errors.EngineMisconfigured) as raised:
        client_of("https://127.0.0.1:1", ca=tmp_path / "ca.pem")
    assert (raised.value.fault, raised.value.name) == ("certificate", "WENJU_OPENSEARCH_CA_FILE")
