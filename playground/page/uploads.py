"""Files from the browser: POST /page/upload, a form with `user`, one or more `file`s, and the rest.

With `channel` (and maybe `thread_ts` and `text`) they are shared in a message; without, they are
kept for an input of a modal. The answer names their ids: {"ok": true, "result": {"ids": […]}}.
"""

from dataclasses import dataclass, field
from functools import partial

from aiohttp import BodyPartReader, web

from playground.calls import refused
from playground.errors import CannotActError
from playground.files import MOST_BYTES, too_large
from playground.hub import Hub
from playground.people.uploading import share

_FIELDS = frozenset({"user", "channel", "thread_ts", "text"})
_LONGEST_FIELD = 200_000  # bytes: a message of 40,000 characters and some room


@dataclass
class _Form:
    values: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)


def routes(hub: Hub) -> list[web.RouteDef]:
    """The routes to serve."""
    return [web.post("/page/upload", partial(_upload, hub))]


async def _upload(hub: Hub, request: web.Request) -> web.Response:
    try:
        # Whoever leaves once everything has arrived has sent it.
        ids = await hub.acts.finish(_take(hub, await _form(request)), "playground-act-upload")
    except CannotActError as no:
        return refused(str(no))
    return web.json_response({"ok": True, "result": {"ids": ids}})


async def _take(hub: Hub, form: _Form) -> list[str]:
    if not form.files:
        raise CannotActError("Choose a file to upload.")
    user = hub.actor(form.values.get("user", "")).id
    if not form.values.get("channel"):
        return [(await hub.files.add(name, content, user)).id for name, content in form.files]
    thread_ts = form.values.get("thread_ts") or None
    text = form.values.get("text", "")
    shared = await share(hub, user, form.files, form.values["channel"], text, thread_ts)
    return [file["id"] for file in shared["files"]]


async def _form(request: web.Request) -> _Form:
    form = _Form()
    if request.content_type != "multipart/form-data":
        return form
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "file" and part.filename:
            content = await _content(part, MOST_BYTES, too_large(part.filename))
            form.files.append((part.filename, content))
        elif part.name in _FIELDS:
            content = await _content(part, _LONGEST_FIELD, "The text is too long.")
            form.values[part.name] = content.decode(errors="replace")
    return form


async def _content(part: BodyPartReader, most: int, sentence: str) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk():
        content += chunk
        if len(content) > most:
            raise CannotActError(sentence)
    return bytes(content)
