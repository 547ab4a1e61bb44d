"""The pages and pieces of pages that a browser asks for."""

import json
import re
from typing import Any

from aiohttp import web

from playground.conversations import Room
from playground.errors import CannotActError
from playground.files import MOST_BYTES
from playground.hub import Hub
from playground.page import live
from playground.page.assets import html
from playground.page.faces import face
from playground.page.missing import Missing
from playground.page.painter import Painter
from playground.page.panes import builder, connection, messages, sidebar, status, views
from playground.page.window import Window
from playground.workspace import Person

APP = "app"
"""Stands for the direct messages with the app in addresses."""

_PERMALINK = re.compile(r"p(?P<seconds>\d{1,12})(?P<fraction>\d{6})")
_LOOKING_AS = re.compile(r"/as/(?P<user>[A-Z0-9]+)")


class Pages:
    """Serves the workspace as each of its people sees it."""

    def __init__(self, hub: Hub, painter: Painter, missing: Missing) -> None:
        self._hub = hub
        self._painter = painter
        self._rounds = live.Rounds(hub.feed, live.known_panes())
        self._missing = missing

    def routes(self) -> list[web.RouteDef]:
        """The routes to serve."""
        return [
            web.get("/", self._start),
            web.get("/as/{user}", self._first_room),
            web.get("/as/{user}/live", self._live),
            web.get("/as/{user}/{room}", self._client),
            web.get("/as/{user}/{room}/earlier", self._earlier),
            web.get("/archives/{channel}/{permalink}", self._permalink),
        ]

    async def _start(self, _: web.Request) -> web.Response:
        raise web.HTTPFound(f"/as/{self._hub.workspace.users[0].id}/{APP}")

    async def _first_room(self, request: web.Request) -> web.Response:
        raise web.HTTPFound(f"/as/{request.match_info['user']}/{APP}")

    async def _client(self, request: web.Request) -> web.Response:
        try:
            window = self._window(request, request.match_info["room"])
        except web.HTTPNotFound as nowhere:
            return self._missing.answer(request, nowhere.text or "")
        at = request.query.get("at", "")
        unread_from = self._unread_from(window)
        if window.room is not None and not at:
            self._hub.reads.mark(window.person.id, window.room)
        text = self._painter.environment.get_template("client.html").render(
            **self._drawn(window, at, unread_from), window=window, book=_book(window), at=at
        )
        return html(text)

    def _unread_from(self, window: Window) -> str:
        """The first message that is new to somebody who was in the room before; "" for none."""
        room, person, reads = window.room, window.person.id, self._hub.reads
        if room is None or not float(reads.last(person, room.id)):
            return ""
        return next((post.ts for post in reads.unread(person, room)), "")

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        window = self._window(request, request.query.get("room", APP))
        return await live.serve(window, self._rounds, request, _number(request, "after"))

    async def _earlier(self, request: web.Request) -> web.Response:
        window = self._window(request, request.match_info["room"])
        if window.room is None:
            raise web.HTTPNotFound(text="There is no such conversation.")
        posts = messages.top_level(window, window.room)
        query = request.query
        page = messages.before(posts, query.get("before", ""), query.get("from", ""))
        response = html(messages.draw(window, page))
        response.headers["X-Earlier"] = str(int(page.earlier))
        return response

    async def _permalink(self, request: web.Request) -> web.Response:
        """Follow a permalink as whoever the page with the link was looking as."""
        found = _PERMALINK.fullmatch(request.match_info["permalink"])
        if found is None:
            return self._missing.answer(request, "This is no link to a message.")
        came_from = _LOOKING_AS.search(request.headers.get("Referer", ""))
        user = came_from["user"] if came_from else self._hub.workspace.users[0].id
        channel, ts = request.match_info["channel"], f"{found['seconds']}.{found['fraction']}"
        thread = request.query.get("thread_ts", "")
        more = f"&thread={thread}" if thread else ""
        raise web.HTTPFound(f"/as/{user}/{channel}?at={ts}{more}")

    def _drawn(self, window: Window, at: str, unread_from: str) -> dict[str, Any]:
        room = window.room
        posts = messages.top_level(window, room) if room else []
        page = messages.around(posts, at) if at else messages.newest(posts)
        return {
            "seq": self._hub.feed.seq,
            "me": face(self._hub, window.person.id),
            "room_name": sidebar.room_name(window, room) if room else "Nothing to see",
            "faces": sidebar.sidebar(window).people,
            "side": sidebar.draw(window),
            "page": page,
            "log": messages.draw(window, page, unread_from) if room else "",
            "thread_log": messages.draw_thread(window, room) if room and window.thread else "",
            "modals": views.modals_html(window),
            "home": views.home_html(window) if window.tab == "home" else "",
            "status": status.draw(window),
            "thread_status": status.draw_thread(window),
            "connection": connection.draw(window),
            "prompts": status.prompts(window),
            "builder": builder.builder_html(window) if window.builder else "",
        }

    def _window(self, request: web.Request, room: str) -> Window:
        """The window that the address describes. Raises HTTPNotFound with a sentence."""
        query = request.query
        try:
            person = self._hub.actor(request.match_info["user"])
            return Window(
                hub=self._hub,
                painter=self._painter,
                person=person,
                room=self._room(person, room),
                thread=query.get("thread") or None,
                tab="home" if query.get("tab") == "home" else "messages",
                builder=query.get("builder") == "1",
            )
        except CannotActError as refused:
            raise web.HTTPNotFound(text=str(refused)) from refused

    def _room(self, person: Person, room: str) -> Room | None:
        if room != APP:
            return self._hub.room_of(person, room)
        if not self._hub.is_stranger(person):
            return self._hub.dm_of(person)
        theirs = (one for one in self._hub.conversations.rooms() if person.id in one.members)
        return next(theirs, None)


def _number(request: web.Request, name: str) -> int:
    try:
        return int(request.query.get(name, "0"))
    except ValueError:
        raise web.HTTPBadRequest(text=f"{name} must be a number.") from None


def _book(window: Window) -> str:
    """What the composer completes (commands, people, channels), and how large files may be."""
    app, people = window.hub.app, window.hub.workspace.users
    return json.dumps(
        {
            "most_bytes": MOST_BYTES,
            "commands": [
                {"insert": one.command, "hint": one.usage_hint, "about": one.description}
                for one in app.commands
            ],
            "people": [
                {"insert": f"@{app.bot_name}", "about": "App"},
                *(
                    {"insert": f"@{one.real_name}", "about": one.name}
                    for one in people
                    if not one.deleted
                ),
            ],
            "channels": [
                {"insert": f"#{room.name}", "about": ""} for room in window.rooms if not room.is_im
            ],
        }
    ).replace("<", "\\u003c")  # so that no name can end the script element it stands in
