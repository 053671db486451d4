"""What the handlers work with: settings, library, store, limits, and the bot's own name."""

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from threading import Event, Lock, Thread
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

from telegram import Chat, Message, User
from telegram.ext import CallbackContext

from bot.messages.texts import Texts, as_language, language_of_user, texts_in
from bot.settings.settings import Settings
from bot.telegram.addressing import GROUPS, Me
from bot.telegram.admission import Admission, Notices
from bot.telegram.albums import Albums
from bot.telegram.recent import NewestMessages, RecentQuestions
from bot.telegram.store import Page, Store
from bot.telegram.transport.window import MINUTE
from bot.telegram.unanswered import Unanswered
from retrieval import (
    Answer,
    CitationStatus,
    Excerpt,
    Filter,
    History,
    IndexOptions,
    Library,
    LibraryFolder,
    Progress,
    QuestionEmpty,
    Stage,
    WenjuError,
    cores,
    examples,
    read_filters,
    without_filters,
)
from retrieval.errors import EngineError, EnginePassing, IndexDamaged

log = logging.getLogger(__name__)

# What every handler is handed by the application; the bot keeps its own state at the services.
Context = CallbackContext[Any, Any, Any, Any]

Opener = Callable[[IndexOptions], Library]
"""Opens the library, indexing it with these options."""

T = TypeVar("T")

# Seconds between attempts to start.
FIRST_PAUSE, LAST_PAUSE = 1.0, 30.0
# Seconds before the start from which on a group's questions are no longer waited for.
STALE = 300.0
# Seconds between two words to a group that it is not let in.
REFUSED_EVERY = 3600.0

# Files that are fetched and read at once: each may take as much memory as it is large.
RECEIVING = 2
# Excerpts found for one question; the asker turns pages of them.
FOUND = 9


class Ended(WenjuError):
    """The bot ends: what was to be done for it is not."""


@dataclass(slots=True)
class Services:
    """The bot's state. `library` is replaced as a whole when the documents change.

    `fault` is the kind of what is wrong with the cluster that ranks, if anything is known to be;
    `receiving` is held while a file that an owner has sent is fetched and read; `changing` are the
    tokens of the changes of the folder that are being made, and `gathering` the albums of which
    more files may come, each with its chat.
    """

    settings: Settings
    store: Store
    admission: Admission
    executor: Executor
    unanswered: Unanswered
    me: Me
    albums: Albums = field(default_factory=Albums)
    recent: RecentQuestions = field(default_factory=RecentQuestions)
    newest: NewestMessages = field(default_factory=NewestMessages)
    busy: Notices = field(default_factory=lambda: Notices(MINUTE))
    started: float = field(default_factory=time.time)
    passed_over: int = 0
    fault: type[EngineError] | None = None
    refused: Notices = field(default_factory=lambda: Notices(REFUSED_EVERY))
    receiving: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(RECEIVING))
    changing: set[str] = field(default_factory=set)
    gathering: set[tuple[int, str]] = field(default_factory=set)
    _library: Library | None = None
    _folder: LibraryFolder | None = None
    _opened: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: Event = field(default_factory=Event)
    _refreshing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _rebuilding: Lock = field(default_factory=Lock)
    _locks: "WeakValueDictionary[tuple[int, int | str], asyncio.Lock]" = field(
        default_factory=WeakValueDictionary
    )

    @property
    def library(self) -> Library:
        """The documents as they were read last; not before `opened`."""
        if self._library is None:
            raise RuntimeError("the library is not open yet")
        return self._library

    async def open(self, open_library: Opener) -> None:
        """Open the library, off the event loop, however long its cluster is away: that is logged
        once. Raises what `open_library` raises besides."""
        pause = FIRST_PAUSE
        try:
            while self._library is None:
                try:
                    self._take(await in_background(partial(open_library, self._options())))
                except EnginePassing as error:
                    self.log_fault(error)
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LAST_PAUSE)
            self._log_again()
        finally:
            self._opened.set()

    def _take(self, library: Library) -> None:
        """Answer from `library` from now on, while a cluster merges what was loaded for it."""
        if library is not self._library:
            self._library = library
            Thread(target=_compact, args=(library,), name="compact", daemon=True).start()

    async def opened(self) -> bool:
        """Whether there is a library, known when its opening has ended or is given up."""
        await self._opened.wait()
        return self._library is not None

    def give_up(self) -> None:
        """Let nobody wait any longer for a library that is not open by now, or not yet current."""
        self._ended.set()
        self._opened.set()

    async def ask(self, question: str, *, limit: int = FOUND, exact: bool = False) -> Answer:
        """The library's answer, found off the event loop, limited as the question's words say.

        `exact`: found by the question's own words alone.
        """
        return await self.in_executor(partial(self._ask, question, limit, exact=exact))

    async def ask_unfiltered(self, question: str, filters: Sequence[Filter]) -> Answer | None:
        """The answer, else what may be one, if `filters`, read from `question`, are taken off; None
        if there is neither.

        What is asked besides them is searched for, else all the words as they are.
        """
        perhaps = None
        for text in dict.fromkeys((without_filters(question, filters), question)):
            with suppress(QuestionEmpty):
                answer = await self.in_executor(partial(self._ask, text, FOUND, ()))
                if answer.found:
                    return answer
                if answer.nearest:
                    perhaps = perhaps or answer
        return perhaps

    def _ask(
        self,
        question: str,
        limit: int,
        filters: Sequence[Filter] | None = None,
        *,
        exact: bool = False,
    ) -> Answer:
        """The answer within `filters`; None: within those that the question states."""
        given = read_filters(question, date.today()) if filters is None else filters
        max_chars = self.settings.max_chars
        answer = self._read(
            lambda library: library.ask(
                question, limit=limit, max_chars=max_chars, filters=given, exact=exact
            )
        )
        self._log_again()
        return answer

    def log_fault(self, error: EngineError) -> None:
        """Log what is wrong with the cluster: once, until a question is answered again."""
        if self.fault is not type(error):
            self.fault = type(error)
            log.error("%s", self.own_texts.error(error))

    def _log_again(self) -> None:
        """Log that what was wrong with the cluster is over, if anything was."""
        if self.fault:
            self.fault = None
            log.info("%s", self.own_texts.engine.again)

    def excuse(self, error: EngineError, texts: Texts) -> str:
        """What to tell who asks, in their language, of what is logged."""
        self.log_fault(error)
        return texts.engine.for_asker(error)

    @property
    def own_texts(self) -> Texts:
        """The sentences in the language of whoever runs the bot."""
        return texts_in(self.settings.language or "zh")

    async def examples(self, count: int) -> tuple[str, ...]:
        """Up to `count` questions that the library answers."""
        return await self.read(lambda library: examples(library, count))

    async def status(self, citation: str) -> CitationStatus:
        """What became of the words that a citation's id names, in this library."""
        history = History.open(self.settings.state)
        return await self.read(lambda library: library.status(citation, history))

    async def cite(self, citation: str) -> tuple[Excerpt, ...]:
        """The places that a citation's id names."""
        return await self.read(lambda library: library.cite(citation))

    async def refresh(self) -> bool:
        """Read what changed, off the event loop, and answer from it from then on; whether it did.

        Once at a time, in a thread that holds up neither questions nor the end of the program.
        """
        async with self._refreshing:
            before = self.library
            self._take(await in_background(partial(before.refresh, self._options())))
            return self._library is not before

    def _options(self) -> IndexOptions:
        """Much is indexed in other processes: this one stays small and quick to answer."""
        shown = _UntilEnded(self._ended, self.own_texts.index.waiting)
        # One that had documents and is empty now may be a drive that is gone.
        empty = self._library is None or not len(self._library.documents)
        return IndexOptions(shown, cores(), history=self.settings.state, empty=empty)

    async def read(self, work: Callable[[Library], T]) -> T:
        """What `work` makes of the library, off the event loop."""
        return await self.in_executor(partial(self._read, work))

    def _read(self, work: Callable[[Library], T]) -> T:
        library = self.library
        try:
            return work(library)
        except IndexDamaged as error:
            return work(self._rebuilt(library, error))

    def _rebuilt(self, library: Library, error: IndexDamaged) -> Library:
        """The library in place of one whose index is damaged, which opening makes anew: once."""
        with self._rebuilding:
            if self._library is library:
                self._take(library.refresh(self._options()))
                log.warning("%s", self.own_texts.error(error))
            return self.library

    async def read_long(self, work: Callable[[Library], T]) -> T:
        """The same for work of seconds, in a thread of its own: questions do not wait for it."""
        return await in_background(partial(self._read, work))

    @property
    def is_folder(self) -> bool:
        """Whether the library is a folder, and not one file."""
        return not self.library.place.is_file()

    async def change_folder(self, work: Callable[[LibraryFolder], T]) -> T:
        """What `work` makes of the library's folder, off the event loop. Raises FolderError."""
        return await in_background(partial(work, self.folder))

    @property
    def folder(self) -> LibraryFolder:
        """The library's folder, to be changed: what takes time, by `change_folder`."""
        self._folder = self._folder or LibraryFolder(self.library.root)
        return self._folder

    async def in_executor(self, work: Callable[[], T]) -> T:
        """What `work` returns, done off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, work)

    def is_stale(self, message: Message) -> bool:
        """Whether a group has moved on since `message` was written, before the bot was started."""
        in_group = message.chat.type in GROUPS
        return in_group and message.date.timestamp() < self.started - STALE

    def answering(self, message: Message) -> asyncio.Lock:
        """To be held while `message` is answered: its edits are handled at the same time."""
        return self._locks.setdefault((message.chat_id, message.message_id), asyncio.Lock())

    def copying(self, chat_id: int, path: str) -> asyncio.Lock:
        """To be held while a chat is sent a file: many may press for it at once."""
        return self._locks.setdefault((chat_id, path), asyncio.Lock())

    def texts(self, chat: Chat | None, user: User | None) -> Texts:
        """The sentences in the language of the chat, else the bot's, else the asker's."""
        chosen = self.store.chat(chat.id).language if chat else None
        own = language_of_user(user.language_code if user else None)
        return texts_in(as_language(chosen) or self.settings.language or own)

    def allows(self, chat: Chat | None, user: User | None) -> bool:
        """Whether the settings let `user` ask here; `chat` is None for inline queries."""
        settings = self.settings
        if not settings.users and not settings.chats:
            return True
        asks, stands = user.id if user else 0, chat.id if chat else 0
        if asks in settings.users | settings.owners or stands in settings.chats:
            return True
        return not self.store.allowed().isdisjoint({asks, stands})

    async def excerpts(self, page: Page) -> list[Excerpt] | None:
        """The excerpts of a stored page, or None when one of their documents has changed."""
        found = await self.read(
            lambda library: [
                library.restore(p.path, p.sha256, p.start, p.end, p.answer, p.items_left)
                for p in page.found
            ]
        )
        both = zip(found, page.found, strict=True)
        whole = [excerpt._replace(planned=kept.planned) for excerpt, kept in both if excerpt]
        return whole if len(whole) == len(found) else None


class _UntilEnded(Progress):
    """Indexing goes no further when the bot ends. That another process does it is logged."""

    def __init__(self, ended: Event, waiting: str) -> None:
        self._ended = ended
        self._waiting = waiting

    def begin(self, stage: Stage, files: int, size: int) -> None:  # noqa: ARG002 - as advance
        """Log that we wait, if so."""
        if stage is Stage.WAITING:
            log.info("%s", self._waiting)

    def advance(self, files: int, size: int) -> None:  # noqa: ARG002 - the interface has them
        """Raises Ended at the end."""
        if self._ended.is_set():
            raise Ended


def _compact(library: Library) -> None:
    # What is found is the same without it.
    with suppress(EngineError):
        library.compact()


async def in_background(work: Callable[[], T]) -> T:
    """What `work` returns, done in a daemon thread: an executor's would be waited for at exit."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(cast(T, result))
        else:
            done.set_exception(error)

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except WenjuError as problem:
            error = problem
        finally:
            # What is not ours goes on to the thread's hook, and to whoever waits as well.
            failure = error or sys.exception()
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(settle, result, failure)

    Thread(target=run, name="refresh", daemon=True).start()
    return await done
