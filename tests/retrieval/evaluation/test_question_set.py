"""Files of questions: read, and with something wrong."""

import json

import pytest

from retrieval.errors import QuestionsFileError
from retrieval.evaluation.question_set import LabelledQuestion, read_questions

ROW = {"id": "1", "question": "口岸?", "answers": ["662万吨"], "document": "口岸.txt"}


def write(tmp_path, *lines):
    path = tmp_path / "questions.jsonl"
    rows = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    path.write_bytes(b"\n".join(rows))
    return path


def test_questions_are_read(tmp_path):
    path = write(
        tmp_path,
        b"\xef\xbb\xbf" + json.dumps(ROW, ensure_ascii=False).encode() + b"\r",
        b"",
        ROW | {"id": "2", "answers": [], "document": None, "more": 1},
        b" \t",
    )
    assert read_questions(path) == (
        LabelledQuestion("1", "口岸?", ("662万吨",), "口岸.txt"),
        LabelledQuestion("2", "口岸?", (), None),
    )


@pytest.mark.parametrize(
    ("line", "fault", "detail"),
    [
        (b"{", "not_json", ""),
        (b"id,question", "not_json", ""),
        (b"[" * 100_000, "not_json", ""),
        (b"\xff\xfe", "not_utf8", ""),
        (b"[]", "not_object", ""),
        (b'"id"', "not_object", ""),
        (b"null", "not_object", ""),
        *(({k: v for k, v in ROW.items() if k != key}, "missing", key) for key in ROW),
        *((ROW | {"id": bad}, "wrong_type", "id") for bad in (2, None, "", " ", ["2"])),
        *((ROW | {"question": bad}, "wrong_type", "question") for bad in (2, None, "", {})),
        *(
            (ROW | {"id": "2", "answers": bad}, "wrong_type", "answers")
            for bad in ("662", None, [1], [None], [""], [" \u3000"], {})
        ),
        *((ROW | {"document": bad}, "wrong_type", "document") for bad in (1, "", [], False)),
        (ROW | {"question": "\ud800"}, "wrong_type", "question"),
        (ROW, "duplicate", "1"),
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path, line, fault, detail):
    path = write(tmp_path, ROW, b"", line, b"{")
    with pytest.raises(QuestionsFileError) as caught:
        read_questions(path)
    error = caught.value
    assert (error.path, error.line, error.fault, error.detail) == (path, 3, fault, detail)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_a_file_without_questions_is_an_error(tmp_path, content):
    with pytest.raises(QuestionsFileError) as caught:
        read_questions(write(tmp_path, content))
    assert (caught.value.line, caught.value.fault) == (None, "empty")


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    with pytest.raises(QuestionsFileError) as caught:
        read_questions(tmp_path / "none.jsonl")
    assert (caught.value.line, caught.value.fault) == (None, "unreadable")
