"""Who wrote or pressed: the requester behind a Slack user, and who is refused."""

import html
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from app.domain import mentions
from app.domain.errors import NotYours
from app.domain.identity import Person, Requester
from app.domain.ports import Clock
from app.domain.words import access as words
from app.slack.gateway import SlackGateway, reason

UNKNOWN = frozenset({"user_not_found", "user_not_visible"})
"""What Slack answers about people who are none of this workspace's."""


class People:
    """Looks people up in Slack, and refuses those who may not work here.

    `known` is how many seconds a profile is kept.
    """

    def __init__(self, gateway: SlackGateway, clock: Clock, known: float) -> None:
        self._gateway = gateway
        self._clock = clock
        self._keep = known
        self._known: dict[tuple[str, str], tuple[float, Requester]] = {}

    async def requester(self, person: Person) -> Requester:
        """The requester. Raises NotYours for guests, strangers, bots and deactivated people."""
        key = (person.tenant.key, person.user_id)
        now = self._clock.monotonic()
        kept = self._known.get(key)
        if kept and kept[0] > now:
            return kept[1]
        user = await self._profile(person.user_id)
        _refuse_outsiders(user, person)
        requester = _requester(user, person)
        self._forget_old(now)
        self._known[key] = (now + self._keep, requester)
        return requester

    async def mention(self, user_id: str) -> str:
        """A person who was mentioned, by name and address; by their id where Slack knows nobody."""
        try:
            user = await self._profile(user_id)
        except NotYours:
            return mentions.person(user_id, user_id)
        profile = user.get("profile") or {}
        name = html.unescape(str(profile.get("real_name") or user_id))
        return mentions.person(user_id, name, str(profile.get("email") or ""))

    async def _profile(self, user_id: str) -> Mapping[str, Any]:
        try:
            return await self._gateway.person(user_id)
        except SlackApiError as error:
            if reason(error) in UNKNOWN:
                raise NotYours(words.members_only()) from error
            raise

    def _forget_old(self, now: float) -> None:
        self._known = {key: kept for key, kept in self._known.items() if kept[0] > now}


def _refuse_outsiders(user: Mapping[str, Any], person: Person) -> None:
    for mark in ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted"):
        if user.get(mark):
            raise NotYours(words.members_only())
    if not _belongs(user, person):
        raise NotYours(words.members_only())


def _belongs(user: Mapping[str, Any], person: Person) -> bool:
    """Of this workspace, or, on Enterprise Grid, of the same organisation.

    In a channel shared with another organisation nothing else tells its people apart.
    """
    enterprise_id = person.tenant.enterprise_id
    if enterprise_id:
        return (user.get("enterprise_user") or {}).get("enterprise_id") == enterprise_id
    return user.get("team_id") in {None, person.tenant.team_id}


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
