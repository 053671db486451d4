"""What the bot remembers between restarts: one SQLite file, and no question that is answered.

Every call is short and synchronous, made on the event loop. Times are seconds since 1970. Each
method raises StoreError when the database cannot do it.
"""

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, Literal, NamedTuple

from bot.telegram.schema import FILE_NAME, StoreError, open_database

DAY = 86_400.0
# How long buttons, handled updates and votes' pages live.
PAGE_LIFE = UPDATE_LIFE = 7 * DAY
# An answer follows edits of its question for two minutes; later it is of no use.
ANSWER_LIFE = 3_600.0
# A chat gets one copy of a file in this time.
COPY_LIFE = 3_600.0
PRUNE_EVERY = 3_600.0
# Starts that an unanswered update is tried at: it may be what ends the program.
STARTS = 3
# Telegram, too, keeps for a day what nobody has received.
UNANSWERED_LIFE = DAY
# What an owner asked for waits for a word, and can be undone, for as long.
CHANGE_LIFE = DAY
# Rows that one pruning removes from a table, so that no call takes long.
PRUNE_AT_MOST = 200

ChangeKind = Literal["add", "replace", "rename", "remove"]
ChangeStage = Literal["coming", "asked", "doing", "done"]

__all__ = [
    "Change",
    "ChatPlace",
    "ChatSettings",
    "Forgotten",
    "Page",
    "Store",
    "StoreError",
    "Votes",
]


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What the administrators of a chat have chosen, and whether the bot has said hello."""

    language: str | None = None
    quiet: bool = False
    answer_all: bool = False
    greeted: bool = False


@dataclass(frozen=True, slots=True)
class ChatPlace:
    """An excerpt as offsets into the text with this hash; those of `answer` count from `start`."""

    path: str
    sha256: str
    start: int
    end: int
    answer: tuple[int, int] | None = None
    items_left: int = 0
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that was shown. `chat_id` is None when it was shown inline.

    `unfiltered` is the token of the answer to the same question without its filters, if it has any.
    `uncertain`: it was shown as what may answer.
    """

    token: str
    chat_id: int | None
    asker_id: int
    found: tuple[ChatPlace, ...]
    created: float
    unfiltered: str | None = None
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that answers a question, with the token of its page if it has one."""

    message_id: int
    token: str | None
    at: float


@dataclass(frozen=True, slots=True)
class Votes:
    """How many people found answers good or bad."""

    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows about a person were removed."""

    pages: int
    votes: int
    answers: int
    chats: int


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the library that an owner has asked for, in the message `asked`.

    `token` names it, 16 hexadecimal digits; `shown` is the bot's message about it, 0 if there is
    none yet. Its stage: a file is "coming"; a word is "asked" for; it is "doing"; or "done", and
    can be undone. `name` is that of the file that came; of a "rename", the new one, and when it is
    done the old one. `path` is the document that it is about, as it is now, and `sha256` of its
    text; `file_id` is Telegram's for the file. Changes of one `album` are asked about in one
    message: it is the token of the first of them, or Telegram's name while they come.
    """

    token: str
    chat_id: int
    asked: int
    language: str
    kind: ChangeKind
    stage: ChangeStage
    name: str
    path: str = ""
    sha256: str = ""
    file_id: str = ""
    shown: int = 0
    album: str = ""


_CHANGE = ", ".join(each.name for each in fields(Change))


class KeptUpdate(NamedTuple):
    """An update that asks something: its id, who asks, and, sealed, what it says."""

    id: int
    asker_id: int
    said: bytes


class Store:
    """The database in `folder`, made when missing: the folder for the owner only, so the file.

    Raises StoreError when the file is damaged, newer than this program or cannot be written.
    """

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self._database = open_database(folder)
        self._path = folder / FILE_NAME
        self._now = now
        self._pruned = 0.0

    def close(self) -> None:
        """Close the file; no other method may be called after."""
        self._database.close()

    def chat(self, chat_id: int) -> ChatSettings:
        """The settings of a chat; the defaults when nothing was saved."""
        row = self._one(
            "SELECT language, quiet, answer_all, greeted FROM chats WHERE id = ?", chat_id
        )
        return ChatSettings(row[0], *map(bool, row[1:])) if row else ChatSettings()

    def save_chat(self, chat_id: int, settings: ChatSettings) -> None:
        """Save all settings of a chat."""
        with self._write() as run:
            run("REPLACE INTO chats VALUES (?, ?, ?, ?, ?)", (chat_id, *astuple(settings)))

    def move_chat(self, old: int, new: int) -> None:
        """Give all that belongs to the chat `old` to `new`; nothing happens a second time.

        What `old` had chosen wins over what `new` has: it is the same people.
        """
        with self._write() as run:
            run("UPDATE OR REPLACE chats SET id = ? WHERE id = ?", (new, old))
            run("UPDATE OR REPLACE allowed SET id = ? WHERE id = ?", (new, old))
            run("UPDATE pages SET chat_id = ? WHERE chat_id = ?", (new, old))
            run("UPDATE OR REPLACE answers SET chat_id = ? WHERE chat_id = ?", (new, old))

    def allowed(self) -> frozenset[int]:
        """The people (above 0) and groups (below) that the owners have let in by a command."""
        return frozenset(row[0] for row in self._all("SELECT id FROM allowed"))

    def allow(self, ids: Iterable[int]) -> None:
        """Let people and groups in."""
        with self._write() as run:
            for number in ids:
                run("INSERT OR IGNORE INTO allowed VALUES (?)", (number,))

    def disallow(self, ids: Iterable[int]) -> None:
        """Take back what `allow` did."""
        with self._write() as run:
            for number in ids:
                run("DELETE FROM allowed WHERE id = ?", (number,))

    def save_page(
        self,
        chat_id: int | None,
        asker_id: int,
        found: tuple[ChatPlace, ...],
        unfiltered: str | None = None,
        *,
        uncertain: bool = False,
    ) -> str:
        """Save an answer that is about to be shown; its token, ten URL-safe characters."""
        token = secrets.token_urlsafe(8)[:10]
        places = json.dumps([astuple(place) for place in found], ensure_ascii=False)
        now = self._now()
        with self._write() as run:
            row = (token, chat_id, asker_id, places, now, unfiltered, uncertain)
            run("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self._prune(now)
        return token

    def page(self, token: str) -> Page | None:
        """The page of `token`, or None when it is unknown or older than seven days."""
        row = self._one(
            "SELECT token, chat_id, asker_id, found, created, unfiltered, uncertain FROM pages "
            "WHERE token = ? AND created > ?",
            token,
            self._now() - PAGE_LIFE,
        )
        if row is None:
            return None
        token, chat_id, asker_id, found, created, unfiltered, uncertain = row
        places = _places(found)
        return Page(token, chat_id, asker_id, places, created, unfiltered, bool(uncertain))

    def remember_answer(
        self,
        chat_id: int,
        question_message_id: int,
        answer_message_id: int,
        token: str | None,
        at: float,
    ) -> None:
        """Remember for an hour which message answers a question."""
        row = (chat_id, question_message_id, answer_message_id, token, at)
        with self._write() as run:
            run("REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)

    def answer_to(self, chat_id: int, question_message_id: int) -> Answered | None:
        """The answer to a question of the last hour."""
        row = self._one(
            "SELECT answer, token, at FROM answers WHERE chat_id = ? AND question = ? AND at > ?",
            chat_id,
            question_message_id,
            self._now() - ANSWER_LIFE,
        )
        return Answered(*row) if row else None

    def claim(self, update_id: int) -> bool:
        """True for the first caller that names an update within seven days, else False.

        After a week without updates Telegram may begin again at any number, so older ids are free.
        """
        now = self._now()
        with self._write() as run:
            cursor = run(
                "INSERT INTO updates VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at "
                "WHERE at <= ?",
                (update_id, now, now - UPDATE_LIFE),
            )
        self._prune(now)
        return cursor.rowcount == 1

    def keep(self, updates: Iterable[KeptUpdate]) -> None:
        """Keep what updates say until they are `answered`; not of those that have been claimed."""
        now = self._now()
        with self._write() as run:
            for asked in updates:
                run(
                    "INSERT OR IGNORE INTO unanswered SELECT ?1, ?2, ?3, 0, ?4 "
                    "WHERE NOT EXISTS (SELECT 1 FROM updates WHERE id = ?1 AND at > ?5)",
                    (*asked, now, now - UPDATE_LIFE),
                )

    def answered(self, update_id: int) -> None:
        """Drop what an update says."""
        with self._write() as run:
            run("DELETE FROM unanswered WHERE id = ?", (update_id,))

    def give_up(self) -> int:
        """Drop the unanswered updates that are older than a day or were tried at three starts;
        how many that were."""
        since = self._now() - UNANSWERED_LIFE
        with self._write() as run:
            cursor = run("DELETE FROM unanswered WHERE starts >= ? OR at <= ?", (STARTS, since))
        return cursor.rowcount

    def left(self) -> list[KeptUpdate]:
        """The unanswered updates, at the start of the program; each may be claimed again."""
        with self._write() as run:
            run("DELETE FROM updates WHERE id IN (SELECT id FROM unanswered)")
        rows = self._all("SELECT id, asker_id, said FROM unanswered ORDER BY id")
        return [KeptUpdate(*row) for row in rows]

    def tried(self, update_ids: Iterable[int]) -> None:
        """Count that what was left is being answered at this start."""
        with self._write() as run:
            for number in update_ids:
                run("UPDATE unanswered SET starts = starts + 1 WHERE id = ?", (number,))

    def vote(self, token: str, user_id: int, up: bool) -> bool:
        """Count a person's vote on a page, in place of an earlier one; whether it is news."""
        with self._write() as run:
            cursor = run(
                "INSERT INTO votes VALUES (?, ?, ?) ON CONFLICT (token, user_id) "
                "DO UPDATE SET up = excluded.up WHERE up <> excluded.up",
                (token, user_id, up),
            )
        return cursor.rowcount == 1

    def votes(self, token: str | None = None) -> Votes:
        """The votes on a page, or on all of them."""
        row = self._one(
            "SELECT coalesce(sum(up), 0), count(*) FROM votes WHERE ?1 IS NULL OR token = ?1", token
        )
        up, count = row or (0, 0)
        return Votes(up, count - up)

    def file_id(self, path: str, sha256: str) -> str | None:
        """Telegram's id of a source file that was uploaded before in this version."""
        row = self._one("SELECT file_id FROM files WHERE path = ? AND sha256 = ?", path, sha256)
        return str(row[0]) if row else None

    def save_file_id(self, path: str, sha256: str, file_id: str) -> None:
        """Remember an uploaded source file, in place of an older version."""
        with self._write() as run:
            run("REPLACE INTO files VALUES (?, ?, ?)", (path, sha256, file_id))

    def copy_in(self, chat_id: int, thread: int, path: str, sha256: str) -> int | None:
        """The message that holds a copy of a file which the chat got within the last hour."""
        row = self._one(
            "SELECT message FROM copies WHERE chat_id = ? AND thread = ? AND path = ? "
            "AND sha256 = ? AND at > ?",
            chat_id,
            thread,
            path,
            sha256,
            self._now() - COPY_LIFE,
        )
        return int(row[0]) if row else None

    def save_copy(self, chat_id: int, thread: int, path: str, sha256: str, message: int) -> None:
        """Remember for an hour which message holds a copy of a file."""
        row = (chat_id, thread, path, sha256, message, self._now())
        with self._write() as run:
            run("REPLACE INTO copies VALUES (?, ?, ?, ?, ?, ?)", row)

    def begin_change(self, change: Change) -> bool:
        """Save a change that is asked for; False if the same message has asked for one before."""
        begun = self._put("INSERT OR IGNORE", change)
        self._prune(self._now())
        return begun

    def save_change(self, change: Change) -> None:
        """Save what has become of a change."""
        self._put("REPLACE", change)

    def _put(self, how: str, change: Change) -> bool:
        row = (*astuple(change), self._now())
        values = ", ".join("?" * len(row))
        with self._write() as run:
            query = f"{how} INTO changes ({_CHANGE}, at) VALUES ({values})"
            return run(query, row).rowcount == 1

    def change(self, token: str) -> Change | None:
        """The change of `token`, or None when it is unknown or older than a day."""
        return next(iter(self._changes("token = ?", token)), None)

    def changes_under_way(self) -> list[Change]:
        """Those that were neither asked about nor done when the program ended."""
        return self._changes("stage IN ('coming', 'doing')")

    def album(self, chat_id: int, album: str) -> list[Change]:
        """Those of an album, in the order of their messages."""
        found = self._changes("chat_id = ? AND album = ?", chat_id, album)
        return sorted(found, key=lambda each: each.asked)

    def changes_of(self, chat_id: int) -> list[Change]:
        """Those that were asked for in that chat."""
        return self._changes("chat_id = ?", chat_id)

    def _changes(self, which: str, *values: object) -> list[Change]:
        query = f"SELECT {_CHANGE} FROM changes WHERE {which} AND at > ? ORDER BY at"  # noqa: S608
        return [Change(*row) for row in self._all(query, *values, self._now() - CHANGE_LIFE)]

    def drop_change(self, token: str) -> None:
        """Forget a change: it is not to be, or has been undone."""
        with self._write() as run:
            run("DELETE FROM changes WHERE token = ?", (token,))

    def forget(self, user_id: int) -> Forgotten:
        """Remove all that is kept about a person; how much that was.

        Pages they asked for and the answers that show them, their votes, what they asked and has
        no answer yet, and what belongs to their private chat, which has their id. Of somebody who
        writes as a group (its id is below 0), not what the group's administrators have set.
        """
        with self._write() as run:
            answers = run(
                "DELETE FROM answers WHERE chat_id = ? OR token IN "
                "(SELECT token FROM pages WHERE asker_id = ?)",
                (max(user_id, 0), user_id),
            ).rowcount
            pages = run("DELETE FROM pages WHERE asker_id = ?", (user_id,)).rowcount
            votes = run("DELETE FROM votes WHERE user_id = ?", (user_id,)).rowcount
            chats = run("DELETE FROM chats WHERE id = ?", (max(user_id, 0),)).rowcount
            run("DELETE FROM copies WHERE chat_id = ?", (max(user_id, 0),))
            run("DELETE FROM changes WHERE chat_id = ?", (max(user_id, 0),))
            run("DELETE FROM unanswered WHERE asker_id = ?", (user_id,))
        # The log of changes still holds them; without this, until it is next overwritten.
        self._one("PRAGMA wal_checkpoint(TRUNCATE)")
        return Forgotten(pages, votes, answers, chats)

    def _prune(self, now: float) -> None:
        """Drop some of what is too old to be returned: once an hour, or at once if more is left."""
        if now - self._pruned < PRUNE_EVERY:
            return
        self._pruned = now
        lives = {"pages": ("created", PAGE_LIFE), "answers": ("at", ANSWER_LIFE)}
        lives |= {"updates": ("at", UPDATE_LIFE), "copies": ("at", COPY_LIFE)}
        lives["changes"] = ("at", CHANGE_LIFE)
        lives["unanswered"] = ("at", UNANSWERED_LIFE)
        with self._write() as run:
            for table, (column, life) in lives.items():
                dropped = run(
                    f"DELETE FROM {table} WHERE rowid IN "  # noqa: S608 - names from above
                    f"(SELECT rowid FROM {table} WHERE {column} <= ? LIMIT {PRUNE_AT_MOST})",
                    (now - life,),
                ).rowcount
                if dropped == PRUNE_AT_MOST:
                    self._pruned = 0.0

    @contextmanager
    def _write(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """One transaction: all of it or nothing."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            with self._database:
                yield self._database.execute
        except sqlite3.Error as error:
            raise StoreError(self._path, "failed", str(error)) from error

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        return next(iter(self._all(query, *values)), None)

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(self._path, "failed", str(error)) from error


def _places(text: str) -> tuple[ChatPlace, ...]:
    return tuple(
        ChatPlace(path, sha256, start, end, _answer(marked), *left)
        # Pages of an earlier version may end with what is marked.
        for path, sha256, start, end, marked, *left in json.loads(text)
    )


def _answer(marked: Any) -> tuple[int, int] | None:
    """What is marked as the answer; pages of an earlier version have matched terms there."""
    match marked:
        case [int(start), int(end)]:
            return start, end
    return None
