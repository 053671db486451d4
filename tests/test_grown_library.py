"""The libraries that the benchmark of scale grows: always the same, and cut as their texts are."""

from benchmarks.scale.corpus import DOCUMENT, PARAGRAPH, grow, lines, plan, read_folder
from benchmarks.scale.questions import made
from samples import SEEDS

SOURCE = read_folder(SEEDS)


def test_the_same_seed_grows_the_same_library(tmp_path):
    for folder in (tmp_path / "one", tmp_path / "other"):
        grow(SOURCE, 120, folder, seed=1)
    one, other = (
        {path.relative_to(folder): path.read_text("utf-8") for path in folder.rglob("*.txt")}
        for folder in (tmp_path / "one", tmp_path / "other")
    )
    assert one == other
    assert plan(SOURCE, 120, seed=1) != plan(SOURCE, 120, seed=2)


def test_documents_are_as_large_as_promised():
    documents = plan(SOURCE, 500, seed=1)
    sizes = [len(document.paragraphs) for document in documents]
    assert sum(sizes) == 500
    assert all(DOCUMENT[0] <= size <= DOCUMENT[1] for size in sizes[:-1])
    assert all(0 < len(line) <= PARAGRAPH for d in documents for line in lines(SOURCE, d))


def test_a_file_is_a_title_and_its_paragraphs(tmp_path):
    (document,) = grow(SOURCE, 3, tmp_path / "library", seed=1)
    (path,) = (tmp_path / "library").rglob("*.txt")
    text = path.read_text("utf-8").splitlines()
    assert text == [document.title, *lines(SOURCE, document)]


def test_questions_are_always_the_same():
    assert made(SOURCE, 20, seed=1) == made(SOURCE, 20, seed=1)
    assert all(question.words for question in made(SOURCE, 20, seed=1))
