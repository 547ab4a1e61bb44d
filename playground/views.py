"""Modals and Home tabs: each person's stack of open modals and published home."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from playground.elements import StateValues, placed_elements, state_values, with_ids
from playground.errors import ApiError
from playground.feed import Feed
from playground.ids import new_id
from playground.workspace import Workspace

View = dict[str, Any]
# Slack allows three modals on top of one another.
MAX_STACK = 3
# The reference of views.open says "250kb"; the smaller reading is used.
MAX_BYTES = 250_000
# Where an element keeps the conversation that it starts with, by its type.
_CONVERSATIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "conversations_select": ("initial_conversation", "selected_conversation"),
        "multi_conversations_select": ("initial_conversations", "selected_conversations"),
    }
)


@dataclass
class OpenView:
    """A view on somebody's screen and what they entered in it so far.

    `channel` is the one they had on the screen when it opened, and `window` the browser window they
    had acted in, each None if there was none. `is_submitting` while the app is asked about it.
    """

    user: str
    view: View
    entered: StateValues = field(default_factory=dict)
    channel: str | None = None
    window: str | None = None
    is_submitting: bool = False

    @property
    def id(self) -> str:
        """The view's id."""
        return str(self.view["id"])

    def shown(self) -> View:
        """The view as payloads carry it, with its current state."""
        return {**self.view, "state": {"values": state_values(self.view["blocks"], self.entered)}}

    def start_with_current_conversation(self) -> None:
        """Choose the channel on the screen where an element asks for it and has nothing yet.

        An explicit initial_conversation takes precedence.
        """
        if self.channel is None:
            return
        for placed in placed_elements(self.view["blocks"]):
            initial, selected = _CONVERSATIONS.get(str(placed.element["type"]), ("", ""))
            if placed.element.get("default_to_current_conversation") and not placed.element.get(
                initial
            ):
                chosen = [self.channel] if selected.endswith("s") else self.channel
                kept = self.entered.setdefault(placed.block_id, {})
                kept.setdefault(placed.action_id, {selected: chosen})


class Views:
    """All open views. They live in memory: a restart of the playground closes them."""

    def __init__(self, workspace: Workspace, feed: Feed, now: Callable[[], float]) -> None:
        self._workspace = workspace
        self._feed = feed
        self._now = now
        self._stacks: dict[str, list[OpenView]] = {}
        self._homes: dict[str, OpenView] = {}

    def stack(self, user: str) -> list[OpenView]:
        """The person's open modals, topmost last."""
        return list(self._stacks.get(user, ()))

    def home(self, user: str) -> OpenView | None:
        """The person's Home tab, if one was published."""
        return self._homes.get(user)

    def find(self, view_id: str) -> OpenView | None:
        """The open modal or home with that id."""
        return next((shown for shown in self._all() if shown.id == view_id), None)

    def by_external_id(self, external_id: str) -> OpenView | None:
        """The open modal or home with that external_id."""
        matches = (shown for shown in self._all() if shown.view["external_id"] == external_id)
        return next(matches, None)

    def open(
        self,
        user: str,
        definition: View,
        channel: str | None = None,
        window: str | None = None,
    ) -> View:
        """Open a modal as the root of a new stack; what was open is closed.

        `channel` and `window` are those of the person's act, as in OpenView. Raises ApiError duplicate_external_id or
        view_too_large, as everything does that takes a view.
        """
        self._check(definition, [shown.id for shown in self.stack(user)])
        self.clear(user)
        return self._show(user, definition, channel, window)

    def push(self, user: str, definition: View) -> View:
        """Open a modal on top. Raises ApiError push_limit_reached."""
        stack = self._stacks.get(user, ())
        if len(stack) >= MAX_STACK:
            raise ApiError("push_limit_reached")
        self._check(definition)
        channel, window = (stack[-1].channel, stack[-1].window) if stack else (None, None)
        return self._show(user, definition, channel, window)

    def update(self, shown: OpenView, definition: View, *, only_if: str | None = None) -> View:
        """Replace a view's content; what was entered in the same elements stays.

        Raises ApiError not_found when it is not open any more, and hash_conflict when `only_if` is
        given and not the view's current hash.
        """
        if self.find(shown.id) is not shown:
            raise ApiError("not_found")
        if only_if and only_if != shown.view["hash"]:
            raise ApiError("hash_conflict")
        self._check(definition, [shown.id])
        links = {key: shown.view[key] for key in ("id", "root_view_id", "previous_view_id")}
        shown.view = self._complete(definition, links)
        shown.start_with_current_conversation()
        self._feed.append("view_updated", user=shown.user, view=shown.shown())
        return shown.shown()

    def publish(self, user: str, definition: View, *, only_if: str | None = None) -> View:
        """Set a person's Home tab. Raises ApiError hash_conflict as update does."""
        home = self._homes.get(user)
        if home is not None:
            return self.update(home, definition, only_if=only_if)
        self._check(definition)
        view_id = new_id("V")
        links = {"id": view_id, "root_view_id": view_id, "previous_view_id": None}
        home = self._homes[user] = OpenView(user, self._complete(definition, links))
        self._feed.append("view_opened", user=user, view=home.shown())
        return home.shown()

    def close(self, shown: OpenView) -> list[OpenView]:
        """Close a modal and those above it; returns them, topmost first."""
        stack = self._stacks.get(shown.user, [])
        if shown not in stack:
            return []
        closed = stack[stack.index(shown) :][::-1]
        del stack[stack.index(shown) :]
        for view in closed:
            self._feed.append("view_closed", user=view.user, view=view.shown())
        return closed

    def clear(self, user: str) -> list[OpenView]:
        """Close all of a person's modals; returns them, topmost first."""
        stack = self._stacks.get(user)
        return self.close(stack[0]) if stack else []

    def _show(self, user: str, definition: View, channel: str | None, window: str | None) -> View:
        stack = self._stacks.setdefault(user, [])
        view_id = new_id("V")
        links = {
            "id": view_id,
            "root_view_id": stack[0].id if stack else view_id,
            "previous_view_id": stack[-1].id if stack else None,
        }
        view = self._complete(definition, links)
        shown = OpenView(user, view, channel=channel, window=window)
        shown.start_with_current_conversation()
        stack.append(shown)
        self._feed.append("view_opened", user=user, view=shown.shown())
        return shown.shown()

    def _check(self, definition: Mapping[str, Any], replaced: Sequence[str] = ()) -> None:
        """Refuse a view before anything on the screen changes for it.

        `replaced` are the ids of the views that it takes the place of.
        """
        if len(json.dumps(definition, ensure_ascii=False).encode()) > MAX_BYTES:
            raise ApiError("view_too_large")
        external_id = definition.get("external_id")
        owner = self.by_external_id(external_id) if external_id else None
        if owner is not None and owner.id not in replaced:
            raise ApiError("duplicate_external_id")

    def _complete(self, definition: Mapping[str, Any], links: Mapping[str, Any]) -> View:
        app, team = self._workspace.app, self._workspace.team
        return {
            "title": None,
            "submit": None,
            "close": None,
            "private_metadata": "",
            "callback_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            **definition,
            **links,
            "external_id": definition.get("external_id") or "",
            "blocks": with_ids(definition.get("blocks") or ()),
            "hash": f"{int(self._now())}.{secrets.token_hex(4)}",
            "team_id": team.id,
            "app_id": app.app_id,
            "app_installed_team_id": team.id,
            "bot_id": app.bot_id,
        }

    def _all(self) -> list[OpenView]:
        modals = [shown for stack in self._stacks.values() for shown in stack]
        return [*modals, *self._homes.values()]
