import json
import sqlite3
import stat
from dataclasses import dataclass, replace

import pytest
import systems
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.schema import FILE_NAME, MIGRATIONS
from bot.telegram.store import (
    ANSWER_LIFE,
    CHANGE_LIFE,
    PAGE_LIFE,
    PRUNE_EVERY,
    UPDATE_LIFE,
    Answered,
    Change,
    ChatPlace,
    ChatSettings,
    Forgotten,
    Store,
    StoreError,
    Votes,
)

PLACE = ChatPlace("报告/一.txt", "ab" * 32, 10, 42, (5, 9), 3)
GROUP, SUPERGROUP, ADA, BOB = -5, -1005, 7, 8
# Each example opens a database, which is slow.
FEW = settings(max_examples=25)


@dataclass
class Clock:
    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    store = Store(tmp_path / "state", clock)
    yield store
    store.close()


def rows(store, table):
    return store._database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_the_folder_and_the_file_are_for_the_owner_only(tmp_path):
    folder = tmp_path / "deep" / "state"
    store = Store(folder)
    store.claim(1)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(folder.iterdir())
    assert folder / FILE_NAME in files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    store.close()


@systems.rights
def test_a_file_that_others_could_read_is_closed_to_them(tmp_path):
    Store(tmp_path).close()
    (tmp_path / FILE_NAME).chmod(0o644)
    Store(tmp_path).close()
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


@systems.rights
def test_a_folder_that_was_there_keeps_its_rights(tmp_path):
    tmp_path.chmod(0o755)
    Store(tmp_path).close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_writes_do_not_wait_for_the_disk_and_readers_do_not_wait_for_writers(store):
    database = store._database
    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert database.execute("PRAGMA synchronous").fetchone() == (1,)


def test_a_file_that_is_no_database_is_named_in_one_error(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"not a database at all, sadly" * 100)
    with pytest.raises(StoreError, match=FILE_NAME):
        Store(tmp_path)


def test_a_damaged_database_is_noticed_at_once(tmp_path):
    store = Store(tmp_path)
    for update in range(5_000):
        store.claim(update)
    store.close()
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    content[8_192:20_000] = bytes(11_808)
    path.write_bytes(content)
    with pytest.raises(StoreError, match=FILE_NAME):
        Store(tmp_path)


def test_a_file_of_a_newer_version_is_left_alone(tmp_path):
    Store(tmp_path).close()
    database = sqlite3.connect(tmp_path / FILE_NAME)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StoreError, match="newer"):
        Store(tmp_path)


def test_a_folder_that_cannot_be_made_is_a_store_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path / "file" / "state")


def test_an_older_file_is_brought_up_to_date_and_keeps_what_it_holds(tmp_path, monkeypatch):
    store = Store(tmp_path)
    store.save_chat(GROUP, ChatSettings(language="en"))
    store.close()
    later = (*MIGRATIONS, "CREATE TABLE later (id INTEGER); INSERT INTO later VALUES (1)")
    monkeypatch.setattr("bot.telegram.schema.MIGRATIONS", later)
    store = Store(tmp_path)
    assert rows(store, "later") == 1
    assert store.chat(GROUP).language == "en"
    store.close()
    store = Store(tmp_path)
    assert rows(store, "later") == 1
    store.close()


def test_a_migration_that_fails_changes_nothing(tmp_path, monkeypatch):
    Store(tmp_path).close()
    broken = (*MIGRATIONS, "CREATE TABLE later (id INTEGER); CREATE NONSENSE")
    monkeypatch.setattr("bot.telegram.schema.MIGRATIONS", broken)
    with pytest.raises(StoreError):
        Store(tmp_path)
    monkeypatch.undo()
    store = Store(tmp_path)
    with pytest.raises(sqlite3.Error):
        rows(store, "later")
    store.close()


def test_a_database_that_is_locked_for_long_is_a_store_error(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.telegram.schema.BUSY", 0.01)
    store = Store(tmp_path)
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        store.claim(1)
    other.execute("ROLLBACK")
    assert store.claim(1)
    other.close()
    store.close()


def test_a_chat_without_settings_has_the_defaults(store):
    assert store.chat(GROUP) == ChatSettings(None, False, False, False)


chosen = st.builds(
    ChatSettings, st.sampled_from([None, "zh", "en"]), st.booleans(), st.booleans(), st.booleans()
)


@FEW
@given(st.integers(-(1 << 52), 1 << 52), chosen)
def test_the_settings_of_a_chat_come_back_as_saved(tmp_path_factory, chat, saved):
    store = Store(tmp_path_factory.getbasetemp() / "chats")
    store.save_chat(chat, saved)
    assert store.chat(chat) == saved
    store.close()


places = st.builds(
    ChatPlace,
    st.text(st.characters(codec="utf-8"), min_size=1),
    st.text("0123456789abcdef", min_size=64, max_size=64),
    st.integers(0, 1 << 40),
    st.integers(0, 1 << 40),
    st.none() | st.tuples(st.integers(0, 999), st.integers(0, 999)),
)


@FEW
@given(st.one_of(st.none(), st.integers(-(1 << 52), 1 << 52)), st.lists(places).map(tuple))
def test_a_page_comes_back_as_saved_after_a_restart(tmp_path_factory, chat, found):
    folder = tmp_path_factory.getbasetemp() / "pages"
    store = Store(folder)
    token = store.save_page(chat, ADA, found)
    store.close()
    store = Store(folder)
    page = store.page(token)
    assert (page.token, page.chat_id, page.asker_id, page.found) == (token, chat, ADA, found)
    store.close()


@pytest.mark.parametrize("marked", [[], [[0, 2]], [[0, 2], [5, 9]]])
def test_matched_terms_that_an_earlier_version_kept_are_no_answer(store, marked):
    token = store.save_page(GROUP, ADA, (PLACE,))
    found = json.dumps([["a.txt", "ab" * 32, 10, 42, marked, 3]])
    store._database.execute("UPDATE pages SET found = ?", [found])
    assert store.page(token).found == (ChatPlace("a.txt", "ab" * 32, 10, 42, None, 3),)


def test_a_token_is_short_safe_in_a_url_and_never_twice_the_same(store):
    tokens = {store.save_page(GROUP, ADA, (PLACE,)) for _ in range(500)}
    assert len(tokens) == 500
    assert all(len(token) == 10 for token in tokens)
    assert all(token.replace("-", "").replace("_", "").isalnum() for token in tokens)


def test_a_page_expires_after_seven_days(store, clock):
    token = store.save_page(GROUP, ADA, (PLACE,))
    clock.now += PAGE_LIFE - 1
    assert store.page(token)
    clock.now += 1
    assert store.page(token) is None


def test_an_unknown_token_has_no_page(store):
    assert store.page("0123456789") is None


def test_what_has_expired_is_removed_within_the_hour(store, clock):
    store.save_page(GROUP, ADA, (PLACE,))
    store.remember_answer(GROUP, 1, 2, None, clock.now)
    store.claim(1)
    clock.now += max(PAGE_LIFE, UPDATE_LIFE) + PRUNE_EVERY
    store.claim(2)
    assert [rows(store, table) for table in ("pages", "answers", "updates")] == [0, 0, 1]


def test_removing_keeps_up_with_however_much_there_is(store, clock):
    for update in range(1_000):
        store.claim(update)
    clock.now += UPDATE_LIFE + PRUNE_EVERY
    for update in range(10):
        store.claim(5_000 + update)
    assert rows(store, "updates") == 10


def test_an_answer_is_found_by_its_question_for_an_hour(store, clock):
    store.remember_answer(GROUP, 1, 2, "token", clock.now)
    assert store.answer_to(GROUP, 1) == Answered(2, "token", clock.now)
    assert store.answer_to(SUPERGROUP, 1) is None
    assert store.answer_to(GROUP, 2) is None
    clock.now += ANSWER_LIFE
    assert store.answer_to(GROUP, 1) is None


def test_a_question_that_is_answered_anew_has_the_new_answer(store, clock):
    store.remember_answer(GROUP, 1, 2, "old", clock.now)
    store.remember_answer(GROUP, 1, 3, None, clock.now)
    assert store.answer_to(GROUP, 1) == Answered(3, None, clock.now)


@FEW
@given(st.lists(st.integers(0, 30), max_size=60))
def test_an_update_is_claimed_once_across_restarts(tmp_path_factory, updates):
    folder = tmp_path_factory.mktemp("claims")
    store, won = Store(folder), []
    for number, update in enumerate(updates):
        if number % 20 == 19:
            store.close()
            store = Store(folder)
        if store.claim(update):
            won.append(update)
    assert sorted(won) == sorted(set(updates))
    store.close()


def test_two_processes_cannot_both_claim_an_update(tmp_path):
    one, two = Store(tmp_path), Store(tmp_path)
    assert [one.claim(5), two.claim(5), one.claim(5)] == [True, False, False]
    one.close()
    two.close()


def test_an_update_id_of_more_than_a_week_ago_may_come_again(store, clock):
    assert store.claim(5)
    clock.now += UPDATE_LIFE - 1
    assert not store.claim(5)
    clock.now += 1
    assert store.claim(5)
    assert not store.claim(5)


def test_the_latest_vote_of_a_person_counts_and_only_a_change_is_news(store):
    token = store.save_page(GROUP, ADA, (PLACE,))
    assert store.vote(token, ADA, up=True)
    assert not store.vote(token, ADA, up=True)
    assert store.vote(token, BOB, up=True)
    assert store.votes(token) == Votes(2, 0)
    assert store.vote(token, ADA, up=False)
    assert store.votes(token) == Votes(1, 1)
    store.vote("another", ADA, up=True)
    assert store.votes(token) == Votes(1, 1)
    assert store.votes() == Votes(2, 1)
    assert store.votes("nothing") == Votes(0, 0)


def test_an_uploaded_file_is_known_by_path_and_content(store):
    assert store.file_id("a.txt", "1") is None
    store.save_file_id("a.txt", "1", "first")
    assert store.file_id("a.txt", "1") == "first"
    assert store.file_id("a.txt", "2") is None
    store.save_file_id("a.txt", "2", "second")
    assert store.file_id("a.txt", "2") == "second"
    assert store.file_id("a.txt", "1") is None


def test_all_of_a_group_moves_when_it_becomes_a_supergroup(store, clock):
    store.save_chat(GROUP, ChatSettings("en", True, True, True))
    store.save_chat(SUPERGROUP, ChatSettings("zh"))
    token = store.save_page(GROUP, ADA, (PLACE,))
    other = store.save_page(-6, ADA, (PLACE,))
    store.remember_answer(GROUP, 1, 2, token, clock.now)
    for _ in range(2):  # Telegram says it twice: in the old chat and in the new one
        store.move_chat(GROUP, SUPERGROUP)
    assert store.chat(SUPERGROUP) == ChatSettings("en", True, True, True)
    assert store.chat(GROUP) == ChatSettings()
    assert store.page(token).chat_id == SUPERGROUP
    assert store.page(other).chat_id == -6
    assert store.answer_to(SUPERGROUP, 1) == Answered(2, token, clock.now)
    assert store.answer_to(GROUP, 1) is None


def test_forgetting_a_person_removes_theirs_and_nothing_else(store, clock):
    private = store.save_page(ADA, ADA, (PLACE,))
    in_group = store.save_page(GROUP, ADA, (PLACE,))
    of_bob = store.save_page(GROUP, BOB, (PLACE,))
    store.remember_answer(ADA, 1, 2, None, clock.now)
    store.remember_answer(GROUP, 3, 4, in_group, clock.now)
    store.remember_answer(GROUP, 5, 6, of_bob, clock.now)
    store.save_chat(ADA, ChatSettings("en"))
    store.save_chat(GROUP, ChatSettings("zh"))
    store.vote(of_bob, ADA, up=True)
    store.vote(of_bob, BOB, up=True)

    assert store.forget(ADA) == Forgotten(pages=2, votes=1, answers=2, chats=1)

    assert store.page(private) is store.page(in_group) is None
    assert store.answer_to(ADA, 1) is store.answer_to(GROUP, 3) is None
    assert store.chat(ADA) == ChatSettings()
    assert store.page(of_bob)
    assert store.answer_to(GROUP, 5)
    assert store.chat(GROUP).language == "zh"
    assert store.votes(of_bob) == Votes(1, 0)
    assert store.forget(ADA) == Forgotten(0, 0, 0, 0)


def test_what_was_forgotten_cannot_be_read_from_the_files(tmp_path):
    store = Store(tmp_path)
    place = ChatPlace("a-very-private-name.txt", "ab" * 32, 0, 1)
    store.save_page(ADA, ADA, (place,))
    written = [file.read_bytes() for file in tmp_path.iterdir()]
    assert any(b"a-very-private-name" in content for content in written)
    store.forget(ADA)
    written = [file.read_bytes() for file in tmp_path.iterdir()]
    assert not any(b"a-very-private-name" in content for content in written)
    store.close()


def test_forgetting_a_group_leaves_what_its_administrators_set(store):
    store.save_chat(GROUP, ChatSettings(quiet=True))
    token = store.save_page(GROUP, ADA, (PLACE,))
    store.save_page(GROUP, GROUP, (PLACE,))
    assert store.forget(GROUP).pages == 1
    assert store.chat(GROUP).quiet
    assert store.page(token) is not None


CHANGE = Change("0a1b2c3d4e5f6071", ADA, 7, "zh", "add", "coming", "通知.txt", file_id="BQ")


def test_a_message_asks_for_one_change(store):
    assert store.begin_change(CHANGE)
    assert not store.begin_change(replace(CHANGE, token="f" * 16))
    assert store.change(CHANGE.token) == CHANGE
    assert store.change("f" * 16) is None


def test_what_is_under_way_is_known_at_the_start(store):
    store.begin_change(CHANGE)
    doing = replace(CHANGE, token="1" * 16, asked=8, stage="doing")
    for change in (doing, *(replace(doing, stage=s, token=s, asked=s) for s in ("asked", "done"))):
        store.save_change(change)
    assert store.changes_under_way() == [CHANGE, doing]
    store.drop_change(CHANGE.token)
    assert store.changes_under_way() == [doing]


def test_an_album_is_known_by_its_name_in_the_order_of_its_messages(store):
    of_album = [replace(CHANGE, token=t * 16, asked=ord(t), album="x") for t in "badc"]
    for change in (CHANGE, *of_album, replace(of_album[0], token="e" * 16, chat_id=BOB)):
        store.begin_change(change)
    store.save_change(replace(of_album[0], shown=1))
    assert [each.token[0] for each in store.album(ADA, "x")] == ["a", "b", "c", "d"]


def test_a_change_lives_for_a_day_after_what_became_of_it_last(store, clock):
    store.begin_change(CHANGE)
    clock.now += CHANGE_LIFE - 1
    store.save_change(replace(CHANGE, stage="done"))
    clock.now += CHANGE_LIFE - 1
    assert store.change(CHANGE.token)
    clock.now += 1
    assert store.change(CHANGE.token) is None
    clock.now += PRUNE_EVERY
    store.claim(1)
    assert rows(store, "changes") == 0


def test_who_forgets_has_no_changes_any_more(store):
    store.begin_change(CHANGE)
    store.begin_change(replace(CHANGE, token="1" * 16, chat_id=BOB))
    assert store.changes_of(ADA) == [CHANGE]
    store.forget(ADA)
    assert store.changes_of(ADA) == []
    assert len(store.changes_of(BOB)) == 1
