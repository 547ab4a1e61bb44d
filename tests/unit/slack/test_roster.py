"""Who gets the people of which conversation, and what Slack may answer; Slack stands in here oddly."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from app.domain.errors import BadGroup, NetworkFailed
from app.domain.identity import Person, Requester, Tenant
from app.domain.roster import Member
from app.domain.sources import SlackGroup, SlackPeople
from app.slack.roster import SlackRoster

SAM = Requester(person=Person(tenant=Tenant(team_id="T1"), user_id="U1"), name="Sam")
CHANNEL = SlackPeople(group=SlackGroup.CHANNEL, id="C1", label="#launch")
THREAD = SlackPeople(group=SlackGroup.THREAD, id="C1", thread_ts="1.5", label="the thread")
CREW = SlackPeople(group=SlackGroup.USER_GROUP, id="S1", label="@crew")

ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "conversations.info": {"channel": {"id": "C1", "is_member": True}},
    "conversations.members": {"members": ["U1", "U2", "U3", "U4", "U5", "USLACKBOT"]},
    "conversations.replies": {
        "messages": [{"user": "U2"}, {"user": "U2"}, {"user": "U4", "bot_id": "B1"}, {"text": ""}]
    },
    "usergroups.users.list": {"users": ["U1", "U3"]},
}
USERS: Mapping[str, Mapping[str, Any]] = {
    "U2": {"profile": {"real_name": "Ana", "email": "ana@x.example"}, "tz": "Asia/Tokyo"},
    "U3": {"name": "bo", "profile": {}, "is_restricted": True},
    "U4": {"is_bot": True, "profile": {"email": "bot@x.example"}},
    "U5": {"deleted": True, "profile": {"email": "left@x.example"}},
}


@dataclass
class OddSlack:
    """A server that answers as above, but for the methods of which a test says what comes."""

    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        asked = {**request.query, **await request.post()}
        said = self.answers.get(method) or ANSWERS.get(method)
        if said is None:
            user = USERS.get(str(asked["user"]))
            said = {"user": user} if user else {"error": "user_not_found"}
        return web.json_response({"ok": "error" not in said, **said})

    async def members(self, group: SlackPeople, most: int = 9) -> list[Member]:
        """Whom Sam gets."""
        async with self._serving() as url:
            client = AsyncWebClient(token="xoxb-odd", base_url=f"{url}/api/")
            return list(await SlackRoster(client).members(group, SAM, most))

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[str]:
        site = web.Application()
        site.router.add_route("*", "/api/{method}", self.answer)
        runner = web.AppRunner(site)
        await runner.setup()
        listening = web.TCPSite(runner, "127.0.0.1", 0)
        await listening.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


async def test_bots_people_who_left_and_whoever_asks_are_not_among_them() -> None:
    ana = Member(id="U2", name="Ana", address="ana@x.example", zone="Asia/Tokyo")
    guest = Member(id="U3", name="bo")
    assert await OddSlack().members(CHANNEL) == [ana, guest]
    assert await OddSlack().members(THREAD) == [ana]
    assert await OddSlack().members(CREW) == [guest]


async def test_somebody_whom_slack_does_not_show_is_not_passed_over() -> None:
    [hidden] = await OddSlack({"usergroups.users.list": {"users": ["U9"]}}).members(CREW)
    assert hidden.address == ""
    assert "U9" in hidden.name


@pytest.mark.parametrize("group", [CHANNEL, THREAD])
@pytest.mark.parametrize(
    ("method", "answer", "why"),
    [
        ("conversations.members", {"members": ["U2", "U3"]}, "You are not in"),
        ("conversations.info", {"channel": {"is_member": False}}, "I am not in"),
        ("conversations.info", {"error": "channel_not_found"}, "I cannot see"),
        ("conversations.members", {"error": "not_in_channel"}, "I am not in"),
        ("conversations.info", {"error": "missing_scope", "needed": "a:b,c:d"}, "a:b or c:d"),
    ],
)
async def test_nobody_gets_the_people_of_a_conversation_that_is_not_theirs(
    group: SlackPeople, method: str, answer: Mapping[str, Any], why: str
) -> None:
    with pytest.raises(BadGroup, match=why):
        await OddSlack({method: answer}).members(group)


async def test_a_private_channel_of_others_is_not_told_from_one_that_is_gone() -> None:
    private: Mapping[str, Any] = {"channel": {"id": "C1", "is_member": True, "is_private": True}}
    members: Mapping[str, Any] = {"members": ["U2"]}
    others = {"conversations.info": private, "conversations.members": members}
    gone: Mapping[str, Mapping[str, Any]] = {"conversations.info": {"error": "channel_not_found"}}
    said = []
    for answers in (others, gone):
        with pytest.raises(BadGroup) as refused:
            await OddSlack(answers).members(CHANNEL)
        said.append(refused.value.text)
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("group", "method", "error", "why"),
    [
        (THREAD, "conversations.replies", "thread_not_found", "first message was deleted"),
        (CREW, "usergroups.users.list", "no_such_subteam", "no user group @crew"),
    ],
)
async def test_what_is_gone_is_said(group: SlackPeople, method: str, error: str, why: str) -> None:
    with pytest.raises(BadGroup, match=why):
        await OddSlack({method: {"error": error}}).members(group)


async def test_more_than_fit_are_too_many_before_anybody_is_looked_up() -> None:
    crowd = {"usergroups.users.list": {"users": [f"U{one}" for one in range(100)]}}
    with pytest.raises(BadGroup, match="99 people"):
        await OddSlack(crowd).members(CREW)
    with pytest.raises(BadGroup, match="2 people"):
        await OddSlack().members(CHANNEL, most=1)


@pytest.mark.parametrize("method", ["conversations.info", "users.info", "usergroups.users.list"])
async def test_a_slack_that_fails_for_now_can_be_asked_again(method: str) -> None:
    group = CREW if method.startswith("usergroups") else CHANNEL
    with pytest.raises(NetworkFailed, match="try again"):
        await OddSlack({method: {"error": "internal_error"}}).members(group)
