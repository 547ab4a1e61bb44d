"""Modals as a person meets them: seeing, submitting and closing them."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from playground.bot_posts import checked_view
from playground.deliveries import Payload
from playground.elements import StateValues, find_element, missing_inputs, placed_elements
from playground.errors import ApiError, CannotActError, DeliveryError
from playground.hub import Hub
from playground.payloads import interaction
from playground.people.asking import NotAnsweredError, ask, show_failure
from playground.views import OpenView, View
from playground.workspace import Person

FieldErrors = dict[str, str]


async def views(hub: Hub, user: str) -> list[dict[str, Any]]:
    """The person's open modals, topmost last, each with what was entered so far."""
    return [shown.shown() for shown in hub.views.stack(user)]


async def submit(hub: Hub, user: str, view_id: str, values: StateValues) -> FieldErrors:
    """Fill in and submit; returns the field errors by block_id, {} when it was accepted.

    Required inputs left empty are refused here, before the app hears of it, as Slack does. What the
    app answers to a modal that was closed meanwhile is not shown.
    Raises CannotActError when the app does not answer: the modal stays open.
    """
    person = hub.actor(user)
    shown = _open_view(hub, user, view_id)
    if shown is not hub.views.stack(user)[-1]:
        raise CannotActError("Another modal lies on top of this one.")
    if shown.is_submitting:
        raise CannotActError("This modal is being sent already. Wait for the app's answer.")
    _fill_in(shown, values)
    view = shown.shown()
    missing = missing_inputs(view["blocks"], view["state"]["values"])
    if missing:
        return missing
    _hand_over_files(hub, user, view["state"]["values"])
    answer = await _asked(hub, person, shown, view)
    return _apply(hub, shown, answer) if shown in hub.views.stack(user) else _too_late(hub, answer)


async def close(hub: Hub, user: str, view_id: str) -> None:
    """Close a modal and those above it; with clear_on_close, the whole stack.

    The app is told of every modal that asked for it (notify_on_close).
    """
    person = hub.actor(user)
    shown = _open_view(hub, user, view_id)
    cleared = bool(shown.view["clear_on_close"])
    closed = hub.views.clear(user) if cleared else hub.views.close(shown)
    for gone in closed:
        if not gone.view["notify_on_close"]:
            continue
        payload = interaction(hub, person, "view_closed")
        del payload["trigger_id"]
        with suppress(DeliveryError):  # Slack shows nothing when this goes unanswered
            await hub.deliveries.ask(
                "interactive", {**payload, "view": gone.shown(), "is_cleared": cleared}
            )


def _open_view(hub: Hub, user: str, view_id: str) -> OpenView:
    shown = hub.views.find(view_id)
    if shown is None or shown not in hub.views.stack(user):
        raise CannotActError(f"{user} has no open modal {view_id}.")
    return shown


async def _asked(hub: Hub, person: Person, shown: OpenView, view: View) -> Payload:
    """What the app answers to the submission. Raises CannotActError when it does not."""
    payload = interaction(hub, person, "view_submission", in_modal=True)
    urls = _response_urls(hub, person, view)
    shown.is_submitting = True
    try:
        return await ask(hub, person.id, None, {**payload, "view": view, "response_urls": urls})
    except NotAnsweredError as failed:
        raise CannotActError("The app did not answer in time; the modal stays open.") from failed
    finally:
        shown.is_submitting = False


def _too_late(hub: Hub, answer: Payload) -> FieldErrors:
    """Tell builders of an answer that nobody sees any more."""
    if answer:
        sentence = "The modal was closed before the app answered, so the answer was not shown."
        hub.feed.append("refused", method="view_submission", error="not_found", messages=[sentence])
    return {}


def _fill_in(shown: OpenView, values: StateValues) -> None:
    for block_id, by_action in values.items():
        for action_id, state in by_action.items():
            if find_element(shown.view["blocks"], action_id, block_id) is None:
                raise CannotActError(f"The modal has no field {action_id} in the block {block_id}.")
            shown.entered.setdefault(block_id, {})[action_id] = state


def _hand_over_files(hub: Hub, user: str, values: StateValues) -> None:
    entries = (entry for by_action in values.values() for entry in by_action.values())
    for given in (file for entry in entries for file in entry.get("files") or ()):
        file = hub.files.find(str(given.get("id")))
        if file is not None and file.user == user:
            hub.files.hand_over(file.id)


def _response_urls(hub: Hub, person: Person, view: View) -> list[dict[str, str]]:
    """An address for every input that asked for one and names a room the person is in."""
    urls = []
    for placed in placed_elements(view["blocks"]):
        if placed.block.get("type") != "input" or not placed.element.get("response_url_enabled"):
            continue
        state = view["state"]["values"].get(placed.block_id, {}).get(placed.action_id, {})
        chosen = state.get("selected_conversation") or state.get("selected_channel")
        room = hub.conversations.room(chosen or "")
        if room is not None and person.id in room.members:
            urls.append(
                {
                    "block_id": placed.block_id,
                    "action_id": placed.action_id,
                    "channel_id": room.id,
                    "response_url": hub.response_urls.mint(room.id, person.id),
                }
            )
    return urls


def _apply(hub: Hub, shown: OpenView, answer: Payload) -> FieldErrors:
    action = str(answer.get("response_action", "close"))
    try:
        return _ACTIONS.get(action, _unknown)(hub, shown, answer)
    except ApiError as refused:
        messages = list(refused.messages)
        hub.feed.append("refused", method="view_submission", error=refused.error, messages=messages)
        sentence = "The app's answer could not be shown; the modal stays open."
        show_failure(hub, shown.user, None, sentence)
        raise CannotActError(f"{sentence} {' '.join(messages)}".strip()) from refused


def _close(hub: Hub, shown: OpenView, _answer: Payload) -> FieldErrors:
    hub.views.close(shown)
    return {}


def _clear(hub: Hub, shown: OpenView, _answer: Payload) -> FieldErrors:
    hub.views.clear(shown.user)
    return {}


def _update(hub: Hub, shown: OpenView, answer: Payload) -> FieldErrors:
    hub.views.update(shown, checked_view(answer.get("view"), "modal"))
    return {}


def _push(hub: Hub, shown: OpenView, answer: Payload) -> FieldErrors:
    hub.views.push(shown.user, checked_view(answer.get("view"), "modal"))
    return {}


def _errors(_hub: Hub, shown: OpenView, answer: Payload) -> FieldErrors:
    errors = {str(block_id): str(text) for block_id, text in (answer.get("errors") or {}).items()}
    inputs = {
        block.get("block_id") for block in shown.view["blocks"] if block.get("type") == "input"
    }
    unknown = [block_id for block_id in errors if block_id not in inputs]
    if unknown or not errors:
        raise ApiError("invalid_arguments", [f"errors name no input block: {unknown}"])
    return errors


def _unknown(_hub: Hub, _shown: OpenView, answer: Payload) -> FieldErrors:
    raise ApiError("invalid_arguments", [f"{answer['response_action']} is not a response_action"])


_ACTIONS: Mapping[str, Callable[[Hub, OpenView, Payload], FieldErrors]] = MappingProxyType(
    {"close": _close, "clear": _clear, "update": _update, "push": _push, "errors": _errors}
)
