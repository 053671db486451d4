"""Questions: in private chats, in groups and topics, and edited ones."""

import re
from dataclasses import dataclass
from datetime import timedelta

from telegram import Message, Update

from bot.telegram.addressing import GROUPS, is_person, question_in, smalltalk
from bot.telegram.handlers.access import admits, asker_of, texts_of
from bot.telegram.handlers.sending import edit_by_id, reply_to, typing
from bot.telegram.rendering.answers import Reply, answer_page, not_found
from bot.telegram.rendering.filters import filtered, nothing_left
from bot.telegram.rendering.html import escaped
from bot.telegram.services import Context, Services
from bot.telegram.store import ChatPlace
from retrieval import Answer, QuestionError, QuestionTooLong, is_question

EDITABLE = timedelta(minutes=2)
_SENTENCE_END = re.compile(r"[。！!；;\n]+")


async def on_message(services: Services, update: Update, _: Context) -> None:
    """Answer `update.message` if it asks the bot something."""
    message = update.message
    if message is None:
        return
    asked, unasked = _asked(services, message)
    if asked is not None and not _is_chatter(message, asked):
        if await admits(services, message, unasked=unasked):
            async with services.answering(message):
                await _answer(services, message, asked, unasked=unasked)
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
    asked, _unasked = _asked(services, message)
    if not asked or smalltalk(asked) or message.edit_date - message.date > EDITABLE:
        return
    async with services.answering(message):
        answered = services.store.answer_to(message.chat_id, message.message_id)
        in_group = message.chat.type in GROUPS
        if (answered is None and in_group) or not await admits(services, message):
            return
        if answered is None:
            await _answer(services, message, asked)
        else:
            response = await _reply(services, message, asked)
            await edit_by_id(message, answered.message_id, response.reply)
            _remember(services, message, answered.message_id, response.token)


def _asked(services: Services, message: Message) -> tuple[str | None, bool]:
    """What `message` asks, and whether only a group that wants every question answered hears it."""
    asked = question_in(message, services.me)
    in_group = message.chat.type in GROUPS
    if asked is None and in_group and services.store.chat(message.chat_id).answer_all:
        return question_in(message, services.me, answer_all=True), True
    return asked, False


def _is_chatter(message: Message, asked: str) -> bool:
    """Thanks, a greeting or a lone emoji in a group, where that is for everybody to read."""
    wordless = bool(asked) and not any(map(str.isalnum, asked))
    return message.chat.type in GROUPS and (wordless or smalltalk(asked) is not None)


def _is_wordless(message: Message) -> bool:
    """A sticker, a voice message, a picture without a word, in a private chat."""
    private = message.chat.type not in GROUPS
    has_something = message.effective_attachment or "rich_message" in message.api_kwargs
    return private and is_person(message) and not message.text and bool(has_something)


async def _answer(
    services: Services, message: Message, asked: str, *, unasked: bool = False
) -> None:
    """Answer in a message of its own; `unasked`: only if something was found."""
    texts = texts_of(services, message)
    if said := smalltalk(asked):
        own = texts.chat
        await reply_to(message, Reply(own.greeting if said == "greeting" else own.thanks))
        return
    if not asked:
        example = next(iter(await services.examples(1)), "…")
        usage = texts.chat.usage_ask.format(example=escaped(example))
        await reply_to(message, Reply(usage))
        return
    response = await _reply(services, message, asked)
    silent = response.missed and _is_quiet(services, message)
    if silent or (unasked and response.token is None):
        return
    sent = await reply_to(message, response.reply)
    _remember(services, message, sent.message_id, response.token)


def _remember(services: Services, question: Message, answer_id: int, token: str | None) -> None:
    """So that an edit of the question finds its answer."""
    ids = (question.chat_id, question.message_id, answer_id)
    services.store.remember_answer(*ids, token, question.date.timestamp())


@dataclass(frozen=True, slots=True)
class _Response:
    """What to say to a question; `token` of its stored page if anything was found.

    `missed`: nothing was found. A question that cannot be asked is neither.
    """

    reply: Reply
    token: str | None = None
    missed: bool = False


async def _reply(services: Services, message: Message, asked: str) -> _Response:
    texts = texts_of(services, message)
    limit = services.settings.max_question
    if len(asked) > limit and not _ends_asking(asked):
        told = texts.chat.long_text.format(length=len(asked), limit=limit)
        return _Response(Reply(told))
    try:
        if len(asked) > limit:
            raise QuestionTooLong(len(asked), limit)
        async with typing(message):
            answer = await services.ask(asked)
    except QuestionError as error:
        return _Response(Reply(texts.error(error)))
    unfiltered = await _unfiltered(services, message, asked, answer)
    if not answer.found and answer.limited:
        return _Response(nothing_left(answer, unfiltered, texts), missed=unfiltered is None)
    if not answer.found:
        in_group = message.chat.type in GROUPS
        return _Response(not_found(answer, texts, short=in_group), missed=True)
    token = services.store.save_page(message.chat_id, asker_of(message), places(answer), unfiltered)
    size = services.settings.page_size
    reply = answer_page(answer.excerpts, 0, size, token, texts, answer.missing)
    return _Response(filtered(reply, answer.filters, unfiltered, texts), token)


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
    return services.store.save_page(message.chat_id, asker_of(message), places(plain))


def places(answer: Answer) -> tuple[ChatPlace, ...]:
    """Where the excerpts of `answer` stand; what the store keeps of them."""
    return tuple(
        ChatPlace(
            e.citation.path,
            e.citation.sha256,
            e.start,
            e.end,
            tuple((a - e.start, b - e.start) for a, b in e.highlights),
            e.items_left,
        )
        for e in answer.excerpts
    )


def _is_quiet(services: Services, message: Message) -> bool:
    return message.chat.type in GROUPS and services.store.chat(message.chat_id).quiet
