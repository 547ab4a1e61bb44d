"""The switches of the builders' panel: faults, sockets and deliveries on demand."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from playground.api.endpoint import known_methods
from playground.calls import Call, Calls
from playground.control import put_in_force
from playground.deliveries import Kind
from playground.errors import CannotActError, DeliveryError
from playground.faults import EVERY_METHOD, ApiFault, FaultPlan
from playground.hub import Hub
from playground.page.builder_parts import SECRETS, fault_in_words, scale_name

# What the fields are called on the screen.
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "count": "How many",
        "retry_after": "Retry-After",
        "status": "Status",
        "delay_deliveries": "Seconds late",
        "limit_scale": "Rate limits",
    }
)
# What a switch does now, by its field of FaultPlan.
_SWITCHES: Mapping[str, Callable[[FaultPlan], str]] = MappingProxyType(
    {
        "duplicate_deliveries": lambda plan: (
            "Everything is delivered twice."
            if plan.duplicate_deliveries
            else "Everything is delivered once."
        ),
        "delay_deliveries": lambda plan: (
            f"Deliveries come {plan.delay_deliveries:g} s late."
            if plan.delay_deliveries
            else "Deliveries come at once."
        ),
        "limit_scale": lambda plan: f"Rate limits: {scale_name(plan.limit_scale)}.",
    }
)
_KINDS: Mapping[Kind, str] = MappingProxyType(
    {"events": "event", "slash_commands": "command", "interactive": "interaction"}
)


async def _fault(hub: Hub, **fields: Any) -> str:
    fault = _checked(ApiFault, fields)
    if fault.method not in (EVERY_METHOD, *known_methods()):
        raise CannotActError(
            f"There is no method {fault.method} here. Choose one of the list, or * for any."
        )
    _replace(hub, {"api": (*hub.faults.left, fault)})
    return fault_in_words(fault)


async def _lift_fault(hub: Hub, index: int) -> str:
    left = hub.faults.left
    if not 0 <= index < len(left):
        raise CannotActError("That fault is used up already.")
    _replace(hub, {"api": (*left[:index], *left[index + 1 :])})
    return f"No longer in force: {fault_in_words(left[index])}"


async def _switch(hub: Hub, **switches: Any) -> str:
    unknown = switches.keys() - _SWITCHES.keys()
    if unknown:
        raise CannotActError(f"There is no switch {', '.join(sorted(unknown))}.")
    _replace(hub, switches)
    return " ".join(_SWITCHES[name](hub.faults.plan) for name in switches)


async def _good_day(hub: Hub) -> str:
    put_in_force(hub, FaultPlan())
    return "Back to a good day."


async def _drop_sockets(hub: Hub) -> str:
    dropped = hub.sockets.open_connections
    hub.sockets.drop()
    return f"Dropped: {dropped}." if dropped else "The app has no connection to drop."


async def _refresh_sockets(hub: Hub) -> str:
    asked = hub.sockets.open_connections
    await hub.sockets.refresh()
    return f"Asked to reconnect: {asked}." if asked else "The app has no connection to refresh."


async def _repeat(hub: Hub, kind: Kind = "events") -> str:
    if not await hub.deliveries.repeat(kind):
        raise CannotActError(f"No {_KINDS[kind]} was delivered yet.")
    return f"The last {_KINDS[kind]} was delivered again."


async def _secret(hub: Hub, of: str) -> str:
    """One of the app's credentials, for the clipboard: what is on the screen stays masked."""
    if of not in SECRETS:
        raise CannotActError(f"The app has no {of}.")
    return str(getattr(hub.app, of))


async def _verify(hub: Hub) -> str:
    if not hub.app.request_url:
        raise CannotActError("This app has no request_url: it is connected by Socket Mode.")
    try:
        answered = await hub.webhooks.verify_url()
    except DeliveryError as failed:
        raise CannotActError(f"The request_url did not answer: {failed.reason}.") from failed
    if not answered:
        raise CannotActError("The request_url answered without the challenge.")
    return "Verified: the request_url answered with the challenge."


def _replace(hub: Hub, changes: Mapping[str, Any]) -> None:
    """Put the plan in force with these changes; counts go on from what is left of them."""
    plan = hub.faults.plan.model_dump() | {"api": hub.faults.left, "drop_sockets": False}
    put_in_force(hub, _checked(FaultPlan, {**plan, **changes}))


_M = TypeVar("_M", bound=BaseModel)


def _checked(model: type[_M], fields: Mapping[str, Any]) -> _M:
    try:
        return model.model_validate(fields)
    except ValidationError as wrong:
        raise CannotActError(_sentence(wrong)) from wrong


def _sentence(wrong: ValidationError) -> str:
    first = wrong.errors(include_url=False)[0]
    field = str(first["loc"][-1])
    why = first["msg"].replace("Input should", "it should")
    return f"{_FIELDS.get(field, field)}: {why}."


ACTS: Mapping[str, Call] = MappingProxyType(
    {
        "fault": _fault,
        "lift_fault": _lift_fault,
        "switch": _switch,
        "good_day": _good_day,
        "drop_sockets": _drop_sockets,
        "refresh_sockets": _refresh_sockets,
        "repeat": _repeat,
        "secret": _secret,
        "verify": _verify,
    }
)
"""Each returns the sentence to show, `secret` what to copy, or raises CannotActError with one."""


def routes(hub: Hub) -> list[web.RouteDef]:
    """The routes to serve."""
    return [web.post("/page/builder/{name}", Calls(hub, ACTS).answer)]
