"""Questions: in private chats, in groups and topics, and edited ones."""

import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta

from telegram import Message, Update

from bot.messages.texts import Texts
from bot.telegram.addressing import GROUPS, Hearing, asker_of, hearing_of, is_person, question_in
from bot.telegram.chatter import (
    CLEAR_TOPIC,
    SURE,
    TOPIC,
    about_bot,
    among_people,
    covers,
    points,
    smalltalk,
    topic,
)
from bot.telegram.handlers.access import admits, nothing_yet, texts_of
from bot.telegram.handlers.cite import ids_pasted, looked_up
from bot.telegram.handlers.sending import edit_by_id, reply_to, typing
from bot.telegram.rendering.answers import Reply, answer_page, not_found
from bot.telegram.rendering.filters import filtered, nothing_left
from bot.telegram.rendering.html import escaped
from bot.telegram.services import Context, Services
from bot.telegram.store import ChatPlace, Page
from retrieval import (
    Answer,
    Excerpt,
    QuestionError,
    QuestionTooLong,
    follow_up,
    is_question,
    without_filters,
)
from retrieval.errors import EngineError

EDITABLE = timedelta(minutes=2)
_SENTENCE_END = re.compile(r"[。！!；;\n]+")


async def on_message(services: Services, update: Update, _: Context) -> None:
    """Answer `update.message` if it asks the bot something."""
    message = update.message
    if message is None:
        return
    asked = _asked(services, message)
    if asked is not None:
        if _is_chatter(message, asked):
            return
        called = asked.hearing is Hearing.CALLED
        unasked = not (called or asked.followed or is_question(asked.text))
        unasked |= asked.hearing is Hearing.OVERHEARD
        if await admits(services, message, unasked=unasked):
            async with services.answering(message):
                await _answer(services, message, asked)
    elif (
        _is_wordless(message)
        and await services.albums.is_due(message)
        and await admits(services, message)
    ):
        await reply_to(message, Reply(texts_of(services, message).chat.only_text))


async def on_edited(services: Services, update: Update, _: Context) -> None:
    """A question edited within two minutes: its answer is edited with it.

    An edit that asks nothing any more leaves the answer as it is.
    """
    message = update.edited_message
    if message is None or message.edit_date is None:
        return
    asked = _asked(services, message)
    if asked is None or not asked.text or smalltalk(asked.text) or _is_chatter(message, asked):
        return
    if message.edit_date - message.date > EDITABLE:
        return
    async with services.answering(message):
        answered = services.store.answer_to(message.chat_id, message.message_id)
        in_group = message.chat.type in GROUPS
        unheard = answered is None and in_group and asked.hearing is not Hearing.CALLED
        if unheard or not await admits(services, message):
            return
        if answered is None:
            await _answer(services, message, asked)
        else:
            response = await _reply(services, message, asked)
            await edit_by_id(message, answered.message_id, response.reply)
            _remember(services, message, answered.message_id, asked, response.token)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a message asks, and how the bot hears of it. `followed`: it goes on from another
    question, and `text` is the whole of it."""

    text: str
    hearing: Hearing
    followed: bool = False


def _asked(services: Services, message: Message) -> _Asked | None:
    """What `message` asks, if anything."""
    text, me = question_in(message, services.me), services.me
    if text is not None:
        meant = follow_up(text, _former(services, message) or "")
        return _Asked(meant or text, hearing_of(message, me), meant is not None)
    if message.chat.type in GROUPS and services.store.chat(message.chat_id).answer_all:
        text = question_in(message, me, answer_all=True)
    return None if text is None else _Asked(text, Hearing.OVERHEARD)


def _former(services: Services, message: Message) -> str | None:
    """The question that `message` may go on from: that of the answer it replies to, in a private
    chat else the last one, while it is in memory."""
    if original := message.reply_to_message:
        return services.recent.answered_by(message.chat_id, original.message_id)
    private = message.chat.type not in GROUPS
    return services.recent.last_in(message.chat_id) if private else None


def _is_chatter(message: Message, question: _Asked) -> bool:
    """What is for everybody in a group to read, and asks the bot nothing.

    Thanks, a greeting and a lone emoji always; where the bot is not called, what is about nothing,
    and what is about little unless it asks the bot.
    """
    asked, hearing = question.text, question.hearing
    if message.chat.type not in GROUPS or not asked or question.followed:
        return False
    if smalltalk(asked) is not None or not any(map(str.isalnum, asked)):
        return True
    if hearing is Hearing.CALLED or (hearing is Hearing.REPLY and about_bot(asked)):
        return False
    if hearing is Hearing.OVERHEARD and among_people(asked):
        return True
    if hearing is Hearing.REPLY and points(asked):
        return True
    asks = hearing is Hearing.REPLY and is_question(asked)
    return topic(asked) < (1 if asks else CLEAR_TOPIC)


def _is_wordless(message: Message) -> bool:
    """A sticker, a voice message, a picture without a word, in a private chat."""
    private = message.chat.type not in GROUPS
    has_something = message.effective_attachment or "rich_message" in message.api_kwargs
    return private and is_person(message) and not message.text and bool(has_something)


async def _answer(services: Services, message: Message, question: _Asked) -> None:
    """Answer in a message of its own, if there is anything to say to who did not call the bot."""
    texts, asked = texts_of(services, message), question.text
    if said := smalltalk(asked):
        own = texts.chat
        await reply_to(message, Reply(own.greeting if said == "greeting" else own.thanks))
        return
    if about_bot(asked):
        await reply_to(message, Reply(texts.chat.help.format(username=services.me.username)))
        return
    if ids := ids_pasted(asked):
        await reply_to(message, await looked_up(services, ids, texts))
        return
    if not asked:
        example = next(iter(await services.examples(1)), "…")
        # As it must be typed here: in groups a bare /ask is for whichever bot takes it.
        command = f"/ask@{services.me.username}" if message.chat.type in GROUPS else "/ask"
        usage = texts.chat.usage_ask.format(command=command, example=escaped(example))
        await reply_to(message, Reply(usage))
        return
    response = await _reply(services, message, question)
    silent = response.missed and _is_quiet(services, message)
    if silent or not _is_due(response, question):
        return
    # Answers overtake each other: which is whose shows where more was asked meanwhile.
    overtaken = services.newest.is_overtaken(message.chat_id, message.message_id)
    sent = await reply_to(message, response.reply, shown=overtaken)
    _remember(services, message, sent.message_id, question, response.token)


def _is_due(response: "_Response", question: _Asked) -> bool:
    """Whether to say it: unless the bot was called, a sure answer to all that was asked.

    Who asks in a reply to the bot gets the answer to a part too, and hears that there is none.
    """
    asked, hearing, answer = question.text, question.hearing, response.answer
    if hearing is Hearing.CALLED or question.followed:
        return True
    if answer and _is_whole(asked, answer):
        return hearing is Hearing.REPLY or answer.confidence >= SURE
    asks = hearing is Hearing.REPLY and is_question(asked)
    return asks and (response.token is not None or topic(asked) >= TOPIC)


def _remember(
    services: Services, message: Message, answer_id: int, asked: _Asked, token: str | None
) -> None:
    """So that an edit of the question finds its answer, and a reply to that what was asked."""
    ids = (message.chat_id, message.message_id, answer_id)
    services.store.remember_answer(*ids, token, message.date.timestamp())
    services.recent.remember(message.chat_id, answer_id, asker_of(message), asked.text)


@dataclass(frozen=True, slots=True)
class _Response:
    """What to say to a question; `token` of its stored page if anything was found.

    `missed`: nothing was found. A question that cannot be asked is neither. `answer`: what the
    reply shows, if anything was found.
    """

    reply: Reply
    token: str | None = None
    missed: bool = False
    answer: Answer | None = None


async def exactly(services: Services, page: Page, message: Message, texts: Texts) -> Reply | None:
    """The answer by the question's own words alone, in place of `page`, which `message` shows; None
    if the question is not in memory any longer."""
    asked = services.recent.answered_by(message.chat_id, message.message_id)
    if asked is None:
        return None
    answer = await services.ask(asked, exact=True)
    shown, uncertain = _shown(answer), not answer.found
    if not shown:
        return not_found(answer, texts, short=message.chat.type in GROUPS)
    token = services.store.save_page(
        message.chat_id, page.asker_id, places(shown), uncertain=uncertain
    )
    size = services.settings.page_size
    reply = answer_page(shown, 0, size, token, texts, answer.missing, uncertain=uncertain)
    return filtered(reply, answer.filters, None, texts)


async def _reply(services: Services, message: Message, question: _Asked) -> _Response:
    texts, asked = texts_of(services, message), question.text
    limit = services.settings.max_question
    if len(asked) > limit and not _ends_asking(asked):
        told = texts.chat.long_text.format(length=len(asked), limit=limit)
        return _Response(Reply(told))
    try:
        if len(asked) > limit:
            raise QuestionTooLong(len(asked), limit)
        # Where there may be nothing to say in the end, nobody sees the bot at work.
        due = question.hearing is Hearing.CALLED and not _is_quiet(services, message)
        async with typing(message) if due else nullcontext():
            answer = await services.ask(asked)
        unfiltered = await _unfiltered(services, message, asked, answer)
    except QuestionError as error:
        return _Response(Reply(texts.error(error)))
    except EngineError as error:
        return _Response(Reply(services.excuse(error, texts)))
    followed = asked if question.followed else None
    shown = _shown(answer)
    if none := nothing_yet(services, message):
        return _Response(Reply(none), missed=True)
    if not shown and answer.limited:
        return _Response(nothing_left(answer, unfiltered, texts), missed=unfiltered is None)
    if not shown:
        in_group = message.chat.type in GROUPS
        reply = filtered(not_found(answer, texts, short=in_group), (), None, texts, followed)
        return _Response(reply, missed=True)
    uncertain = not answer.found
    token = services.store.save_page(
        message.chat_id, asker_of(message), places(shown), unfiltered, uncertain=uncertain
    )
    size = services.settings.page_size
    others = _looked_for(answer, shown)
    reply = answer_page(
        shown, 0, size, token, texts, answer.missing, uncertain=uncertain, looked_for=others
    )
    reply = filtered(reply, answer.filters, unfiltered, texts, followed)
    return _Response(reply, token, answer=answer)


def _is_whole(asked: str, answer: Answer) -> bool:
    """Whether it is answered, no word that was asked for is missing in what was found, and most of
    them are known words."""
    if not answer.excerpts or answer.missing:
        return False
    first = answer.excerpts[0]
    words = without_filters(asked, answer.filters)
    text = " ".join([first.text, first.citation.title, *first.citation.section])
    return covers(words, answer.matched, text)


def _ends_asking(text: str) -> bool:
    """Whether a long text is a question; words that ask stand anywhere in one that is none."""
    sentences = [one for one in _SENTENCE_END.split(text) if one.strip()]
    return bool(sentences) and is_question(sentences[-1])


async def _unfiltered(
    services: Services, message: Message, asked: str, answer: Answer
) -> str | None:
    """The token of the stored answer without the filters of `answer`; None where there is none.

    It is found now, since the question is not kept.
    """
    plain = await services.ask_unfiltered(asked, answer.filters) if answer.filters else None
    if plain is None:
        return None
    return services.store.save_page(
        message.chat_id,
        asker_of(message),
        places(_shown(plain)),
        uncertain=not plain.found,
    )


def _shown(answer: Answer) -> Sequence[Excerpt]:
    """What a chat sees of an answer: all of it, and one passage of what may be one."""
    return answer.excerpts or answer.nearest[:1]


def _looked_for(answer: Answer, shown: Sequence[Excerpt]) -> tuple[str, ...]:
    """What was looked for beside the question's own words and stands in what is shown."""
    text = "\n".join(excerpt.text for excerpt in shown)
    return tuple(word for word in answer.looked_for if word in text)


def places(excerpts: Sequence[Excerpt]) -> tuple[ChatPlace, ...]:
    """Where excerpts stand; what the store keeps of them."""
    return tuple(
        ChatPlace(
            e.citation.path,
            e.citation.sha256,
            e.document.volume.offset + e.start,
            e.document.volume.offset + e.end,
            (e.answer[0] - e.start, e.answer[1] - e.start) if e.answer else None,
            e.items_left,
            e.planned,
        )
        for e in excerpts
    )


def _is_quiet(services: Services, message: Message) -> bool:
    return message.chat.type in GROUPS and services.store.chat(message.chat_id).quiet
