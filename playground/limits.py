"""Slack's rate limits: which method may be called how often, and the count of what was called."""

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Limit:
    """At most `calls` in any `seconds`; counted for each channel by itself if `per_channel`."""

    calls: int
    seconds: float = 60.0
    per_channel: bool = False


# Slack's documentation names tiers by the calls a minute they allow at least: tier 2 is 20, tier 3
# is 50, tier 4 is 100. How much burst Slack grants on top is not documented; none is granted here.
_TIER_2 = Limit(20)
_TIER_3 = Limit(50)
_TIER_4 = Limit(100)

# chat.postMessage is documented as one a second a channel, with short bursts tolerated: five calls
# in any five seconds keep that rate and allow a burst of five.
METHOD_LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        "chat.postMessage": Limit(5, seconds=5.0, per_channel=True),
        "chat.update": _TIER_3,
        "chat.delete": _TIER_3,
        "chat.postEphemeral": _TIER_4,
        "conversations.open": _TIER_3,
        "conversations.info": _TIER_3,
        "conversations.list": _TIER_2,
        "conversations.join": _TIER_3,
        "conversations.leave": _TIER_3,
        "conversations.invite": _TIER_3,
        "conversations.kick": _TIER_3,
        "conversations.mark": _TIER_4,
        "users.conversations": _TIER_3,
        "team.info": _TIER_3,
        "bots.info": _TIER_3,
        "emoji.list": _TIER_2,
        "dnd.info": _TIER_3,
        "dnd.teamInfo": _TIER_2,
        "conversations.history": _TIER_3,
        "conversations.replies": _TIER_3,
        "conversations.members": _TIER_4,
        "users.info": _TIER_4,
        "users.list": _TIER_2,
        "users.lookupByEmail": _TIER_3,
        "users.getPresence": _TIER_3,
        "users.profile.get": _TIER_4,
        "usergroups.list": _TIER_2,
        "usergroups.users.list": _TIER_2,
        "agents.sessions.setStatus": _TIER_3,
        "agents.sessions.rename": _TIER_3,
        "assistant.threads.setSuggestedPrompts": _TIER_4,
        "assistant.threads.setTitle": _TIER_4,
        "auth.revoke": _TIER_3,
        "auth.teams.list": _TIER_2,
        "oauth.v2.access": _TIER_4,
        "oauth.v2.exchange": _TIER_3,
        "chat.scheduleMessage": _TIER_3,
        "chat.scheduledMessages.list": _TIER_3,
        "chat.deleteScheduledMessage": _TIER_3,
        "chat.startStream": _TIER_2,
        "chat.appendStream": _TIER_4,
        "chat.stopStream": _TIER_2,
        "chat.meMessage": _TIER_3,
        "chat.unfurl": _TIER_3,
        "files.getUploadURLExternal": _TIER_4,
        "files.completeUploadExternal": _TIER_4,
        "files.info": _TIER_4,
        "files.list": _TIER_3,
        "files.delete": _TIER_3,
        "files.sharedPublicURL": _TIER_3,
        "reactions.add": _TIER_3,
        "reactions.remove": _TIER_2,
        "reactions.get": _TIER_3,
        "reactions.list": _TIER_2,
        "views.open": _TIER_4,
        "views.push": _TIER_4,
        "views.update": _TIER_4,
        "views.publish": _TIER_4,
    }
)
# Not limited here: auth.test and chat.getPermalink (hundreds a minute on Slack),
# assistant.threads.setStatus (a special limit without a figure), and apps.connections.open and
# apps.uninstall (tier 1), because a tool for development is restarted often.


@dataclass(frozen=True)
class Usage:
    """How much of a budget is used: `used` of `allowed` calls in the last `seconds`.

    `channel` is "" unless each channel has its own; the next call comes free in `free_in` seconds.
    """

    method: str
    channel: str
    used: int
    allowed: int
    seconds: float
    free_in: int


class RateLimits:
    """Counts calls in sliding windows, by the injected clock (in seconds)."""

    def __init__(self, now: Callable[[], float], scale: float | None) -> None:
        self._now = now
        self._usual = self._scale = scale
        self._calls: dict[tuple[str, str], deque[float]] = {}

    def rescale(self, scale: float | None) -> None:
        """Multiply every limit by `scale` from now on; 0 lifts them all, None is as at first."""
        self._scale = self._usual if scale is None else scale

    @property
    def lifted(self) -> bool:
        """Whether nothing is limited now."""
        return not self._scale

    def usage(self) -> list[Usage]:
        """The budgets of all methods called so far, by method and channel; [] while lifted."""
        if self.lifted:
            return []
        return [self._usage(method, channel) for method, channel in sorted(self._calls)]

    def _usage(self, method: str, channel: str) -> Usage:
        limit, now = METHOD_LIMITS[method], self._now()
        held = [at for at in self._calls[method, channel] if at > now - limit.seconds]
        free_in = math.ceil(held[0] + limit.seconds - now) if held else 0
        return Usage(method, channel, len(held), self._allowed(limit), limit.seconds, free_in)

    def _allowed(self, limit: Limit) -> int:
        return max(1, int(limit.calls * (self._scale or 0)))

    def take(self, method: str, channel: str) -> int | None:
        """Count a call. None when it may pass, else the whole seconds to wait before the next try.

        A refused call does not count.
        """
        limit = METHOD_LIMITS.get(method)
        if limit is None or not self._scale:
            return None
        now = self._now()
        calls = self._calls.setdefault((method, channel if limit.per_channel else ""), deque())
        while calls and calls[0] <= now - limit.seconds:
            calls.popleft()
        if len(calls) >= self._allowed(limit):
            return max(1, math.ceil(calls[0] + limit.seconds - now))
        calls.append(now)
        return None
