"""What the builders' panel says about limits, faults and the app, as its templates take it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from playground.conversations import Room
from playground.faults import EVERY_METHOD, ApiFault
from playground.hub import Hub
from playground.page.redaction import ending

_ACKS = 100
_P50, _P95 = 0.50, 0.95
_MINUTE = 60

# What the switch of the rate limits offers, by FaultPlan.limit_scale.
LIMIT_SCALES: Mapping[float | None, str] = MappingProxyType(
    {
        None: "As started",
        0.0: "Off",
        0.1: "A tenth of Slack's",
        0.5: "Half of Slack's",
        1.0: "Slack's own",
        2.0: "Twice Slack's",
        10.0: "Ten times Slack's",
    }
)

SECRETS: Mapping[str, str] = MappingProxyType(
    {
        "bot_token": "Bot token",
        "app_token": "App token",
        "signing_secret": "Signing secret",
        "client_secret": "Client secret",
    }
)
"""The app's credentials by their field of InstalledApp. They open this playground and nothing else."""


@dataclass(frozen=True)
class Gauge:
    """One budget: `used` of `allowed` calls, said in figures and in words."""

    id: str
    method: str
    place: str
    used: int
    allowed: int
    words: str

    @property
    def low(self) -> bool:
        """Whether at most a fifth is left."""
        return self.allowed - self.used <= self.allowed / 5


def limits(hub: Hub) -> dict[str, Any]:
    """The budgets of the methods called so far, and what was called without one."""
    names = places(hub)
    return {
        "lifted": hub.limits.lifted,
        "gauges": [
            Gauge(
                f"gauge-{one.method}-{one.channel}".replace(".", "-"),
                one.method,
                names.get(one.channel, one.channel),
                one.used,
                one.allowed,
                _in_words(one.used, one.allowed, one.seconds, one.free_in),
            )
            for one in hub.limits.usage()
        ],
    }


def force(hub: Hub) -> dict[str, Any]:
    """The faults in force and how much is left of each."""
    plan = hub.faults.plan
    scale = "" if plan.limit_scale is None else scale_name(plan.limit_scale)
    return {
        "faults": [
            {"text": fault_in_words(fault), "left": fault.count} for fault in hub.faults.left
        ],
        "twice": plan.duplicate_deliveries,
        "delay": plan.delay_deliveries,
        "scale": scale,
    }


def switches(hub: Hub) -> dict[str, Any]:
    """How the switches stand."""
    plan = hub.faults.plan
    scales = dict(LIMIT_SCALES)
    scales.setdefault(plan.limit_scale, scale_name(plan.limit_scale))
    return {"plan": plan, "scales": scales, "socket": hub.app.delivery == "socket"}


def app(hub: Hub) -> dict[str, Any]:
    """What is installed, how it is connected and how quickly it acknowledges."""
    installed, team = hub.app, hub.workspace.team
    return {
        "app": installed,
        "connections": hub.sockets.open_connections,
        "ids": {
            "App": installed.app_id,
            "Bot": installed.bot_id,
            "Bot user": installed.bot_user_id,
            "Workspace": team.id,
            "Client": installed.client_id,
        },
        "secrets": {
            name: (label, ending(getattr(installed, name))) for name, label in SECRETS.items()
        },
        "acks": ack_times(
            [entry["ms"] for entry in hub.feed.since(0) if entry["event"] == "ack" and entry["ms"]]
        ),
    }


Part = Callable[[Hub], dict[str, Any]]
PARTS: Mapping[str, Part] = MappingProxyType(
    {"limits": limits, "force": force, "switches": switches, "app": app}
)
"""The parts that the panel asks for anew while they are on the screen, by template name."""


@dataclass(frozen=True)
class AckTimes:
    """Milliseconds in which half and 95 % of the last `count` deliveries were acknowledged."""

    count: int
    p50: float
    p95: float


def ack_times(milliseconds: Sequence[float]) -> AckTimes | None:
    """The figures of the last hundred; None when there is none yet."""
    last = sorted(milliseconds[-_ACKS:])
    if not last:
        return None
    return AckTimes(len(last), _rank(last, _P50), _rank(last, _P95))


def places(hub: Hub) -> dict[str, str]:
    """What channels, direct messages and people are called, by id."""
    people = {person.id: person.real_name for person in hub.workspace.users}
    rooms = {room.id: _place(room, people) for room in hub.conversations.rooms()}
    return people | rooms


def scale_name(scale: float | None) -> str:
    """What the switch says for that scale."""
    return LIMIT_SCALES.get(scale) or f"{scale:g} times Slack's"


def _place(room: Room, people: Mapping[str, str]) -> str:
    if not room.is_im:
        return f"#{room.name}"
    return "direct message, " + ", ".join(people[one] for one in room.members if one in people)


def _in_words(used: int, allowed: int, seconds: float, free_in: int) -> str:
    span = "minute" if seconds == _MINUTE else f"{seconds:g} s"
    said = f"{used} of {allowed} in the last {span}"
    if not used:
        return said
    # With a budget that is used up one waits; otherwise it is only good to know.
    when = "free again" if used >= allowed else "the oldest drops out"
    return f"{said}, {when} in {free_in} s"


def fault_in_words(fault: ApiFault) -> str:
    """Which calls it befalls and how, as a sentence."""
    method = "any method" if fault.method == EVERY_METHOD else fault.method
    calls = "call" if fault.count == 1 else f"{fault.count} calls"
    after = "; the call takes effect first" if fault.after_effect else ""
    return f"The next {calls} of {method}: {_BEFALLS[fault.kind](fault)}{after}."


_BEFALLS: Mapping[str, Callable[[ApiFault], str]] = MappingProxyType(
    {
        "rate_limited": lambda fault: f"429, Retry-After {fault.retry_after} s",
        "server_error": lambda fault: f"HTTP {fault.status}",
        "hang": lambda _: "no answer",
        "drop": lambda _: "the connection is cut",
    }
)


def _rank(ordered: Sequence[float], share: float) -> float:
    return ordered[math.ceil(share * len(ordered)) - 1]
