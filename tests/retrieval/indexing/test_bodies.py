"""What an engine is sent of a document."""

from retrieval.analysis.analyzer import Analyzer
from retrieval.index.store import IndexState
from retrieval.indexing import indexer
from retrieval.indexing.bodies import bodies
from retrieval.indexing.scan import File


def test_characters_are_those_that_questions_have(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("石橋展出龜甲、龜板，2 件。", "utf-8")
    file = File(str(path), path.stat().st_size, path.stat().st_mtime_ns)
    batch = indexer.Indexer(IndexState(), Analyzer(), indexer.in_memory).index(
        {path.name: file}, lambda *_: None
    )
    [sent] = bodies(batch.segments[0], [0])
    [document] = sent.documents
    assert set(document.fields["characters"].split()) == set("石桥展出龟甲板件")
