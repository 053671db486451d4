"""A library in a cluster answers as one in this process does: the same excerpts, scores and ids."""

import os
import random
import subprocess
import sys

import numpy as np
import pytest
from samples import SEEDS
from shell import ROOT, wenju
from systems import TESTED_ON

from retrieval import Library, Words, errors, option
from retrieval.engines.opensearch.client import Client
from retrieval.engines.opensearch.scores import kept
from retrieval.evaluation.file_checks import check

PLACES = ("青河", "白水", "东岭", "南屏", "石桥", "柳林")
THINGS = ("水库", "渠道", "小学", "卫生院", "集市", "林场", "养老院", "图书馆")
OF_AMBER, OF_TORTOISE = 7, 8
DONE = ("改建", "维修", "扩建", "验收", "移交", "停用")
QUESTIONS = (
    "青河水库什么时候改建",
    "白水小学花了多少万元",
    "谁负责南屏渠道的维修",
    "石桥的图书馆",
    "養老院驗收",
    "养老院、卫生院和图书馆分别在哪里",
    "2021年东岭林场的面积",
    "满都拉口岸的过货量是多少",
    "第二条是怎么规定的",
    "珀",
    "龟",
    "今天午饭吃什么",
    "SHUIKU",
)


def text(number):
    """A notice of a few paragraphs, the same for the same number."""
    chance = random.Random(number)
    place, year = chance.choice(PLACES), 2015 + number % 9
    lines = [f"{place}镇人民政府关于{chance.choice(THINGS)}的通知"]
    lines += [f"青政发〔{year}〕{number}号", ""]
    for part in range(1, chance.randint(3, 40)):
        thing, done = chance.choice(THINGS), chance.choice(DONE)
        amount, lasts = chance.randint(2, 900), chance.randint(0, 9)
        more = "，工期由施工单位与监理单位商定" * lasts
        lines.append(f"第{part}条　{place}{thing}于{year}年{done}，投资{amount}万元{more}。")
    if number == OF_AMBER:
        lines.append("石桥展出琥珀一件。")
    if number == OF_TORTOISE:
        lines.append("石橋展出龜甲一件。")
    return "\n".join([*lines, "", f"{year}年{number % 12 + 1}月5日"])


def fill(folder, numbers):
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"{number:03}.txt").write_text(text(number), "utf-8")


@pytest.fixture
def cluster(node, monkeypatch):
    """Opens a library in the cluster."""
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", node.urls[0])
    monkeypatch.setenv("WENJU_OPENSEARCH_TIMEOUT", "60")

    def opened(folder, index):
        monkeypatch.setenv("WENJU_ENGINE", "opensearch")
        library = Library.open(folder, index=index)
        monkeypatch.setenv("WENJU_ENGINE", "embedded")
        return library

    return opened


def said(library, question, filters=()):
    """All that an answer says, with what is only nearly the same rounded."""
    answer = library.ask(question, filters=filters, limit=3)
    shown = [
        (e.document.path, e.start, e.end, e.answer, e.citation.id, e.also)
        for e in (*answer.excerpts, *answer.nearest)
    ]
    return answer.standing, round(answer.confidence, 6), shown, answer.missing, answer.looked_for


def shown(excerpts):
    return [(e.document.path, e.start, e.end, e.citation.id) for e in excerpts]


def verified(library, quotation):
    found = library.verify(quotation)
    return found.verdict, shown(match.excerpt for match in found.matches)


def ranked(library, question, limit=10):
    hits = library.rank(question, limit)
    return [(hit.passage.document.path, hit.passage.start, round(hit.score, 6)) for hit in hits]


def compare(here, there):
    assert [*here.documents.paths] == [*there.documents.paths]
    assert here.searched == there.searched
    for question in QUESTIONS:
        assert said(here, question) == said(there, question), question
        assert ranked(here, question) == ranked(there, question), question


@pytest.mark.parametrize("shards", ["1", "3"])
def test_answers_and_scores_are_those_of_an_index_here(tmp_path, cluster, monkeypatch, shards):
    monkeypatch.setenv("WENJU_OPENSEARCH_SHARDS", shards)
    folder = tmp_path / "library"
    fill(folder, range(40))
    for seed in SEEDS.iterdir():
        (folder / seed.name).write_bytes(seed.read_bytes())
    here = Library.open(folder, index=tmp_path / "here")
    there = cluster(folder, tmp_path / "there")
    compare(here, there)
    filters = [option("since", "2020"), option("until", "2021")]
    for question in QUESTIONS:
        assert said(here, question, filters) == said(there, question, filters)
    quotation = "满都拉口岸过货量突破672万吨"
    assert verified(here, quotation) == verified(there, quotation)
    assert shown(here.cite("1t2cx-zw5cz.8")) == shown(there.cite("1t2cx-zw5cz.8")) != []
    found = [
        [(places.document.path, places.places) for places in own.find(Words(["水库", "改建"]))]
        for own in (here, there)
    ]
    assert found[0] == found[1] != []


def test_questions_are_long_and_hits_are_many(tmp_path, cluster):
    folder = tmp_path / "library"
    fill(folder, range(130))
    here = Library.open(folder, index=tmp_path / "here")
    there = cluster(folder, tmp_path / "there")
    assert ranked(here, "水库的投资", 500) == ranked(there, "水库的投资", 500)
    paragraph = next(line for line in text(5).splitlines() if "商定" in line)
    question = (paragraph + min(SEEDS.iterdir()).read_text("utf-8"))[:1900]
    assert said(here, question)[2][:1] == said(there, question)[2][:1] != []


def test_they_stay_so_when_files_change(tmp_path, cluster):
    folder = tmp_path / "library"
    fill(folder, range(20))
    cluster(folder, tmp_path / "there")
    fill(folder, range(20, 30))
    (folder / "003.txt").unlink()
    (folder / "004.txt").rename(folder / "renamed.txt")
    (folder / "005.txt").write_text("青河水库于2024年停用，另建琥珀展馆。", "utf-8")
    here = Library.open(folder, index=tmp_path / "here")
    there = cluster(folder, tmp_path / "there")
    # Until the cluster has merged what held them, texts that are gone count a little.
    for question in QUESTIONS:
        assert said(here, question)[2][:1] == said(there, question)[2][:1], question
    again = cluster(folder, tmp_path / "again")
    compare(here, again)


def test_what_is_gone_is_not_found(tmp_path, cluster):
    folder = tmp_path / "library"
    fill(folder, range(3))
    (folder / "secret.txt").write_text("唯有此处写着紫檀木雕屏风。", "utf-8")
    assert cluster(folder, tmp_path / "there").ask("紫檀木雕屏风").found
    (folder / "secret.txt").unlink()
    left = cluster(folder, tmp_path / "there")
    assert not left.ask("紫檀木雕屏风").found
    assert [*left.find(Words(["紫檀"]))] == []


def test_no_text_and_no_term_stays_here(tmp_path, cluster):
    folder = tmp_path / "library"
    fill(folder, range(10))
    index = tmp_path / "there"
    library = cluster(folder, index)
    for segment in library._state.segments:
        assert segment.documents == 10
        for document in range(segment.documents):
            _, *rest = segment.facts(document).parts
            assert not any(map(len, rest))
        assert all(len(f.lexicon) == len(f.postings.ids) == 0 for f in segment.fields.values())
    here = sum(path.stat().st_size for path in index.iterdir())
    text_size = sum(path.stat().st_size for path in folder.iterdir())
    Library.open(folder, index=tmp_path / "here")
    whole = sum(path.stat().st_size for path in (tmp_path / "here").iterdir())
    assert here < whole / 2
    assert here < 2 * text_size


def test_all_documents_are_fetched_many_at_a_time(tmp_path, cluster, monkeypatch):
    folder = tmp_path / "library"
    fill(folder, range(70))
    library = cluster(folder, tmp_path / "there")
    fetched = []
    asking = Client.ask

    def counting(client, method, path, *more, **named):
        fetched.append(path.endswith("/_mget"))
        return asking(client, method, path, *more, **named)

    monkeypatch.setattr(Client, "ask", counting)
    assert len([*check(library)]) == len(library.documents)
    assert 0 < sum(fetched) < len(library.documents) / 10


def test_a_cluster_that_is_away_is_said_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("WENJU_ENGINE", "opensearch")
    monkeypatch.setenv("WENJU_OPENSEARCH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("WENJU_OPENSEARCH_TIMEOUT", "1")
    fill(tmp_path / "library", range(1))
    with pytest.raises(errors.EngineUnreachable):
        Library.open(tmp_path / "library", index=tmp_path / "index")
    ran = wenju("ask", "水库", "--library", tmp_path / "library", "--index", tmp_path / "index")
    assert ran.code == 2
    assert "127.0.0.1:9" in ran.err


def test_an_engine_that_there_is_not_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("WENJU_ENGINE", "solr")
    fill(tmp_path / "library", range(1))
    ran = wenju("ask", "水库", "--library", tmp_path / "library")
    assert ran.code == 2
    assert "solr" in ran.err


def test_lengths_are_rounded_as_lucene_does():
    lengths = {0: 0, 24: 24, 40: 40, 41: 40, 100: 96, 1000: 984, 65000: 61464}
    assert kept(np.array([*lengths])).tolist() == [*lengths.values()]


SAME = (
    "tests/retrieval/filters/test_filtered_answers.py",
    "tests/retrieval/citing/test_copies.py",
    "tests/retrieval/citing/test_fate.py",
    "tests/retrieval/verification/test_quotations.py",
    "tests/bot/cli/test_cite.py",
    "tests/bot/cli/test_find.py",
)


def test_what_filters_cites_verifies_finds_and_forgets_passes_its_tests_there(node):
    """Those of an index in this process, each library served by the node."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *SAME]
    # What is damaged there is no text.
    command += [
        "--deselect",
        "tests/bot/cli/test_find.py::test_a_damaged_index_is_said_and_made_anew",
    ]
    environment = os.environ | {TESTED_ON: node.urls[0]}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-4000:]
