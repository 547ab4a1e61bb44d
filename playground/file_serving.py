"""Files over HTTP: the app's uploads and downloads, and what people's screens show."""

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from playground.errors import ApiError, CannotActError
from playground.file_types import SHOWN_IN_PLACE
from playground.files import StoredFile
from playground.hub import Hub
from playground.workspace import Person

# An uploaded page may hold anything. `sandbox` takes its origin and its scripts away, `nosniff`
# keeps a browser from reading another type into it.
_GUARDS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
    }
)


class FileServer:
    """Takes and hands out the bytes of files."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def routes(self) -> list[web.RouteDef]:
        """The routes to serve."""
        return [
            web.post("/upload/v1/{key}", self._upload),
            web.get("/files-pri/{team}-{file}/{name}", self._for_the_app),
            web.get("/files-pri/{team}-{file}/download/{name}", self._for_the_app),
            web.get("/files/{file}/{name}", self._for_a_person),
        ]

    async def _upload(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        try:
            limit = self._hub.files.expected(key)
            content = await _read(request, limit)
            await self._hub.files.receive(key, content)
        except CannotActError as refused:
            return web.Response(text=str(refused), status=400)
        return web.Response(text=f"OK - {len(content)}")

    async def _for_the_app(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        try:
            scopes = self._hub.tokens.check(token).scopes
        except ApiError:
            scopes = ()
        if "files:read" not in scopes:
            raise web.HTTPForbidden(
                text="Send the bot's token: Authorization: Bearer xoxb-… with the scope files:read."
            )
        file = self._hub.files.find(request.match_info["file"])
        if file is None or file.deleted or not seen_by_app(self._hub, file):
            raise web.HTTPNotFound(text="There is no such file.")
        return await self._answer(file)

    async def _for_a_person(self, request: web.Request) -> web.Response:
        try:
            person = self._hub.actor(request.query.get("as", ""))
        except CannotActError as refused:
            raise web.HTTPForbidden(text=str(refused)) from refused
        file = self._hub.files.find(request.match_info["file"])
        if file is None or file.deleted or not _seen_by(self._hub, person, file):
            raise web.HTTPNotFound(text="There is no such file, or it is not shared with you.")
        return await self._answer(file)

    async def _answer(self, file: StoredFile) -> web.Response:
        try:
            content = await self._hub.files.content(file)
        except FileNotFoundError as gone:
            raise web.HTTPGone(text=f"The bytes of {file.name} are no longer there.") from gone
        shown = "inline" if file.mimetype in SHOWN_IN_PLACE else "attachment"
        headers = {
            **_GUARDS,
            "Content-Type": file.mimetype,
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name, safe='')}",
        }
        return web.Response(body=content, headers=headers)


def seen_by_app(hub: Hub, file: StoredFile) -> bool:
    """Whether the bot uploaded the file, got it in a modal or is in a room where it is shared."""
    own = file.user == hub.app.bot_user_id or file.handed_over
    return own or _shared_with(hub, hub.app.bot_user_id, file)


def _seen_by(hub: Hub, person: Person, file: StoredFile) -> bool:
    return file.user == person.id or _shared_with(hub, person.id, file)


def _shared_with(hub: Hub, user: str, file: StoredFile) -> bool:
    rooms = (hub.conversations.room(channel) for channel in file.shares)
    return any(room is not None and user in room.members for room in rooms)


async def _read(request: web.Request, limit: int) -> bytes:
    """The uploaded bytes: the body as it is, or the first part of a form.

    Raises CannotActError once there are more than announced, so that no more of them is kept.
    """
    content = bytearray()
    async for chunk in _chunks(request):
        content += chunk
        if len(content) > limit:
            raise CannotActError(f"{limit} bytes were announced and more came.")
    return bytes(content)


async def _chunks(request: web.Request) -> AsyncIterator[bytes]:
    if not request.content_type.startswith("multipart/"):
        async for chunk in request.content.iter_any():
            yield chunk
        return
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.filename is not None:
            while chunk := await part.read_chunk():
                yield part.decode(chunk)
            return
