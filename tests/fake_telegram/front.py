"""The HTTP side: URLs, answers, and the faults that come in between."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from .bots import Bot
from .errors import ApiError
from .faults import Faults, Rule
from .files import MAX_UPLOAD
from .journal import Call, Journal
from .limits import FloodControl
from .methods import METHODS, Ask
from .webhook import Webhooks
from .wire import Params, read_params
from .world import World

__all__ = ["DOWNLOAD", "Front"]

DOWNLOAD = "download"
"""The name under which downloads of files stand in the journal and meet faults."""

_ROOM_FOR_FIELDS = 2**20
_SECRET_LENGTH = 35


class Front:
    """Serves the Bot API to the bots of a world."""

    def __init__(
        self,
        world: World,
        journal: Journal,
        faults: Faults,
        flood: FloodControl,
        webhooks: Webhooks,
    ) -> None:
        self.world = world
        self.journal = journal
        self.faults = faults
        self.flood = flood
        self.webhooks = webhooks

    def app(self) -> web.Application:
        """Return the application to run."""
        app = web.Application(client_max_size=MAX_UPLOAD + _ROOM_FOR_FIELDS)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve)
        app.router.add_route("*", "/{anything:.*}", _nothing)
        return app

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request of a bot and write it down."""
        bot = self._bot(request.match_info["token"])
        if isinstance(bot, ApiError):
            return _refusal(bot)
        method = request.match_info.get("method", DOWNLOAD)
        call = Call(method, bot, self.world.clock.now(), self.world.next_order())
        self.journal.open(call)
        self.world.signal.notify(self.journal)
        try:
            return await self._with_fault(request, call, self.faults.meet(method))
        finally:
            self.journal.close(call)
            self.world.signal.notify(self.journal)

    def _bot(self, token: str) -> Bot | ApiError:
        """Telegram tells tokens of the wrong form (404) from those that are no longer valid."""
        for bot in self.world.bots.values():
            if bot.token == token:
                return bot
        number, _, secret = token.partition(":")
        known_form = number.isdigit() and len(secret) >= _SECRET_LENGTH
        return ApiError(401, "Unauthorized") if known_form else ApiError(404, "Not Found")

    async def _with_fault(
        self, request: web.Request, call: Call, rule: Rule | None
    ) -> web.StreamResponse:
        if rule is None:
            response = await self._answer(request, call)
        elif rule.fault.kind == "drop":
            if rule.fault.processed:
                await self._answer(request, call)
            return _dropped(request)
        elif rule.fault.kind == "hang":
            await rule.released.wait()
            response = await self._answer(request, call)
        else:
            call.params = (await read_params(request)).values
            fault = rule.fault
            response = web.Response(
                status=fault.http_status, body=fault.body, content_type=fault.content_type
            )
        call.status = response.status
        return response

    async def _answer(self, request: web.Request, call: Call) -> web.Response:
        try:
            if call.method == DOWNLOAD:
                return self._download(request.match_info["path"])
            params = await read_params(request)
            call.params = params.values
            call.answer = await self._result(call, params)
        except ApiError as error:
            call.answer = error.description
            return _refusal(error)
        return web.json_response({"ok": True, "result": call.answer})

    async def _result(self, call: Call, params: Params) -> Any:
        method = METHODS.get(call.method.lower())
        if method is None:
            raise ApiError(404, "Not Found")
        return await method(Ask(self.world, call.bot, params, self.flood, self.webhooks))

    def _download(self, path: str) -> web.Response:
        file = self.world.files.at(path)
        if file is None:
            raise ApiError(404, "Not Found")
        return web.Response(body=file.content, content_type="application/octet-stream")


async def _nothing(request: web.Request) -> web.StreamResponse:
    return _refusal(ApiError(404, "Not Found"))


def _refusal(error: ApiError) -> web.Response:
    return web.json_response(error.body(), status=error.code)


def _dropped(request: web.Request) -> web.StreamResponse:
    """Cut the line; the response that is returned can no longer be sent."""
    if request.transport:
        request.transport.abort()
    return web.Response()
