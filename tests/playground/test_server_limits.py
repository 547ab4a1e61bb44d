"""Rate limits and faults, as the app and its SDK meet them."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient, PlaygroundError
from playground.limits import RateLimits
from playground.server import PlaygroundServer
from tests.playground.conftest import Clock
from tests.playground.tiny_bot import ADA, GENERAL, INSTALLED, PROJECTS, seen, web_client


async def test_the_fifty_first_update_in_a_minute_waits_for_the_clock(
    bot: AsyncWebClient, slack: PlaygroundClient, clock: Clock
) -> None:
    ts = (await bot.chat_postMessage(channel=GENERAL, text="0"))["ts"]
    for number in range(50):
        await bot.chat_update(channel=GENERAL, ts=ts, text=str(number))
    clock.move(20)
    with pytest.raises(SlackApiError) as limited:
        await bot.chat_update(channel=GENERAL, ts=ts, text="one too many")
    response = limited.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "40"
    recorded = await seen(slack, "api_call", status=429)
    assert (recorded["method"], recorded["retry_after"]) == ("chat.update", 40)
    clock.move(40)
    await bot.chat_update(channel=GENERAL, ts=ts, text="now it may")


async def test_posting_is_limited_by_channel(bot: AsyncWebClient) -> None:
    for number in range(5):
        await bot.chat_postMessage(channel=GENERAL, text=str(number))
    with pytest.raises(SlackApiError, match="ratelimited"):
        await bot.chat_postMessage(channel=GENERAL, text="sixth")
    await bot.chat_postMessage(channel=PROJECTS, text="elsewhere")


async def test_limits_can_be_lifted_and_restored(
    bot: AsyncWebClient, slack: PlaygroundClient
) -> None:
    await slack.set_faults(limit_scale=0)
    for number in range(12):
        await bot.chat_postMessage(channel=GENERAL, text=str(number))
    await slack.set_faults(clear=True)
    for number in range(5):
        await bot.chat_postMessage(channel=GENERAL, text=str(number))
    with pytest.raises(SlackApiError, match="ratelimited"):
        await bot.chat_postMessage(channel=GENERAL, text="sixth")


def test_a_refused_call_does_not_count_and_a_scale_multiplies(clock: Clock) -> None:
    limits = RateLimits(clock, 0.1)
    assert [limits.take("chat.update", "C") for _ in range(6)] == [None] * 5 + [60]
    clock.move(60)
    assert limits.take("chat.update", "C") is None
    assert limits.take("auth.test", "") is None


@pytest.mark.parametrize("after_effect", [True, False])
async def test_a_server_error_with_or_without_its_effect(
    bot: AsyncWebClient, slack: PlaygroundClient, *, after_effect: bool
) -> None:
    fault = {"kind": "server_error", "method": "chat.postMessage", "after_effect": after_effect}
    await slack.set_faults(api=[{**fault, "status": 502, "count": 1}])
    await bot.auth_test()
    with pytest.raises(SlackApiError) as failed:
        await bot.chat_postMessage(channel=GENERAL, text="x")
    assert failed.value.response.status_code == 502
    assert len(await slack.messages(GENERAL)) == int(after_effect)
    await bot.chat_postMessage(channel=GENERAL, text="y")


async def test_a_counted_rate_limit_for_any_method(
    bot: AsyncWebClient, slack: PlaygroundClient
) -> None:
    await slack.set_faults(api=[{"kind": "rate_limited", "retry_after": 7, "count": 2}])
    for _ in range(2):
        with pytest.raises(SlackApiError) as limited:
            await bot.auth_test()
        assert limited.value.response.headers["Retry-After"] == "7"
    assert (await bot.auth_test())["user_id"] == INSTALLED.bot_user_id


@pytest.mark.parametrize("after_effect", [True, False])
async def test_a_call_that_is_never_answered(
    server: PlaygroundServer, slack: PlaygroundClient, *, after_effect: bool
) -> None:
    fault = {"kind": "hang", "method": "chat.postMessage", "after_effect": after_effect}
    await slack.set_faults(api=[fault])
    impatient = web_client(server.url)
    call = asyncio.create_task(impatient.chat_postMessage(channel=GENERAL, text="x"))
    await seen(slack, "api_call", fault="hang")
    assert len(await slack.messages(GENERAL)) == int(after_effect)
    assert not call.done()
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)


async def test_a_server_with_a_hanging_call_still_stops(
    server: PlaygroundServer, slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    await slack.set_faults(api=[{"kind": "hang", "method": "auth.test"}])
    bot.retry_handlers.clear()
    call = asyncio.create_task(bot.auth_test())
    await seen(slack, "api_call", fault="hang")
    async with asyncio.timeout(20):
        await server.stop()
        with pytest.raises(aiohttp.ClientError):
            await call


async def test_the_sdk_repeats_a_dropped_call_whose_effect_happened(
    bot: AsyncWebClient, slack: PlaygroundClient
) -> None:
    await slack.set_faults(
        api=[{"kind": "drop", "method": "chat.postMessage", "after_effect": True}]
    )
    await bot.chat_postMessage(channel=GENERAL, text="twice")
    assert [m["text"] for m in await slack.messages(GENERAL)] == ["twice", "twice"]


async def test_a_wrong_fault_plan_is_refused_in_words(slack: PlaygroundClient) -> None:
    with pytest.raises(PlaygroundError, match="rate_limited"):
        await slack.set_faults(api=[{"kind": "earthquake"}])
    with pytest.raises(PlaygroundError, match="wind"):
        await slack.set_faults(wind=3)


async def test_tokens_are_checked_and_kept_out_of_the_feed(
    server: PlaygroundServer, slack: PlaygroundClient
) -> None:
    problems: list[Any] = []
    for token in ("", "xoxb-wrong", INSTALLED.app_token):
        with pytest.raises(SlackApiError) as refused:
            await web_client(server.url, token).api_call("users.list", params={"token": token})
        problems.append(refused.value.response["error"])
    assert problems == ["not_authed", "invalid_auth", "not_allowed_token_type"]
    with pytest.raises(SlackApiError, match="unknown_method"):
        await web_client(server.url).api_call("chat.sing")
    recorded = await seen(slack, "api_call", error="invalid_auth")
    assert recorded["arguments"] == {}


async def test_people_look_as_slack_describes_them(bot: AsyncWebClient) -> None:
    ada = (await bot.users_info(user=ADA))["user"]
    assert (ada["tz"], ada["tz_offset"]) == ("Europe/London", 3600)
    assert ada["profile"]["email"] == "ada@lighthouse.example"
    assert (await bot.users_info(user="U0GUS"))["user"]["is_restricted"] is True
    assert (await bot.users_info(user="U0LEE"))["user"]["deleted"] is True
    assert (await bot.users_info(user="U0SANA"))["user"]["team_id"] == "T0NORTHWND"
    found = await bot.users_lookupByEmail(email="ADA@lighthouse.example")
    assert found["user"]["id"] == ADA
    members = [user async for page in await bot.users_list(limit=3) for user in page["members"]]
    assert [member["id"] for member in members][-1] == INSTALLED.bot_user_id
    assert len(members) == 8
    scopes = (await bot.auth_test()).headers["x-oauth-scopes"]
    assert "chat:write" in scopes


async def test_a_direct_message_is_opened_once(bot: AsyncWebClient) -> None:
    first = await bot.conversations_open(users=ADA)
    second = await bot.conversations_open(users=[ADA], return_im=True)
    assert first["channel"]["id"] == second["channel"]["id"]
    assert second["channel"]["user"] == ADA
    posted = await bot.chat_postMessage(channel=ADA, text="by user id")
    assert posted["channel"] == first["channel"]["id"]
    info = await bot.conversations_info(channel=GENERAL)
    assert info["channel"]["is_member"] is True
    members = await bot.conversations_members(channel=posted["channel"])
    assert members["members"] == sorted([ADA, INSTALLED.bot_user_id])
    link = await bot.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])
    assert link["permalink"].endswith(f"/p{posted['ts'].replace('.', '')}")
    assert (await bot.usergroups_list())["usergroups"] == []
