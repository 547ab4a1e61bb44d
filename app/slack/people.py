"""Who wrote or pressed: the requester behind a Slack user, and who is refused."""

from collections.abc import Mapping
from typing import Any

from app.domain.errors import NotYours
from app.domain.identity import Person, Requester
from app.domain.ports import Clock
from app.domain.words import access as words
from app.slack.gateway import SlackGateway

REMEMBERED = 60.0
"""Seconds a person's profile is kept: users.info has a budget, and people press often."""


class People:
    """Looks people up in Slack, and refuses those who may not work here."""

    def __init__(self, gateway: SlackGateway, clock: Clock) -> None:
        self._gateway = gateway
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[float, Requester]] = {}

    async def requester(self, person: Person) -> Requester:
        """The requester. Raises NotYours for guests, strangers, bots and deactivated people."""
        key = (person.tenant.key, person.user_id)
        now = self._clock.monotonic()
        kept = self._known.get(key)
        if kept and kept[0] > now:
            return kept[1]
        user = await self._gateway.person(person.user_id)
        _refuse_outsiders(user, person)
        requester = _requester(user, person)
        self._forget_old(now)
        self._known[key] = (now + REMEMBERED, requester)
        return requester

    def _forget_old(self, now: float) -> None:
        self._known = {key: kept for key, kept in self._known.items() if kept[0] > now}


def _refuse_outsiders(user: Mapping[str, Any], person: Person) -> None:
    for mark in ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted"):
        if user.get(mark):
            raise NotYours(words.members_only())
    team = user.get("team_id")
    if team and team != person.tenant.team_id and not person.tenant.enterprise_id:
        raise NotYours(words.members_only())


def _requester(user: Mapping[str, Any], person: Person) -> Requester:
    profile: Mapping[str, Any] = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or user.get("name") or ""
    return Requester(
        person=person,
        name=str(name),
        email=profile.get("email") or None,
        zone=user.get("tz") or "UTC",
        locale=(user.get("locale") or "en").partition("-")[0],
    )
