"""The segmenter against jieba itself, and its file against damage, strangers and full disks."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from retrieval import segmenter as module
from retrieval.segmenter import Segmenter, UserDictionaryError, default_cache, import_jieba

SENTENCE = "长三角城市群2020年有哪些具体措施？小明硕士毕业于中国科学院计算所，AT&T 3.5%。"
USER_WORDS = "计算所很好 5 n\n具体 0\n小明硕士\n\ufeff云计算平台 nz\nAT&T公司 3\n城市 群 x Y\n γ\n3.5%\n"

# Texts that meet the dictionary: its words, single characters that begin or end words, names,
# and what stands between (the HMM sees only runs of single characters).
pieces = st.sampled_from(
    "的 了 一 不 中国 中华人民共和国 一是 二〇二〇 王 小明 AT&T B超 c# 3.14 50% -a_b 龘 㐀 𠮷 γ射线 "
    "、 。 \r\n \r \u3000 \x1c ① ㎡ é \ud800 台中 结婚的和尚未结婚的 研究生命起源 乒乓球拍卖完了".split(" ")
)
han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5), max_size=12)
texts = st.lists(st.one_of(pieces, han, st.text(max_size=6)), max_size=12).map("".join)
slow = settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def ours(cache):
    return Segmenter(cache=cache)


@pytest.fixture(scope="module")
def user_dictionary(tmp_path_factory):
    path = tmp_path_factory.mktemp("user") / "words.txt"
    path.write_text(USER_WORDS, "utf-8")
    return path


@pytest.fixture(scope="module")
def ours_with_user(cache, user_dictionary):
    return Segmenter(user_dictionary, cache)


def loaded_jieba(folder):
    tokenizer = import_jieba().Tokenizer()
    tokenizer.tmp_dir = str(folder)
    tokenizer.initialize()
    return tokenizer


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    return loaded_jieba(tmp_path_factory.mktemp("jieba"))


@pytest.fixture
def theirs_with_user(tmp_path_factory, user_dictionary, monkeypatch):
    hmm = import_jieba().finalseg
    monkeypatch.setattr(hmm, "Force_Split_Words", set())
    tokenizer = loaded_jieba(tmp_path_factory.mktemp("jieba"))
    tokenizer.load_userdict(str(user_dictionary))
    return tokenizer


@slow
@example(SENTENCE)
@example("")
@given(texts)
def test_tokens_are_those_of_jieba(ours, theirs, text):
    assert ours.cut(text) == theirs.lcut(text)


@slow
@example(SENTENCE)
@given(texts)
def test_tokens_are_those_of_jieba_with_the_same_user_dictionary(
    ours_with_user, theirs_with_user, text
):
    assert ours_with_user.cut(text) == theirs_with_user.lcut(text)
