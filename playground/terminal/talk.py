"""One person's conversation in the terminal: lines in, messages out."""

import asyncio
import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import aiohttp

from playground.choices import ChoiceError
from playground.client import PlaygroundError
from playground.render import Look, render_view
from playground.render.spans import Span, paint, split_lines
from playground.safe_text import safe
from playground.terminal.dialog import Presser, Question
from playground.terminal.display import Display
from playground.terminal.form import Filling
from playground.terminal.numbers import Numbers
from playground.terminal.reading import Lines
from playground.transcript import event_lines
from playground.viewer import Event, Shown, Viewer

REDRAW_PAUSE = 0.5  # seconds between two redraws: an eye follows two a second, not twenty
_HISTORY = 3
_COMMAND = re.compile(r":(?P<name>[a-z]+)(?: +(?P<rest>.+))?")
_PATIENCE = 30.0
_ANSWER_SETTLES = 5  # how many times the quiet between lines an answer may take
_HELP = (
    "Write what you want, for example: remind me of Monday's meetings",
    "/command …   a slash command          @App …     a mention in a channel",
    "3            press button 3           :home      the app's home tab",
    ":as NAME     go on as another person  :channel NAME   write there (:channel dm: back)",
    ":quit        end (or Ctrl-D)",
)


class Talk:
    """Runs until the person leaves; `leaves_for` is then the id of who goes on, or None."""

    def __init__(
        self, viewer: Viewer, lines: Lines, display: Display, look: Look, settle: float | None
    ) -> None:
        self.viewer = viewer
        self.leaves_for: str | None = None
        self._lines = lines
        self._display = display
        self._look = look
        self._settle = settle  # seconds of quiet before the next line; None: do not wait
        self._channel = viewer.book.dm
        self._numbers = Numbers()
        self._presser = Presser(self)
        self._filling: Filling | None = None
        self._question: Question | None = None
        self._wants_home = False

    def ask(self, question: Question) -> None:
        self._question = question

    def note(self, lines: Sequence[str]) -> None:
        notes = split_lines(Span(safe(line) + "\n", frozenset({"dim"})) for line in lines if line)
        painted = [paint(line, styled=self._look.styled) for line in notes if line]
        if painted:
            self._display.show(painted)

    async def run(self, events: asyncio.Queue[Event]) -> None:
        """Show what `events` brings and take lines until they end or the person leaves."""
        self._greet()
        async with asyncio.TaskGroup() as tasks:
            drawing = tasks.create_task(self._draw(events), name="playground-terminal")
            while self.leaves_for is None:
                self._display.prompt(self._prompt())
                line = await self._lines.next()
                self._display.entered()
                if line is None:
                    break
                await self._take(line.strip())
                await self._calm(events)
            drawing.cancel()

    async def _calm(self, events: asyncio.Queue[Event]) -> None:
        """Where nobody watches, let the app answer before the next line is taken."""
        if self._settle is None:
            return
        viewer = self.viewer
        with contextlib.suppress(PlaygroundError):  # it has stopped, which was shown
            patience = self._settle * _ANSWER_SETTLES
            await viewer.wait_for(lambda: viewer.has_answer or None, patience)
            await viewer.wait_for_quiet(self._settle, _PATIENCE)
        self._show_all(events)

    def _greet(self) -> None:
        workspace, names = self.viewer.book.workspace, self._names
        you, app = names.get(self.viewer.user), names.get(workspace["bot"]["user_id"])
        self.note(
            [f"{workspace['team']['name']} · you are {you}, writing to {app}. :help for more"]
        )
        here = [one for one in self.viewer.newest_first if one.channel == self._channel]
        for shown in reversed(here[:_HISTORY]):
            self._show_message(_as_event(shown))
        for view in self.viewer.modals[-1:]:
            self._show_view(view)

    @property
    def _names(self) -> Mapping[str, str]:
        return self._look.names

    def _prompt(self) -> str:
        if self._question is not None:
            return self._question.prompt
        if self._filling is not None:
            return self._filling.prompt(self._names)
        where = (
            "" if self._channel == self.viewer.book.dm else f" #{self._names.get(self._channel)}"
        )
        return f"{self._names.get(self.viewer.user)}{where} > "

    async def _draw(self, events: asyncio.Queue[Event]) -> None:
        while True:
            batch = self._show_all(events, await events.get())
            if any(event["event"] == "message_edited" for event in batch):
                await asyncio.sleep(REDRAW_PAUSE)

    def _show_all(self, events: asyncio.Queue[Event], *first: Event) -> list[Event]:
        batch = [*first]
        while not events.empty():
            batch.append(events.get_nowait())
        for event in newest_of_each(batch):
            self._show(event)
        self._display.prompt(self._prompt())
        return batch

    def _show(self, event: Event) -> None:
        kind = event["event"]
        if kind in {"message_posted", "message_edited", "ephemeral"}:
            typed_here = kind == "message_posted" and self._settle is None
            if not (typed_here and event.get("user") == self.viewer.user):
                self._show_message(event)
        elif kind in {"view_opened", "view_updated"}:
            self._show_view(event["view"])
        else:
            self._forget(event)
            if kind != "view_closed" or self._settle is not None:  # whoever watches sees it go
                self._display.show(event_lines(event, self._look))

    def _show_message(self, event: Event) -> None:
        key = (event["channel"], event["ts"])
        shown = Shown(event["channel"], event["message"])
        first = self._numbers.assign(key, self.viewer.controls(shown), shown.place)
        # Drawn over its older self a message needs no note that it was edited.
        drawn = {**event, "event": "message_posted"} if self._display.can_redraw(key) else event
        self._display.show(event_lines(drawn, self._look, first), key)

    def _show_view(self, view: Mapping[str, Any]) -> None:
        if view.get("type") == "home":
            self._show_home(view)
            return
        if self._filling is None or self._filling.view_id != view["id"]:
            self._filling = Filling(self, self._presser, view)
        else:
            self._filling.view = view
        self._display.show(self._filling.lines(self._look), ("view", view["id"]))

    def _show_home(self, view: Mapping[str, Any]) -> None:
        if not self._wants_home:
            return
        key = ("view", view["id"])
        found = self.viewer.controls(view)
        first = self._numbers.assign(key, found, {"view_id": str(view["id"])})
        self._display.show(render_view(view, self._look, first_number=first), key)

    def _forget(self, event: Event) -> None:
        if event["event"] == "message_deleted":
            self._numbers.forget((event["channel"], event["ts"]))
        if event["event"] == "view_closed":
            below = self.viewer.modals[-1:]
            self._filling = Filling(self, self._presser, below[0]) if below else None
            self._question = None

    async def _take(self, typed: str) -> None:
        try:
            command = _COMMAND.fullmatch(typed)
            if command is not None:
                await self._command(command["name"], command["rest"] or "")
            elif self._question is not None:
                question, self._question = self._question, None
                await question.answer(typed)
            elif self._filling is not None:
                if await self._filling.take(typed) and self._filling is not None:
                    self._display.show(self._filling.lines(self._look))
            elif typed:
                await self._say_or_press(typed)
        except (ChoiceError, PlaygroundError) as problem:
            self.note([str(problem)])
        except aiohttp.ClientError:
            self.note(["The playground can't be reached. :quit, then start it again."])

    async def _say_or_press(self, typed: str) -> None:
        numbered = self._numbers.get(int(typed)) if typed.isdecimal() else None
        if numbered is not None:
            await self._presser.press(numbered)
        elif typed.isdecimal() and self._numbers.gave(int(typed)):
            self.note([f"Button {typed} is no longer there."])
        else:
            await self.viewer.say(typed, self._channel)

    async def _command(self, name: str, rest: str) -> None:
        match name:
            case "help":
                self.note(_HELP)
            case "quit":
                self.leaves_for = ""
            case "as":
                self.leaves_for = self.viewer.book.person(rest)
            case "channel":
                self._channel = self.viewer.book.room(rest)
            case "home":
                await self._home()
            case _:
                self.note([f"There is no :{name}. :help lists what there is."])

    async def _home(self) -> None:
        self._wants_home = True
        view = await self.viewer.client.home(self.viewer.user)
        if view is None:
            self.note(["The app has not published a home tab."])
        else:
            self._show_home(view)


def newest_of_each(batch: Iterable[Event]) -> list[Event]:
    """Return the events in order; of several edits of a message only the last, in its place."""
    kept: list[Event] = []
    seen: set[tuple[str, str]] = set()
    for event in reversed(list(batch)):
        if event["event"] == "message_edited":
            key = (event["channel"], event["ts"])
            if key in seen:
                continue
            seen.add(key)
        kept.append(event)
    return kept[::-1]


def _as_event(shown: Shown) -> dict[str, Any]:
    return {
        "event": "message_posted",
        "channel": shown.channel,
        "ts": shown.ts,
        "thread_ts": shown.message.get("thread_ts"),
        "user": shown.message.get("user"),
        "message": shown.message,
    }
