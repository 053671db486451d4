"""What a library is about, and how near a question is to that."""

import numpy as np
import pytest
from samples import document, index_of, recorded

from retrieval import Library
from retrieval.analysis.analyzer import Analyzer
from retrieval.index.segments import TOPIC, Segment
from retrieval.index.terms import keys_of
from retrieval.index.topic import FILE, SIZE, UNTOLD, _table, nearness, topic_of
from retrieval.indexing.segment_merger import merge_segments
from retrieval.indexing.segment_writer import build
from retrieval.text.folding import data_file

FARM = "水库向农田灌溉供水，渠道由村委会维修。\n\n小麦和玉米的种植补贴按亩发放，化肥由供销社供应。"
FILM = "影片由导演自编自演，演员阵容强大。\n\n电影节上他获得最佳男主角，票房创下新高。"
COURT = "被告人上诉后，法院维持原判。\n\n律师认为证据不足，检察院撤回起诉。"
CLINIC = "门诊医生诊断为肺炎，护士给病人输液。\n\n手术后患者出院，药费由医保报销。"


def topic(*texts: str):
    return index_of([document(text) for text in texts]).topic


def _built(*texts: str):
    return build([recorded(document(text), Analyzer())[1] for text in texts])


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        (FARM, ["庄稼", "旱灾"], ["演唱会", "歌手"]),
        (FILM, ["喜剧", "编剧"], ["旱灾", "庄稼"]),
        (COURT, ["官司", "判刑"], ["喜剧", "歌手"]),
        (CLINIC, ["看病", "吃药"], ["官司", "判刑"]),
    ],
)
def test_words_of_the_topic_are_nearer_though_no_text_holds_them(text, near, far):
    about = topic(text)
    assert not any(word in text for word in (*near, *far))
    assert nearness(near, about) > 0
    assert nearness(near, about) > nearness(far, about) + 0.3


def test_a_library_of_many_things_is_about_none_of_them_much():
    alone, among = topic(FARM), topic(FARM, FILM, COURT, CLINIC)
    assert np.linalg.norm(among) < np.linalg.norm(alone)
    assert nearness(["庄稼"], among) < nearness(["庄稼"], alone)


def test_how_often_the_same_is_said_changes_nothing():
    assert topic(FARM, FARM, FARM) == pytest.approx(topic(FARM))


def test_an_unknown_word_counts_by_its_characters_and_what_tells_nothing_is_in_the_middle():
    about = topic(FARM)
    assert nearness(["麦苗地"], about) > 0
    assert nearness(["q7", "🌾", "ぬ"], about) == UNTOLD
    assert nearness([], about) == UNTOLD
    assert nearness(["水库"], topic("q7 x9")) == UNTOLD


def test_a_common_word_tells_less_than_a_rare_one():
    about = topic(FARM)
    assert nearness(["水库", "没有"], about) == pytest.approx(nearness(["水库"], about), rel=0.2)


def test_the_rows_are_found_by_their_keys():
    rows = np.load(data_file(FILE))
    keys = rows["key"]
    assert (keys[1:] > keys[:-1]).all()
    assert np.isin(keys_of(["水库", "电影", "水"]), keys).all()
    assert rows["vector"].shape == (len(keys), SIZE)


def test_nothing_is_read_of_it_where_the_question_is_answered(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(FARM, "utf-8")
    Library.open(tmp_path)
    read: list[str] = []
    monkeypatch.setattr("retrieval.index.topic.data_file", lambda f: read.append(f) or data_file(f))
    _table.cache_clear()
    library = Library.open(tmp_path)
    assert library.ask("渠道由谁维修").found
    assert read == []
    assert not library.ask("演唱会的门票多少钱").found
    assert read == [FILE]


def test_a_merged_segment_is_about_what_is_left_of_it():
    segments = [Segment(_built(*texts)) for texts in ([FARM, FILM], [COURT])]
    merged = merge_segments([(segments[0], [0]), (segments[1], [0])])
    assert merged.facts[TOPIC] == _built(FARM, COURT).facts[TOPIC]
    parts = [segment.arrays.facts[TOPIC] for segment in segments]
    assert topic_of(parts) == pytest.approx(topic(FARM, FILM, COURT))
    assert topic_of(()).tolist() == topic_of([_built().facts[TOPIC]]).tolist() == [0.0] * SIZE
