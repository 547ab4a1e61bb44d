"""Pressing buttons and choosing: in messages, in modals and on the Home tab."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playground.conversations import Post, Room
from playground.deliveries import Payload
from playground.elements import (
    STATEFUL,
    Placed,
    StateValues,
    find_element,
    offered_options,
    state_values,
)
from playground.errors import CannotActError
from playground.hub import Hub
from playground.payloads import interaction, on_message, on_view
from playground.people.asking import NotAnsweredError, ask
from playground.views import OpenView
from playground.workspace import Person

_COPIED = ("type", "action_id", "text", "value", "style", "placeholder")


@dataclass(frozen=True)
class ElementAt:
    """Names an element: in an open view (`view_id`), else in a message.

    Without `channel` it is in the direct messages with the bot; without `ts` in the newest message
    there that has such an element.
    """

    action_id: str
    block_id: str | None = None
    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None


@dataclass(frozen=True)
class _OnMessage:
    """An element of a message. What a person chose there is theirs alone."""

    room: Room
    post: Post
    placed: Placed
    entered: StateValues

    @property
    def channel(self) -> str:
        return self.room.id

    def keep(self, hub: Hub, person: Person) -> None:
        hub.selections[person.id, self.room.id, self.post.ts] = self.entered

    def payload(self, hub: Hub, person: Person, kind: str) -> Payload:
        base = interaction(hub, person, kind, channel=self.room.id)
        base |= on_message(hub, person, self.room, self.post)
        base["container"] |= _in_attachment(self.post, self.placed)
        return base | {"state": {"values": state_values(_blocks(self.post), self.entered)}}


@dataclass(frozen=True)
class _OnView:
    """An element of an open view."""

    shown: OpenView
    placed: Placed
    channel: None = None

    @property
    def entered(self) -> StateValues:
        return self.shown.entered

    def keep(self, hub: Hub, person: Person) -> None:
        """An open view keeps what is entered in it by itself."""

    def payload(self, hub: Hub, person: Person, kind: str) -> Payload:
        in_modal = self.shown.view["type"] == "modal"
        return interaction(hub, person, kind, in_modal=in_modal) | on_view(self.shown.shown())


async def press(
    hub: Hub, user: str, at: ElementAt, selection: dict[str, Any] | None = None
) -> None:
    """Press or choose; returns once the app acknowledged or was given up.

    In an input block that does not dispatch actions, the choice is only remembered, as in Slack.
    """
    person = hub.actor(user)
    where = _find(hub, person, at)
    placed = where.placed
    chosen = _enter(hub, person, where, selection or {})
    if placed.block.get("type") == "input" and not placed.block.get("dispatch_action"):
        return
    payload = where.payload(hub, person, "block_actions")
    payload["actions"] = [_action(hub, placed, chosen)]
    with suppress(NotAnsweredError):  # the person was shown the failure
        await ask(hub, person.id, where.channel, payload)


def element_at(hub: Hub, user: str, at: ElementAt) -> Placed:
    """The element as it stands there now. Raises CannotActError when the person sees none."""
    return _find(hub, hub.actor(user), at).placed


def enter(hub: Hub, user: str, at: ElementAt, selection: dict[str, Any]) -> None:
    """Remember what a person entered; the app hears of it with their next press or submission."""
    person = hub.actor(user)
    _enter(hub, person, _find(hub, person, at), selection)


async def options(hub: Hub, user: str, at: ElementAt, query: str) -> list[dict[str, Any]]:
    """What an external select offers for what was typed; [] when the app does not answer."""
    answer = await suggestions(hub, user, at, query)
    groups = [answer, *answer.get("option_groups", ())]
    return [option for group in groups for option in group.get("options", ())]


async def suggestions(hub: Hub, user: str, at: ElementAt, query: str) -> Payload:
    """The app's answer to what was typed: `options` or `option_groups`; {} when there is none."""
    person = hub.actor(user)
    where = _find(hub, person, at)
    payload = where.payload(hub, person, "block_suggestion")
    for unused in ("trigger_id", "response_url", "state"):
        payload.pop(unused, None)
    payload |= {"action_id": at.action_id, "block_id": where.placed.block_id, "value": query}
    try:
        return await ask(hub, person.id, where.channel, payload)
    except NotAnsweredError:
        return {}


async def forge(hub: Hub, user: str, payload: dict[str, Any]) -> None:
    """Deliver any interactive payload in that person's name; ids in it may be made up."""
    person = hub.person(user)
    if person is None:
        raise CannotActError(f"There is nobody with the id {user} in this workspace.")
    honest = interaction(hub, person, "block_actions")
    forged = {**honest, **payload, "user": honest["user"]}
    with suppress(NotAnsweredError):
        await ask(hub, person.id, None, forged)


def _find(hub: Hub, person: Person, at: ElementAt) -> _OnMessage | _OnView:
    found = _in_view(hub, person, at) if at.view_id else _in_room(hub, person, at)
    if found is None:
        within = f" in the block {at.block_id}" if at.block_id else ""
        raise CannotActError(f"{person.real_name} sees no element {at.action_id}{within} there.")
    return found


def _in_view(hub: Hub, person: Person, at: ElementAt) -> _OnView | None:
    shown = hub.views.find(at.view_id or "")
    if shown is None or shown.user != person.id:
        raise CannotActError(f"{person.real_name} has no open view {at.view_id}.")
    placed = find_element(shown.view["blocks"], at.action_id, at.block_id)
    return _OnView(shown, placed) if placed else None


def _in_room(hub: Hub, person: Person, at: ElementAt) -> _OnMessage | None:
    room = hub.room_of(person, at.channel)
    for post in reversed(hub.conversations.posts(room.id, person.id)):
        if at.ts not in (None, post.ts):
            continue
        placed = find_element(_blocks(post), at.action_id, at.block_id)
        if placed is not None:
            key = (person.id, room.id, post.ts)
            return _OnMessage(room, post, placed, hub.selections.get(key, {}))
    return None


def _enter(
    hub: Hub, person: Person, where: _OnMessage | _OnView, selection: dict[str, Any]
) -> dict[str, Any]:
    placed = where.placed
    chosen = _chosen(placed.element, selection)
    if placed.element["type"] in STATEFUL:
        where.entered.setdefault(placed.block_id, {})[placed.action_id] = chosen
        where.keep(hub, person)
    return chosen


def _chosen(element: Mapping[str, Any], selection: dict[str, Any]) -> dict[str, Any]:
    """The selection with options completed from the element. Raises CannotActError if not offered."""
    stateful = STATEFUL.get(str(element["type"]))
    if stateful is not None and stateful.key not in selection:
        raise CannotActError(f"Say what to choose: the selection needs {stateful.key}.")
    offered = offered_options(element)
    if offered is None:
        return selection
    completed = dict(selection)
    if "selected_option" in selection and selection["selected_option"] is not None:
        completed["selected_option"] = _offered(offered, selection["selected_option"])
    if "selected_options" in selection:
        completed["selected_options"] = [
            _offered(offered, option) for option in selection["selected_options"]
        ]
    return completed


def _offered(offered: Mapping[str, dict[str, Any]], option: Mapping[str, Any]) -> dict[str, Any]:
    value = str(option.get("value"))
    if value not in offered:
        raise CannotActError(f"{value} is not among the options: {', '.join(offered)}.")
    return offered[value]


def _action(hub: Hub, placed: Placed, chosen: Mapping[str, Any]) -> dict[str, Any]:
    copied = {key: placed.element[key] for key in _COPIED if key in placed.element}
    return {**copied, "block_id": placed.block_id, **chosen, "action_ts": f"{hub.now():.6f}"}


def _blocks(post: Post) -> list[dict[str, Any]]:
    """The blocks of the message and, after them, of its attachments."""
    blocks = list(post.message.get("blocks") or ())
    for attachment in post.message.get("attachments") or ():
        blocks += attachment.get("blocks") or ()
    return blocks


def _in_attachment(post: Post, placed: Placed) -> dict[str, Any]:
    """What the container tells when the element stands in an attachment."""
    for attachment in post.message.get("attachments") or ():
        if any(block is placed.block for block in attachment.get("blocks") or ()):
            return {
                "type": "message_attachment",
                "attachment_id": attachment["id"],
                "is_app_unfurl": bool(attachment.get("is_app_unfurl")),
            }
    return {}
