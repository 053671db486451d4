"""Real nodes for a test: one that all share, and three that a test has to itself.

Tests are skipped, and say why, where no node can run: no Java, no Maven, or nobody answers Maven.
"""

import os
import sys

import pytest

if sys.platform != "win32":
    import fcntl

    from opensearch.nodes import Cluster, NoNode


@pytest.fixture(scope="session")
def node(tmp_path_factory):
    """A `Cluster` of one node; an index of a test has a name of its own."""
    yield from _shared(tmp_path_factory, "one", 1, "512m")


@pytest.fixture(scope="session")
def _three(tmp_path_factory):
    yield from _shared(tmp_path_factory, "three", 3, "256m")


@pytest.fixture
def nodes(_three):
    """A `Cluster` of three nodes that no other test uses meanwhile, whole again afterwards."""
    with (_three.folder / "alone").open("w") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        yield _three
        for number in range(_three.size):
            if not _three.answers(number):
                _three.start(number)


def _shared(tmp_path_factory, name, size, heap):
    """Of all processes that run tests: the first starts it, the last to go ends it."""
    if sys.platform == "win32":
        pytest.skip("nodes are started as POSIX has it")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"opensearch-{name}"
    folder.mkdir(exist_ok=True)
    try:
        cluster = Cluster(folder, size, heap)
    except NoNode as reason:
        pytest.skip(f"no node of OpenSearch: {reason}")
    yield cluster
    cluster.leave()
