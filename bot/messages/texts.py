"""Every sentence that a person reads, by language and subject."""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from retrieval.errors import (
    DatesReversed,
    DocumentError,
    EngineError,
    ExpressionInvalid,
    ExpressionsMissing,
    FilterUnreadable,
    FolderError,
    HistoryError,
    LibraryError,
    MeasuresMissing,
    QuestionEmpty,
    QuestionError,
    QuestionsFileError,
    QuestionTooLong,
    QuotationError,
    StorageError,
    WenjuError,
)

if TYPE_CHECKING:
    from bot.messages.answers import AnswerTexts
    from bot.messages.changes import ChangeTexts
    from bot.messages.chat import ChatTexts
    from bot.messages.checks import CheckTexts
    from bot.messages.citations import CitationTexts
    from bot.messages.evaluation import EvaluationTexts
    from bot.messages.faults.engine import EngineTexts
    from bot.messages.files import FileTexts
    from bot.messages.filters import FilterTexts
    from bot.messages.finding import FindingTexts
    from bot.messages.health import HealthTexts
    from bot.messages.history import HistoryTexts
    from bot.messages.index import IndexTexts
    from bot.messages.quotations import QuotationTexts

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

S = TypeVar("S")


class _Section(Generic[S]):
    """A module of sentences, imported when it is first touched: a question needs few of them."""

    def __init__(self, room: str = "") -> None:
        self._room = room

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, texts: "Texts", _: Any) -> S:
        module = import_module(f"bot.messages.{self._room}{self._name}")
        section: S = getattr(module, texts.language.upper())
        # Found there from now on.
        texts.__dict__[self._name] = section
        return section


class Texts:
    """The sentences of one language, in sections."""

    answers: "_Section[AnswerTexts]" = _Section()
    changes: "_Section[ChangeTexts]" = _Section()
    chat: "_Section[ChatTexts]" = _Section()
    checks: "_Section[CheckTexts]" = _Section()
    citations: "_Section[CitationTexts]" = _Section()
    engine: "_Section[EngineTexts]" = _Section("faults.")
    evaluation: "_Section[EvaluationTexts]" = _Section()
    files: "_Section[FileTexts]" = _Section()
    filters: "_Section[FilterTexts]" = _Section()
    finding: "_Section[FindingTexts]" = _Section()
    health: "_Section[HealthTexts]" = _Section()
    history: "_Section[HistoryTexts]" = _Section()
    index: "_Section[IndexTexts]" = _Section()
    quotations: "_Section[QuotationTexts]" = _Section()

    def __init__(self, language: Language) -> None:
        self.language = language

    def error(self, error: WenjuError, newer: int | None = None) -> str:
        """What to tell a person of `error`: one line that can be acted on.

        `newer` is how many files are newer than the index that answers; None if none does.
        """
        match error:
            case QuestionError() | ExpressionsMissing() | QuotationError():
                return self._asking(error)
            case LibraryError() | DocumentError():
                return self.files.error(error)
            case EngineError():
                return self.engine.error(error, newer, self.files.reason)
            case FolderError():
                return self.changes.error(error, self.files.reason)
            case StorageError():
                return self.index.error(error, newer, self.files.reason)
            case HistoryError():
                reason = self.files.reason(error.reason)
                return self.history.trouble.format(path=error.path, reason=reason)
            case MeasuresMissing() | QuestionsFileError():
                return self.evaluation.error(error, self.files.reason)
            case _:
                return str(error)

    def _asking(self, error: WenjuError) -> str:
        """What is wrong with what was asked."""
        match error:
            case QuestionEmpty() | QuestionTooLong():
                return self.answers.error(error)
            case FilterUnreadable() | DatesReversed():
                return self.filters.error(error)
            case ExpressionInvalid() | ExpressionsMissing():
                return self.finding.error(error)
            case QuotationError():
                return self.quotations.error(error)
            case _:
                return str(error)


@cache
def texts_in(language: Language) -> Texts:
    """The sentences in that language."""
    return Texts(language)


def language_of(locale: str) -> Language:
    """The language for a locale's name or an IETF tag: English if it says so, else Chinese."""
    return "en" if locale.lower().startswith("en") else "zh"


def language_of_user(code: str | None) -> Language:
    """The language for the code that a person's Telegram reports, if it reports one."""
    return "zh" if code is None or code.lower().startswith("zh") else "en"


def as_language(name: str | None) -> Language | None:
    """The language of that name, if we speak it."""
    return next((language for language in LANGUAGES if language == name), None)
