"""Changes of the library as messages: what is asked, and what has become of it.

Callback data is `k:token:action`: the token of the change, and a letter of `Action`.
"""

from collections.abc import Sequence
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.messages.texts import Texts
from bot.telegram.rendering.answers import Reply
from bot.telegram.rendering.html import clipped, escaped
from bot.telegram.store import Change
from retrieval.evaluation.file_checks import FileCheck

# UTF-16 units of a line, and lines of what is said of a file: thousands of pages may have warnings.
LINE, LINES = 300, 10
# Both for each of several files in one message, of which Telegram lets ten come as an album.
LINE_OF_MANY, LINES_OF_MANY = 120, 2


class Action(StrEnum):
    """What a button under a change does."""

    YES = "y"
    BESIDE = "b"
    NO = "n"
    UNDO = "u"


def told(text: str, note: str = "") -> Reply:
    """A sentence, and what there is to say before it."""
    return Reply(escaped("\n".join(filter(None, [note, text]))))


def lines_of(found: FileCheck, texts: Texts, files: int = 1) -> str:
    """What `wenju check` says of a file, in short where one message is about several `files`."""
    lines = [*texts.checks.lines(found, texts.files, texts.citations.titled)]
    if files > 1:
        return "\n".join(clipped(line, LINE_OF_MANY) for line in lines[:LINES_OF_MANY])
    shown = lines[:LINES] + (["…"] if len(lines) > LINES else [])
    return "\n".join(clipped(line, LINE) for line in shown)


def preview(change: Change, found: FileCheck, texts: Texts, note: str = "") -> Reply:
    """What a file that came is like, and whether it is to be added; if `change` has a path, a file
    of that name is there."""
    own, said = texts.changes, [note, lines_of(found, texts), ""]
    actions = {Action.YES: own.button_add, Action.NO: own.button_no}
    if change.path:
        said += [own.same_name.format(path=change.path), own.ask_replace]
        beside = {Action.YES: own.button_replace, Action.BESIDE: own.button_beside}
        actions = {**beside, Action.NO: own.button_no}
    else:
        said.append(own.ask_add)
    return _with(change, "\n".join(said).strip(), actions)


def album_preview(changes: Sequence[Change], said: Sequence[str], texts: Texts) -> Reply:
    """What the files of an album are like, which is `said`, and whether they are to be added; of
    those that have a path, a file of that name is there."""
    own = texts.changes
    same = [each.path for each in changes if each.path]
    lines = [*said, ""]
    actions = {Action.YES: own.button_add_all, Action.NO: own.button_no}
    if same:
        paths = texts.files.joiner.join(clipped(path, LINE_OF_MANY) for path in same)
        lines += [own.same_name.format(path=paths), own.ask_replace_all]
        beside = {Action.YES: own.button_replace_all, Action.BESIDE: own.button_beside_all}
        actions = {**beside, Action.NO: own.button_no}
    else:
        lines.append(own.ask_add_all.format(count=len(changes)))
    return _with(changes[0], "\n".join(lines), actions)


def question(change: Change, title: str, texts: Texts, note: str = "") -> Reply:
    """Whether a document is to be removed, or to get another name."""
    own = texts.changes
    if change.kind == "remove":
        shown = texts.citations.titled(clipped(title or change.path, LINE))
        asked, yes = own.ask_remove.format(title=shown, path=change.path), own.button_remove
    else:
        asked = own.ask_rename.format(path=change.path, name=change.name)
        yes = own.button_rename
    actions = {Action.YES: yes, Action.NO: own.button_no}
    return _with(change, "\n".join(filter(None, [note, asked])), actions)


def outcome(change: Change, title: str, texts: Texts, trouble: str = "") -> Reply:
    """What was done, with a button that undoes it; `trouble`: why it does not count yet."""
    said = what_was_done(change, title, texts, trouble)
    return _with(change, said, {Action.UNDO: texts.changes.button_undo})


def album_outcome(change: Change, said: Sequence[str], texts: Texts) -> Reply:
    """What was done with the files of an album, of which `change` is the first, with a button that
    undoes all of it."""
    return _with(change, "\n".join(said), {Action.UNDO: texts.changes.button_undo})


def what_was_done(change: Change, title: str, texts: Texts, trouble: str = "") -> str:
    """The same in words."""
    own = texts.changes
    done = {
        "add": own.added,
        "replace": own.replaced,
        "remove": own.removed,
        "rename": own.renamed,
    }
    shown = [texts.citations.titled(clipped(title, LINE))] if title else []
    said = done[change.kind].format(name=" · ".join([*shown, change.path]))
    if trouble:
        trouble = own.not_indexed.format(reason=trouble)
        said = trouble if change.kind in ("add", "replace") else f"{said}\n{trouble}"
    return said


def _with(change: Change, text: str, actions: dict[Action, str]) -> Reply:
    buttons = [
        InlineKeyboardButton(label, callback_data=f"k:{change.token}:{action}")
        for action, label in actions.items()
    ]
    return Reply(escaped(text), InlineKeyboardMarkup([buttons]))
