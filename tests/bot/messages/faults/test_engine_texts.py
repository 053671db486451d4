"""Each fault of a cluster has a line for its owner, and one for who asks, in both languages."""

import typing

import pytest

from bot.messages.texts import texts_in
from retrieval import errors
from retrieval.engines.opensearch import transport

NODE = "search1:9200"
FAULTS = [
    errors.EngineUnreachable(NODE, "Connection refused"),
    errors.EngineUntrusted(NODE, "certificate has expired"),
    errors.EngineSlow(NODE, "2.5"),
    errors.EngineRed(NODE),
    errors.EngineBusy(NODE),
    errors.EngineFull(NODE),
    errors.EngineRefused(NODE),
    errors.EngineForbidden(NODE),
    errors.EngineNotLoaded(NODE),
    errors.EngineMismatched(NODE, "parsing_exception"),
    errors.EngineForeign(NODE, "1.3.20"),
    errors.EngineForeign(NODE, ""),
    errors.EngineRejected(NODE, "500 null_pointer_exception"),
]
SETTINGS = [
    errors.EngineMisconfigured("WENJU_OPENSEARCH_URL", fault, "DETAIL")
    for fault in typing.get_args(errors.SettingFault)
]


def kinds(error):
    """All the errors of a branch that has none below."""
    below = error.__subclasses__()
    return {error} if not below else set().union(*map(kinds, below))


def test_every_fault_is_tried_here():
    tried = {type(error) for error in [*FAULTS, *SETTINGS, errors.EngineNeedsLibrary()]}
    assert tried == kinds(errors.EngineError)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("error", FAULTS, ids=str)
def test_the_owner_reads_which_node_it_is(language, error):
    said = texts_in(language).error(error)
    assert NODE in said
    assert "{" not in said
    assert "\n" not in said
    assert said != str(error)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("error", SETTINGS, ids=str)
def test_the_owner_reads_which_setting_it_is(language, error):
    said = texts_in(language).error(error)
    assert said.startswith("WENJU_OPENSEARCH_URL")
    assert error.fault == "missing" or "DETAIL" in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_owner_of_another_index_reads_what_makes_it_anew(language):
    # `wenju index` leaves an index alone that is there.
    said = texts_in(language).error(errors.EngineMismatched(NODE, "strict_dynamic_mapping"))
    assert "wenju engine --rebuild" in said


def test_the_owner_reads_the_systems_reason_in_his_language_and_when_no_node_is_known():
    error = errors.EngineUnreachable("", "Connection refused")
    assert texts_in("zh").error(error).startswith("OpenSearch 连不上（拒绝连接）")
    assert texts_in("en").error(error).startswith("OpenSearch cannot be reached (Connection ref")
    # What only the tables of the files' sentences know.
    assert "（连接超时）" in texts_in("zh").error(
        errors.EngineUnreachable(NODE, "Connection timed out")
    )


@pytest.mark.parametrize("reason", [transport.NO_JSON, transport.STRANGE, transport.NO_TLS])
def test_our_own_reasons_are_told_in_both_languages(reason):
    error = errors.EngineUnreachable(NODE, reason)
    assert f"({reason})" in texts_in("en").error(error)
    assert reason not in texts_in("zh").error(error)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("error", [*FAULTS, *SETTINGS, errors.EngineNeedsLibrary()], ids=str)
def test_who_asks_reads_no_name_of_a_machine_or_setting(language, error):
    said = texts_in(language).engine.for_asker(error)
    assert said
    assert not {NODE, "WENJU", "OpenSearch", "429"} & set(said.split())
    assert NODE not in said
