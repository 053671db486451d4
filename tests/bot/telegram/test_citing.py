"""Citations in chats: /cite, links, inline, and what is said of validity."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from fake_telegram import Bot, FakeTelegram, User
from samples import REPORT, SEEDS

from bot.messages.history import EN, ZH
from bot.messages.texts import texts_in
from retrieval import CitationOutcome, History, Library
from retrieval.citing.history_db import FILE_NAME

NAME = "wenju_bot"
CITED, WORDS = "1t2cx-zw5cz.10", "满都拉口岸过货量突破662万吨"
PLAIN = "1t2cxzw5cz10"
REFERENCE = "促进各民族广泛交往交流交融工作情况的报告[Z]. 2024-12-11."


@pytest.fixture
def me(telegram: FakeTelegram) -> Bot:
    return telegram.bot(NAME, supports_inline_queries=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the seeds; their history is in the bot's state, `tmp_path`."""
    root = tmp_path / "library"
    shutil.copytree(SEEDS, root)
    for path in root.iterdir():
        path.chmod(0o644)
    library = Library.open(root)
    documents = [(d, library.passages(d)) for d in library.documents]
    History.open(tmp_path).record(root, documents)
    return root


async def test_cite_shows_the_passage_and_its_reference(start: Any, ada: User) -> None:
    async with start() as bot:
        for asked in (CITED, PLAIN.upper(), f"[{CITED}]", "1t2cx.10"):
            cited = await bot.answer(await ada.says(f"/cite {asked}"))
            assert cited.text.startswith(ZH.outcomes[CitationOutcome.UNCHANGED])
            assert WORDS in cited.text
            assert "一是提升公共服务水平" in cited.text
            assert "第14段" in cited.text
            assert REFERENCE in cited.text
            assert len(cited.text.encode("utf-16-le")) <= 2 * 4096


async def test_cite_in_a_group_replies_to_the_asker(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me) as bot:
        cited = await bot.answer(await ada.says(f"/cite@{NAME} {CITED}", in_=room))
        assert WORDS in cited.text
        await bot.silence(await ada.says(f"/cite@other_bot {CITED}", in_=room))


async def test_cite_reads_the_id_in_the_message_replied_to(start: Any, ada: User) -> None:
    async with start() as bot:
        note = await ada.says("谢谢，见 1t2cx-zw5cz.10 这一条")
        await bot.answer(note)
        cited = await bot.answer(await ada.says("/cite", reply_to=note))
        assert WORDS in cited.text


async def test_cite_alone_says_how(start: Any, telegram: FakeTelegram, ada: User) -> None:
    bob = telegram.user("Bob", language_code="en")
    async with start() as bot:
        assert "/cite b7qk2-m4x9d" in (await bot.answer(await ada.says("/cite"))).text
        told = await bot.answer(await bob.says("/cite 00000-00000"))
        assert told.text == EN.outcomes[CitationOutcome.UNKNOWN]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("00000-00000", ZH.outcomes[CitationOutcome.UNKNOWN]),
        ("1t2cx-zw5cz.99", ZH.no_sentence.format(sentence=99)),
        ("口岸", ZH.no_id),
        ("<b>", ZH.no_id),
        ("x" * 3000, ZH.no_id),
    ],
)
async def test_no_record(start: Any, ada: User, asked: str, said: str) -> None:
    async with start() as bot:
        cited = await bot.answer(await ada.says(f"/cite {asked}"))
        assert cited.text == said


async def test_words_that_were_changed(start: Any, ada: User, folder: Path) -> None:
    text = (folder / REPORT).read_text("utf-8").replace("突破662万吨", "超过<700>万吨")
    (folder / REPORT).write_text(text, "utf-8")
    async with start(library=Library.open(folder)) as bot:
        cited = await bot.answer(await ada.says(f"/cite {CITED}"))
        assert cited.text.startswith(ZH.outcomes[CitationOutcome.CHANGED])
        assert "<s>突破662</s><u>超过&lt;700&gt;</u>万吨" in cited.html
        assert REFERENCE in cited.text
        assert ZH.kept not in cited.text
        opened = await bot.answer(await ada.starts(bot.me, "c_1t2cxzw5cz1"))
        assert ZH.kept in opened.text


async def test_a_file_that_was_renamed(start: Any, ada: User, folder: Path) -> None:
    (folder / REPORT).rename(folder / "新名.txt")
    async with start(library=Library.open(folder)) as bot:
        cited = await bot.answer(await ada.says(f"/cite {CITED}"))
        assert cited.text.startswith(ZH.outcomes[CitationOutcome.MOVED])
        assert REPORT in cited.text
        assert WORDS in cited.text


async def test_a_file_that_was_deleted(start: Any, ada: User, folder: Path) -> None:
    (folder / REPORT).unlink()
    async with start(library=Library.open(folder)) as bot:
        cited = await bot.answer(await ada.says(f"/cite {CITED}"))
        assert cited.text.startswith(ZH.outcomes[CitationOutcome.DELETED])
        assert WORDS in cited.text
        assert REFERENCE in cited.text
        assert str(folder) not in cited.text


async def test_what_other_libraries_hold_is_not_told(start: Any, ada: User, folder: Path) -> None:
    other = folder.parent / "other"
    other.mkdir()
    (other / "a.txt").write_text("别的通知\n\n这里讲的是别的事情。\n", "utf-8")
    async with start(library=Library.open(other)) as bot:
        cited = await bot.answer(await ada.says(f"/cite {CITED}"))
        assert cited.text == ZH.outcomes[CitationOutcome.UNKNOWN]


async def test_a_damaged_history_is_not_in_the_way(
    start: Any, ada: User, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder.parent / FILE_NAME).write_bytes(b"garbage" * 1000)
    async with start(library=Library.open(folder)) as bot:
        assert WORDS in (await bot.answer(await ada.says(f"/cite {CITED}"))).text
        told = await bot.answer(await ada.says("/cite 00000-00000"))
        assert told.text == ZH.trouble_in_chat
        assert FILE_NAME in caplog.text


async def test_the_same_words_in_many_places(start: Any, ada: User, folder: Path) -> None:
    for number in range(30):
        shutil.copy(folder / REPORT, folder / f"{number:02}.txt")
    async with start(library=Library.open(folder)) as bot:
        cited = await bot.answer(await ada.says(f"/cite {CITED}"))
        assert cited.text.startswith(ZH.outcomes[CitationOutcome.UNCHANGED])
        assert cited.text.count(WORDS) == 10


async def test_long_passages_fit(start: Any, ada: User, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    lines = [f"第{n}段<&>" + "长" * 2500 + "。" for n in range(3)]
    old = "".join(f"第{n}处旧文字，" for n in range(400))
    (folder / "a.txt").write_text("\n\n".join(["标题" * 20, *lines, old]), "utf-8")
    library = Library.open(folder)
    documents = [(d, library.passages(d)) for d in library.documents]
    History.open(tmp_path).record(folder, documents)
    ids = [
        library.excerpt(d, p.start, p.end).citation.id.partition(".")[0]
        for d, _ in documents
        for p in d.paragraphs
    ]
    new = old.replace("旧", "新")
    (folder / "a.txt").write_text("\n\n".join(["标题" * 20, *lines[:2], new]), "utf-8")
    async with start(library=Library.open(folder)) as bot:
        for one, outcome in zip(
            ids[1:], ("UNCHANGED", "UNCHANGED", "DELETED", "CHANGED"), strict=True
        ):
            cited = await bot.answer(await ada.says(f"/cite {one}"))
            assert cited.text.startswith(ZH.outcomes[CitationOutcome[outcome]])


async def test_first_letters_of_several_ids_list_them(
    start: Any, ada: User, tmp_path: Path
) -> None:
    from retrieval.citing.citations import paragraph_id

    found: dict[str, list[str]] = {}
    for n in range(5000):
        found.setdefault(paragraph_id(f"第{n}段<文>字。")[:4], []).append(f"第{n}段<文>字。")
    prefix, lines = next((p, some) for p, some in found.items() if len(some) > 1)
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "a.txt").write_text("\n\n".join(["标题", *lines]), "utf-8")
    async with start(library=Library.open(folder)) as bot:
        told = await bot.answer(await ada.says(f"/cite {prefix}"))
        assert told.text.startswith(ZH.outcomes[CitationOutcome.AMBIGUOUS])
        for line in lines:
            assert f"{paragraph_id(line)} {line}" in told.text


async def test_an_id_typed_inline_is_its_citation(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me):
        for asked in (CITED, PLAIN, CITED.upper(), "1t2cx-zw5cz"):
            answer = await ada.asks_inline(asked)
            [card] = answer.results
            assert card.title.startswith("《关于铸牢")
            assert (WORDS in card.text) or asked == "1t2cx-zw5cz"
        posted = await ada.chooses((await ada.asks_inline(CITED)).results[0], in_=room)
        assert WORDS in posted.text


async def test_a_question_that_looks_like_an_id_is_a_question(
    start: Any, ada: User, seeds: Library
) -> None:
    async with start():
        for asked in ("experience", "2024", "2024202420"):
            cards = (await ada.asks_inline(asked)).results
            assert len(cards) == min(10, len(seeds.ask(asked, limit=11).excerpts))


async def test_what_is_over_is_said_beside_an_answer(start: Any, ada: User, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    text = (
        "关于支持企业的通知\n\n对中小企业减免租金三个月。\n\n"
        "本通知自2020年2月10日起施行，有效期至2020年12月31日。此前规定与本通知不一致的，"
        "以本通知为准。\n\n对个体户发放补贴五百元。\n"
    )
    (folder / "a.txt").write_text(text, "utf-8")
    async with start(library=Library.open(folder)) as bot:
        answer = await bot.answer(await ada.says("中小企业减免租金几个月"))
        assert answer.text.count("有效期已过（至 2020-12-31）") == 1
        cited = await bot.answer(await ada.starts(bot.me, _link(Library.open(folder), "对个体户")))
        assert "有效期已过（至 2020-12-31）" in cited.text
        assert "以何为准" in cited.text


def _link(library: Library, words: str) -> str:
    [document] = library.documents
    start = document.text.index(words)
    citation = library.excerpt(document, start, start + len(words)).citation
    return "c_" + "".join(filter(str.isalnum, citation.id))


async def test_strangers_are_told_nothing(start: Any, telegram: FakeTelegram, ada: User) -> None:
    async with start(users=frozenset({1})) as bot:
        told = await bot.answer(await ada.says(f"/cite {CITED}"))
        assert WORDS not in told.text


async def test_cite_as_a_reply_to_an_answer_opens_what_it_shows(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User
) -> None:
    room = telegram.supergroup("Room", members=[ada, me])
    async with start(me) as bot:
        one = await bot.answer(await ada.says(f"/ask@{NAME} 满都拉口岸的过货量是多少?", in_=room))
        opened = await bot.answer(await ada.says(f"/cite@{NAME}", in_=room, reply_to=one))
        assert opened.text.startswith(ZH.outcomes[CitationOutcome.UNCHANGED])
        assert WORDS in opened.text
        several = await bot.answer(await ada.says("民族团结进步"))
        shown = [line for line in several.text.splitlines() if line[:3] in ("1. ", "2. ", "3. ")]
        opened = await bot.answer(await ada.says("/cite", reply_to=several))
        assert [line for line in shown if line not in opened.text] == []
        await ada.presses(one, "上下文")
        context = await bot.me.edits(one)
        opened = await bot.answer(await ada.says(f"/cite@{NAME}", in_=room, reply_to=context))
        assert WORDS in opened.text


async def test_cite_of_an_answer_that_has_expired_says_so(
    start: Any, telegram: FakeTelegram, me: Bot, ada: User, folder: Path
) -> None:
    async with start(me, library=Library.open(folder)) as bot:
        answer = await bot.answer(await ada.says("满都拉口岸的过货量是多少?"))
    (folder / REPORT).write_text("关于口岸的通知\n\n口岸关闭。\n", "utf-8")
    async with start(me, library=Library.open(folder)) as bot:
        told = await bot.answer(await ada.says("/cite", reply_to=answer))
        assert told.text == texts_in("zh").chat.expired


async def test_an_id_or_a_link_pasted_in_private_opens_it(start: Any, ada: User) -> None:
    async with start() as bot:
        cited = await bot.answer(await ada.says(f"/cite {CITED}"))
        links = (f"https://t.me/{NAME}?start=c_{PLAIN}", f"t.me/{NAME}?start=c_{PLAIN}")
        for pasted in (
            *(
                CITED,
                CITED.upper(),
                f"[{CITED}]",
                f"【{CITED}】。",
                f"ID：{CITED}",
                f"编号 {CITED}",
            ),
            *links,
        ):
            assert (await bot.answer(await ada.says(pasted))).html == cited.html
        for other in ("hello-world", "12345-67890", f"{CITED} 说了什么"):
            asked = await bot.answer(await ada.says(other))
            assert ZH.outcomes[CitationOutcome.UNKNOWN] not in asked.text
            assert not asked.text.startswith(ZH.outcomes[CitationOutcome.UNCHANGED])


async def test_several_ids(start: Any, ada: User, seeds: Library) -> None:
    other = seeds.ask("民族团结进步").excerpts[0].citation.id
    async with start() as bot:
        for text in (f"/cite {CITED} {other}", f"{CITED}\n{other}", f"{CITED}、{other}"):
            told = await bot.answer(await ada.says(text))
            assert WORDS in told.text
            assert "1. " in told.text
            assert "2. " in told.text
        told = await bot.answer(await ada.says(f"/cite {CITED} 00000-00000"))
        assert WORDS in told.text
        assert f"00000-00000 {ZH.outcomes[CitationOutcome.UNKNOWN]}" in told.text
        many = " ".join([CITED, *(f"0000{n}-00000" for n in range(9))])
        told = await bot.answer(await ada.says(f"/cite {many}"))
        assert ZH.others.format(count=5, ids="00004-00000")[:20] in told.text


async def test_the_line_below_the_title_names_number_and_source(
    start: Any, ada: User, tmp_path: Path
) -> None:
    root = tmp_path / "numbered"
    root.mkdir()
    head = "某市人民政府文件\n某政发〔2023〕15号\n关于口岸货运的通知\n发布机构：某市交通局\n"
    (root / "a.txt").write_text(f"{head}\n口岸货运列车每天开行12列。\n某市交通局\n2023年5月4日\n")
    library = Library.open(root)
    [metadata] = [document.metadata for document in library.documents]
    assert metadata.document_number
    assert metadata.source
    async with start(library=library) as bot:
        answer = await bot.answer(await ada.says("口岸货运列车每天开行多少列?"))
        last = answer.text.splitlines()[-1]
        assert last.startswith(f"{metadata.document_number} · {metadata.source} · ")
