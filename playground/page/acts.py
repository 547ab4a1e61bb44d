"""What people do on the page: POST /page/act/NAME with JSON.

An act names its user freely: on this local page one may be anybody. What that person sees and may
do is checked as everywhere in playground.people.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from playground.calls import Call, Calls
from playground.choices import ChoiceError
from playground.controls import words
from playground.elements import Placed, StateValues, missing_inputs
from playground.errors import CannotActError
from playground.file_objects import file_object
from playground.hub import Hub
from playground.page.forms import Offer, entries, selection
from playground.page.window import directory_of
from playground.people import agents, clicks, entrances, modals, reacting, talk
from playground.people.clicks import ElementAt

FieldErrors = dict[str, str]


class Place(BaseModel):
    """Where an element stands: in an open view, else in a message."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None

    def element(self, block_id: str, action_id: str) -> ElementAt:
        """The address of an element at this place."""
        return ElementAt(action_id, block_id, self.channel, self.ts, self.view_id)


class Filled(BaseModel):
    """What a control of the page holds, as the browser has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    block_id: str
    action_id: str
    raw: tuple[str, ...] = ()


async def _press(
    hub: Hub,
    user: str,
    place: Place,
    block_id: str,
    action_id: str,
    raw: tuple[str, ...] = (),
    fields: tuple[Filled, ...] = (),
) -> dict[str, FieldErrors]:
    """Press or choose. `fields` are the place's other inputs: the app is told what is in them.

    What does not fit an input is returned as {"errors": {block_id: sentence}} and sent nowhere.
    """
    at = place.element(block_id, action_id)
    placed = clicks.element_at(hub, user, at)
    others = [one for one in fields if (one.block_id, one.action_id) != (block_id, action_id)]
    _remember(hub, user, place, others)
    try:
        chosen = selection(placed.element, raw, _offer(hub, user))
    except ChoiceError as problem:
        if placed.block.get("type") != "input":
            raise CannotActError(str(problem)) from problem
        return {"errors": {placed.block_id: str(problem)}}
    await clicks.press(hub, user, at, chosen)
    return {"errors": {}}


async def _enter(hub: Hub, user: str, place: Place, fields: tuple[Filled, ...]) -> None:
    """Remember what is entered, so that a reload or another window shows it too."""
    _remember(hub, user, place, fields)


async def _options(
    hub: Hub, user: str, place: Place, block_id: str, action_id: str, query: str
) -> list[dict[str, Any]]:
    """What a search offers: the option's words, the option itself, and its group's name."""
    answer = await clicks.suggestions(hub, user, place.element(block_id, action_id), query)
    groups = [answer, *answer.get("option_groups", ())]
    return [
        {"group": words(group.get("label")), "text": words(option.get("text")), "option": option}
        for group in groups
        for option in group.get("options") or ()
    ]


async def _submit(
    hub: Hub, user: str, view_id: str, fields: tuple[Filled, ...] = ()
) -> dict[str, FieldErrors]:
    """Submit a modal with what its controls hold; what is wrong comes back by block_id."""
    errors = _remember(hub, user, Place(view_id=view_id), fields)
    if not errors:
        return {"errors": await modals.submit(hub, user, view_id, {})}
    (view,) = (one for one in await modals.views(hub, user) if one["id"] == view_id)
    missing = missing_inputs(view["blocks"], view["state"]["values"])
    return {"errors": {**missing, **errors}}


async def _home(hub: Hub, user: str) -> None:
    """Open the Home tab; what the app publishes comes over the feed."""
    await entrances.home(hub, user)


async def _read(hub: Hub, user: str, channel: str, ts: str) -> None:
    """Have read a room up to that message."""
    hub.reads.mark(user, hub.room_of(hub.actor(user), channel), ts)


ACTS: Mapping[str, Call] = MappingProxyType(
    {
        "say": talk.say,
        "press": _press,
        "enter": _enter,
        "options": _options,
        "submit": _submit,
        "close": modals.close,
        "home": _home,
        "open_messages": agents.open_messages,
        "shortcut": entrances.shortcut,
        "read": _read,
        "react": reacting.react,
        "stop": agents.stop_agent,
    }
)


def routes(hub: Hub) -> list[web.RouteDef]:
    """The routes to serve."""
    return [web.post("/page/act/{name}", Calls(hub, ACTS).answer)]


def _remember(hub: Hub, user: str, place: Place, fields: Iterable[Filled]) -> FieldErrors:
    """Keep what fits its element; returns what is wrong with the rest."""
    found = list(_placed(hub, user, place, fields))
    values, errors = entries(found, _offer(hub, user))
    for at, chosen in _addressed(place, values):
        clicks.enter(hub, user, at, chosen)
    return errors


def _placed(
    hub: Hub, user: str, place: Place, fields: Iterable[Filled]
) -> Iterable[tuple[Placed, tuple[str, ...]]]:
    for one in fields:
        try:
            at = place.element(one.block_id, one.action_id)
            yield clicks.element_at(hub, user, at), one.raw
        except CannotActError:
            continue  # the app took the element away a moment ago: there is nothing to fill in


def _addressed(place: Place, values: StateValues) -> Iterable[tuple[ElementAt, dict[str, Any]]]:
    for block_id, by_action in values.items():
        for action_id, chosen in by_action.items():
            yield place.element(block_id, action_id), chosen


def _offer(hub: Hub, user: str) -> Offer:
    own = {file.id: file_object(hub, file) for file in hub.files.all() if file.user == user}
    return Offer(directory_of(hub, hub.actor(user)), own)
