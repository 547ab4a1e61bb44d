"""Tokens that expire, are renewed, are revoked, and outlive a restart of the playground."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from playground.api.endpoint import _methods
from playground.client import PlaygroundClient
from playground.page.install import _IN_WORDS
from playground.server import PlaygroundServer
from playground.workspace import ALL_SCOPES, default_workspace
from tests.playground.conftest import PATIENT, Clock
from tests.playground.installing import allowed, exchange
from tests.playground.tiny_bot import INSTALLED, new_app, on_socket, seen, web_client

# The SDK sends the app's credentials with a class that aiohttp deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
ROTATING = INSTALLED.model_copy(update={"token_rotation": True})
CREDENTIALS = {"client_id": INSTALLED.client_id, "client_secret": INSTALLED.client_secret}


@pytest.fixture
async def rotating(clock: Clock) -> AsyncIterator[PlaygroundServer]:
    workspace = default_workspace(ROTATING)
    async with PlaygroundServer(workspace, now=clock, timing=PATIENT) as running:
        yield running


async def install(server: PlaygroundServer) -> Any:
    code = (await allowed(server.url)).query["code"]
    return await exchange(web_client(server.url), code)


async def error_of(server: PlaygroundServer, token: str) -> str | None:
    """What auth.test says to that token; None when all is well."""
    try:
        await web_client(server.url, token).auth_test()
    except SlackApiError as refused:
        return str(refused.response["error"])
    return None


async def test_a_token_expires_after_twelve_hours_and_is_renewed(
    rotating: PlaygroundServer, clock: Clock
) -> None:
    first = await install(rotating)
    client = web_client(rotating.url)
    clock.move(43_199)
    assert await error_of(rotating, first["access_token"]) is None
    clock.move(1)
    assert await error_of(rotating, first["access_token"]) == "token_expired"
    second = await client.oauth_v2_access(
        **CREDENTIALS, grant_type="refresh_token", refresh_token=first["refresh_token"]
    )
    assert first["expires_in"] == second["expires_in"] == 43_200
    assert second["access_token"].startswith("xoxe.xoxb-1-")
    assert second["scope"] == first["scope"]
    assert await error_of(rotating, second["access_token"]) is None
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        await client.oauth_v2_access(
            **CREDENTIALS, grant_type="refresh_token", refresh_token=first["refresh_token"]
        )


async def test_the_rotator_of_the_sdk_renews_a_token(rotating: PlaygroundServer) -> None:
    installed = await install(rotating)
    bot = Bot(
        bot_token=installed["access_token"],
        bot_id=ROTATING.bot_id,
        bot_user_id=ROTATING.bot_user_id,
        bot_refresh_token=installed["refresh_token"],
        bot_token_expires_in=60,
        installed_at=1_750_000_000.0,
    )
    client = AsyncWebClient(base_url=f"{rotating.url}/api/")
    rotator = AsyncTokenRotator(client=client, **CREDENTIALS)
    renewed = await rotator.perform_bot_token_rotation(bot=bot)
    assert renewed is not None
    assert renewed.bot_token != bot.bot_token
    assert renewed.bot_refresh_token != bot.bot_refresh_token
    assert await error_of(rotating, renewed.bot_token) is None


async def test_a_token_that_never_expires_is_exchanged_once(rotating: PlaygroundServer) -> None:
    client = web_client(rotating.url)
    pair = await client.oauth_v2_exchange(token=ROTATING.bot_token, **CREDENTIALS)
    expiring = await web_client(rotating.url, pair["access_token"]).auth_test()
    assert expiring["expires_in"] == 43_200
    for token, error in (
        (ROTATING.bot_token, "token_already_exchanged"),
        (pair["access_token"], "invalid_token"),
    ):
        with pytest.raises(SlackApiError) as refused:
            await client.oauth_v2_exchange(token=token, **CREDENTIALS)
        assert refused.value.response["error"] == error


async def test_there_is_nothing_to_exchange_without_rotation(server: PlaygroundServer) -> None:
    with pytest.raises(SlackApiError, match="token_rotation_not_enabled"):
        await web_client(server.url).oauth_v2_exchange(token=INSTALLED.bot_token, **CREDENTIALS)


async def test_a_revoked_token_is_told_so_and_the_app_hears_of_it(
    server: PlaygroundServer, slack: PlaygroundClient, app: AsyncApp
) -> None:
    lost: list[dict[str, Any]] = []

    @app.event("tokens_revoked")
    async def forget(event: dict[str, Any]) -> None:
        lost.append(event)

    token = (await install(server))["access_token"]
    client = web_client(server.url, token)
    async with on_socket(app):
        assert (await client.auth_revoke(test=True))["revoked"] is False
        assert await error_of(server, token) is None
        assert (await client.auth_revoke())["revoked"] is True
        await seen(slack, "ack")
    assert await error_of(server, token) == "token_revoked"
    assert await error_of(server, INSTALLED.bot_token) is None
    assert lost[0]["tokens"] == {"oauth": [], "bot": [INSTALLED.bot_user_id]}


async def test_an_uninstalled_app_can_do_nothing_until_it_is_installed_again(
    rotating: PlaygroundServer,
) -> None:
    installed = await install(rotating)
    client = web_client(rotating.url)
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        await client.apps_uninstall(client_id=INSTALLED.client_id, client_secret="guessed")
    async with PlaygroundClient(rotating.url) as slack, on_socket(new_app(rotating.url)):
        await client.apps_uninstall(**CREDENTIALS)
        delivered = {(await next_delivery(slack, number))["type"] for number in range(2)}
    assert delivered == {"app_uninstalled", "tokens_revoked"}
    assert await error_of(rotating, ROTATING.bot_token) == "account_inactive"
    assert await error_of(rotating, installed["access_token"]) == "account_inactive"
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        await client.oauth_v2_access(
            **CREDENTIALS, grant_type="refresh_token", refresh_token=installed["refresh_token"]
        )
    again = await install(rotating)
    assert await error_of(rotating, again["access_token"]) is None


async def next_delivery(slack: PlaygroundClient, number: int) -> dict[str, Any]:
    after = 0
    for _ in range(number + 1):
        delivery = await seen(slack, "delivery", after=after)
        after = delivery["seq"]
    event: dict[str, Any] = delivery["payload"]["event"]
    return event


async def test_tokens_outlive_a_restart(tmp_path: Path, clock: Clock) -> None:
    workspace = default_workspace(ROTATING)
    async with PlaygroundServer(workspace, tmp_path, now=clock) as first:
        installed, lost = await install(first), await install(first)
        await web_client(first.url, lost["access_token"]).auth_revoke()
    async with PlaygroundServer(workspace, tmp_path, now=clock) as second:
        assert await error_of(second, installed["access_token"]) is None
        assert await error_of(second, lost["access_token"]) == "token_revoked"
        clock.move(43_200)
        assert await error_of(second, installed["access_token"]) == "token_expired"
        renewed = await web_client(second.url).oauth_v2_access(
            **CREDENTIALS, grant_type="refresh_token", refresh_token=installed["refresh_token"]
        )
        assert await error_of(second, renewed["access_token"]) is None


async def test_the_workspaces_of_a_token_are_listed(bot: AsyncWebClient) -> None:
    answer = await bot.auth_teams_list()
    assert answer["teams"] == [{"id": "T0PLAYGRND", "name": "Lighthouse Works"}]
    assert answer["response_metadata"]["next_cursor"] == ""


async def test_no_secret_is_kept_in_what_builders_are_shown(
    rotating: PlaygroundServer,
) -> None:
    installed = await install(rotating)
    await web_client(rotating.url).oauth_v2_access(
        **CREDENTIALS, grant_type="refresh_token", refresh_token=installed["refresh_token"]
    )
    async with PlaygroundClient(rotating.url) as slack:
        calls = [await seen(slack, "api_call", method="oauth.v2.access", ok=True)]
        calls.append(await seen(slack, "api_call", after=calls[0]["seq"], ok=True))
    assert [set(call["arguments"]) for call in calls] == [
        {"client_id"},
        {"client_id", "grant_type"},
    ]


def test_all_scopes_are_those_that_something_asks_for() -> None:
    asked = {scope for method in _methods() for scope in method.scopes}
    # These go with events, commands and arguments of methods instead of whole methods.
    besides = {"app_mentions:read", "chat:write.customize", "chat:write.public", "commands"}
    assert asked <= set(ALL_SCOPES)
    assert set(ALL_SCOPES) - asked <= besides
    assert set(ALL_SCOPES) <= _IN_WORDS.keys()  # each is explained to whoever installs the app
