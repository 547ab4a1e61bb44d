"""Who is in the workspace: people, groups and what an app may know of them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import ValidationError
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.workspace import UserGroup, default_workspace
from tests.playground.tiny_bot import ADA, BEN, GENERAL, INSTALLED, new_app, on_socket, web_client

CREW = UserGroup(id="S0CREW", handle="boat-crew", name="Boat crew", users=(ADA, BEN))


@pytest.fixture
async def crewed() -> AsyncIterator[PlaygroundServer]:
    workspace = default_workspace(INSTALLED).model_copy(update={"user_groups": (CREW,)})
    async with PlaygroundServer(workspace) as running:
        yield running


async def test_groups_are_listed_with_as_much_as_was_asked_for(crewed: PlaygroundServer) -> None:
    bot = web_client(crewed.url)
    (plain,) = (await bot.usergroups_list())["usergroups"]
    (full,) = (await bot.usergroups_list(include_users=True, include_count=True))["usergroups"]
    members = await bot.usergroups_users_list(usergroup=CREW.id)
    assert (plain["id"], plain["handle"], plain["name"]) == ("S0CREW", "boat-crew", "Boat crew")
    assert "users" not in plain
    assert "user_count" not in plain
    assert (full["users"], full["user_count"]) == ([ADA, BEN], 2)
    assert members["users"] == [ADA, BEN]
    with pytest.raises(SlackApiError, match="no_such_subteam"):
        await bot.usergroups_users_list(usergroup="S0NONE")


async def test_a_group_is_mentioned_by_its_handle(crewed: PlaygroundServer) -> None:
    app = new_app(crewed.url)
    texts: list[str] = []

    @app.command("/tiny")
    async def tiny(ack: Any, command: dict[str, Any]) -> None:
        texts.append(command["text"])
        await ack()

    async with PlaygroundClient(crewed.url) as slack, on_socket(app):
        await slack.say(ADA, "/tiny for @Boat-Crew and @ben", GENERAL)
        await slack.say(ADA, "ahoy @boat-crew, <!subteam^S0CREW>!", GENERAL)
        texts += [message["text"] for message in await slack.messages(GENERAL)]
        groups = (await slack.workspace())["user_groups"]
    assert texts == [
        "for <!subteam^S0CREW|@boat-crew> and <@U0BEN|ben>",
        "ahoy <!subteam^S0CREW|@boat-crew>, <!subteam^S0CREW>!",
    ]
    assert groups[0]["handle"] == "boat-crew"


def test_a_group_of_strangers_is_a_mistake() -> None:
    fields = default_workspace().model_dump()
    with pytest.raises(ValidationError, match="unknown members"):
        type(default_workspace()).model_validate(
            {**fields, "user_groups": [{**CREW.model_dump(), "users": ["U0NOBODY"]}]}
        )


async def test_addresses_are_told_only_to_those_who_may_know_them() -> None:
    modest = INSTALLED.model_copy(update={"scopes": ("users:read",)})
    async with PlaygroundServer(default_workspace(modest)) as server:
        bot = web_client(server.url)
        ada = (await bot.users_info(user=ADA))["user"]
        members = (await bot.users_list())["members"]
        with pytest.raises(SlackApiError) as refused:
            await bot.users_lookupByEmail(email="ada@lighthouse.example")
    assert ada["profile"]["real_name"] == "Ada Okafor"
    assert not any("email" in member["profile"] for member in [ada, *members])
    assert refused.value.response["needed"] == "users:read.email"


async def test_nobody_is_found_where_nobody_is(bot: AsyncWebClient) -> None:
    problems = []
    for call in (
        bot.users_lookupByEmail(email="nobody@lighthouse.example"),
        bot.users_lookupByEmail(email="lee@lighthouse.example"),  # who left
        bot.users_info(user="U0NOBODY"),
        bot.users_getPresence(user="U0NOBODY"),
        bot.users_profile_get(user="U0NOBODY"),
    ):
        with pytest.raises(SlackApiError) as refused:
            await call
        problems.append(refused.value.response["error"])
    assert problems == ["users_not_found"] * 2 + ["user_not_found"] * 3


async def test_presence_and_profile(bot: AsyncWebClient) -> None:
    ada = (await bot.users_profile_get(user=ADA))["profile"]
    assert (ada["first_name"], ada["last_name"]) == ("Ada", "Okafor")
    assert ada["email"] == "ada@lighthouse.example"
    assert (await bot.users_profile_get())["profile"]["bot_id"] == INSTALLED.bot_id
    assert (await bot.users_getPresence(user=ADA))["presence"] == "active"
    assert (await bot.users_getPresence(user="U0LEE"))["presence"] == "away"


async def test_the_locale_comes_when_it_is_asked_for(app: AsyncApp) -> None:
    asked = (await app.client.users_info(user=ADA, include_locale=True))["user"]
    unasked = (await app.client.users_info(user=ADA))["user"]
    assert asked["locale"] == "en-US"
    assert "locale" not in unasked
