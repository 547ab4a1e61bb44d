"""Who is in a channel, a thread or a user group, asked of Slack each time: nothing of it is kept.

A person only gets the people of conversations that they are in themselves.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.domain.errors import BadGroup, NetworkFailed
from app.domain.identity import Requester
from app.domain.roster import Member
from app.domain.sources import SlackGroup, SlackPeople
from app.domain.words import roster as words
from app.slack.gateway import SLACK_FAILED, reason
from app.slack.people import UNKNOWN

_log = structlog.get_logger(__name__)

PAGE = 200
"""How many Slack is asked for at a time: its own advice."""
AT_ONCE = 5
"""Profiles that are asked for side by side."""
FEW = 40
"""So many are asked for one by one; of more, the list of everybody takes fewer calls."""
MOST_PAGES = 50
"""Pages of that list; whoever is on a later one is asked for alone."""
BOTS = 50
"""Members beyond the limit that may turn out to be nobody to write to."""

_SLACKBOT = "USLACKBOT"
_GONE: Mapping[str, Callable[[str], str]] = {
    "channel_not_found": words.unseen,
    "method_not_supported_for_channel_type": words.unseen,
    "not_in_channel": words.app_not_in,
    "thread_not_found": words.thread_gone,
    "message_not_found": words.thread_gone,
    "no_such_subteam": words.group_gone,
    "subteam_not_found": words.group_gone,
}
"""What Slack answers where the people cannot be had, now or ever."""

_Call = Callable[..., Awaitable[Any]]
_User = Mapping[str, Any]


class SlackRoster:
    """Fulfils `Roster` with a client that has the bot's token."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def members(self, group: SlackPeople, who: Requester, most: int) -> Sequence[Member]:
        """Everybody there now, by their profile. Raises BadGroup, NetworkFailed."""
        user_id = who.person.user_id
        found = dict.fromkeys(await self._ids(group, user_id))
        ids = [one for one in found if one not in (user_id, _SLACKBOT)]
        if len(ids) > most + BOTS:
            raise BadGroup(words.too_many(len(ids), most))
        users = await self._users(group, ids)
        people = [_member(user_id, users[user_id]) for user_id in ids if _is_person(users[user_id])]
        if len(people) > most:
            raise BadGroup(words.too_many(len(people), most))
        return people

    async def _ids(self, group: SlackPeople, user_id: str) -> list[str]:
        if group.group is SlackGroup.USER_GROUP:
            answer = await self._ask(group, self._client.usergroups_users_list, usergroup=group.id)
            return list(answer["users"])
        inside = await self._members_with(group, user_id)
        if group.group is SlackGroup.CHANNEL:
            return inside
        call = self._client.conversations_replies
        where = {"channel": group.id, "ts": group.thread_ts}
        said = self._pages(group, call, "messages", where)
        return [str(one["user"]) async for one in said if one.get("user") and not one.get("bot_id")]

    async def _members_with(self, group: SlackPeople, user_id: str) -> list[str]:
        """Who is in the channel, if that person is. Raises BadGroup."""
        answer = await self._ask(group, self._client.conversations_info, channel=group.id)
        channel = answer["channel"]
        refused = words.unseen if channel.get("is_private") else words.not_a_member
        if not channel.get("is_member"):
            raise BadGroup(words.app_not_in(group.label))
        pages = self._pages(
            group, self._client.conversations_members, "members", {"channel": group.id}
        )
        inside = [str(one) async for one in pages]
        if user_id not in inside:
            raise BadGroup(refused(group.label))
        return inside

    async def _users(self, group: SlackPeople, ids: Sequence[str]) -> Mapping[str, _User]:
        """The profiles; an empty one of somebody whom Slack does not show."""
        users = await self._listed(group, frozenset(ids)) if len(ids) > FEW else {}
        rest = [one for one in ids if one not in users]
        for first in range(0, len(rest), AT_ONCE):
            some = rest[first : first + AT_ONCE]
            asked = await asyncio.gather(*(self._user(group, one) for one in some))
            users.update(zip(some, asked, strict=True))
        return users

    async def _listed(self, group: SlackPeople, ids: frozenset[str]) -> dict[str, _User]:
        """Those of them who are on the first pages of the workspace's list."""
        found: dict[str, _User] = {}
        seen = 0
        async for user in self._pages(group, self._client.users_list, "members", {}):
            seen += 1
            if user["id"] in ids:
                found[user["id"]] = user
            if len(found) == len(ids) or seen >= MOST_PAGES * PAGE:
                break
        return found

    async def _user(self, group: SlackPeople, user_id: str) -> _User:
        try:
            answer = await self._client.users_info(user=user_id)
        except SlackApiError as error:
            if reason(error) in UNKNOWN:
                return {}
            raise self._failed(group, error) from None
        except SLACK_FAILED as error:
            raise self._failed(group, error) from None
        user: _User = answer["user"]
        return user

    async def _pages(
        self, group: SlackPeople, call: _Call, held: str, where: Mapping[str, str]
    ) -> AsyncIterator[Any]:
        """What is on all pages of a method, one by one."""
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = await self._ask(group, call, limit=PAGE, **where, **more)
            for one in answer[held]:
                yield one
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _ask(self, group: SlackPeople, call: _Call, **arguments: Any) -> Any:
        try:
            return await call(**arguments)
        except SLACK_FAILED as error:
            raise self._failed(group, error) from None

    def _failed(self, group: SlackPeople, error: Exception) -> BadGroup | NetworkFailed:
        """What a person is told of a call that failed."""
        said = reason(error)
        _log.warning("people_not_asked", group=group.id, reason=said)
        if said == "missing_scope":
            return BadGroup(words.no_permission(_needed(error)))
        if isinstance(error, SlackApiError) and said in _GONE:
            return BadGroup(_GONE[said](group.label))
        return NetworkFailed(words.cannot_be_asked(group.label))


def _needed(error: Exception) -> str:
    """The scopes that Slack names; it joins alternatives by commas."""
    response = getattr(error, "response", {})
    return str(response.get("needed") or "").replace(",", " or ")


def _is_person(user: _User) -> bool:
    return not (user.get("is_bot") or user.get("deleted"))


def _member(user_id: str, user: _User) -> Member:
    profile: Mapping[str, Any] = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or user.get("name")
    return Member(
        id=user_id,
        name=str(name or words.not_to_be_seen(user_id)),
        address=str(profile.get("email") or ""),
        zone=str(user.get("tz") or ""),
    )
