"""Installing an app: bolt's own OAuth flow against the install page, and what the page refuses."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.workspace import default_workspace
from tests.playground.conftest import PATIENT, Clock
from tests.playground.installing import Form, allowed, browser, exchange
from tests.playground.tiny_bot import (
    ADA,
    GENERAL,
    INSTALLED,
    on_http,
    quiet_logger,
    seen,
    web_client,
)

# The SDK sends the app's credentials with a class that aiohttp deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
HOME = "http://127.0.0.1:3000/slack/oauth_redirect"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def app_url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


@pytest.fixture
async def installable(app_url: str) -> AsyncIterator[PlaygroundServer]:
    """A workspace for an app that listens on `app_url`."""
    installed = INSTALLED.model_copy(
        update={
            "delivery": "http",
            "request_url": f"{app_url}/slack/events",
            "redirect_urls": (f"{app_url}/slack/oauth_redirect",),
        }
    )
    async with PlaygroundServer(default_workspace(installed), timing=PATIENT) as running:
        yield running


def app_with_oauth(server: PlaygroundServer, app_url: str, directory: Path) -> AsyncApp:
    """The app as bolt's documentation has it, with Slack's two addresses replaced."""
    settings = AsyncOAuthSettings(
        client_id=INSTALLED.client_id,
        client_secret=INSTALLED.client_secret,
        scopes=["chat:write", "commands"],
        redirect_uri=f"{app_url}/slack/oauth_redirect",
        authorization_url=f"{server.url}/oauth/v2/authorize",
        installation_store=FileInstallationStore(base_dir=str(directory)),
        state_store=FileOAuthStateStore(expiration_seconds=600, base_dir=str(directory)),
        install_page_rendering_enabled=False,
        logger=quiet_logger(),
    )
    client = AsyncWebClient(base_url=f"{server.url}/api/")
    return AsyncApp(
        client=client,
        signing_secret=INSTALLED.signing_secret,
        oauth_flow=AsyncOAuthFlow(client=client, settings=settings, logger=quiet_logger()),
        logger=quiet_logger(),
    )


async def test_an_app_is_installed_by_bolt_and_then_works_with_its_own_token(
    installable: PlaygroundServer, app_url: str, port: int, tmp_path: Path
) -> None:
    app = app_with_oauth(installable, app_url, tmp_path)
    tokens: list[str] = []

    @app.command("/tiny")
    async def tiny(ack: Any, client: Any) -> None:
        tokens.append(client.token)
        await ack("at your service")

    async with (
        PlaygroundClient(installable.url) as slack,
        on_http(app, port),
        browser(app_url) as session,
    ):
        page = await session.get(f"{app_url}/slack/install")
        form = Form(await page.text())
        done = await session.post(
            f"{installable.url}/oauth/v2/authorize",
            data={**form.fields, "user": ADA, "decision": "allow"},
        )
        await slack.say(ADA, "/tiny", GENERAL)
        answers = [message["text"] for message in await slack.messages(GENERAL, ADA)]
        exchanged = await seen(slack, "api_call", method="oauth.v2.access")
    assert "Write messages" in form.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert done.status == 200
    assert done.url.path == "/slack/oauth_redirect"
    assert answers == ["at your service"]
    assert tokens[0].startswith("xoxb-")
    assert tokens[0] != INSTALLED.bot_token
    assert set(exchanged["arguments"]) == {"client_id", "redirect_uri"}
    saved = FileInstallationStore(base_dir=str(tmp_path)).find_bot(
        enterprise_id=None, team_id="T0PLAYGRND"
    )
    assert saved is not None
    assert (saved.bot_token, saved.bot_id) == (tokens[0], INSTALLED.bot_id)


async def test_cancel_goes_back_to_the_app_which_says_so(
    installable: PlaygroundServer, app_url: str, port: int, tmp_path: Path
) -> None:
    app = app_with_oauth(installable, app_url, tmp_path)
    async with on_http(app, port), browser(app_url) as session:
        page = await session.get(f"{app_url}/slack/install")
        fields = Form(await page.text()).fields
        done = await session.post(
            f"{installable.url}/oauth/v2/authorize", data={**fields, "decision": "cancel"}
        )
        text = await done.text()
    assert done.url.query["error"] == "access_denied"
    assert done.url.query["state"] == fields["state"]
    assert "access_denied" in text


async def test_the_state_goes_back_as_it_came(server: PlaygroundServer) -> None:
    strange = "a&b=c d/é?#%"
    back = await allowed(server.url, state=strange, redirect_uri=f"{HOME}/deeper?kept=1")
    assert back.path == "/slack/oauth_redirect/deeper"
    assert (back.query["state"], back.query["kept"]) == (strange, "1")
    assert back.query["code"]


async def test_without_a_redirect_uri_the_first_of_the_app_is_taken(
    server: PlaygroundServer, bot: AsyncWebClient
) -> None:
    back = await allowed(server.url)
    assert str(back.with_query(None)) == HOME
    answer = await exchange(bot, back.query["code"])
    assert answer["authed_user"] == {"id": ADA}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"client_id": "1.2"}, "No app has this client_id"),
        ({"scope": ""}, "asks for no bot scopes"),
        ({"scope": "chat:write,<script>"}, "not scopes: <script>"),
        ({"redirect_uri": "http://127.0.0.1:3000/elsewhere"}, "not among the app's redirect URLs"),
        ({"redirect_uri": f"{HOME}/../../evil"}, "not among the app's redirect URLs"),
        ({"redirect_uri": f"{HOME}/%2E%2e/evil"}, "not among the app's redirect URLs"),
        ({"redirect_uri": f"{HOME}/..\\..\\evil"}, "not among the app's redirect URLs"),
        ({"redirect_uri": "http://[::1"}, "not among the app's redirect URLs"),
        ({"redirect_uri": f"{HOME}s"}, "not among the app's redirect URLs"),
        ({"redirect_uri": "http://127.0.0.1:3001/slack/oauth_redirect"}, "not among"),
    ],
)
async def test_what_cannot_be_installed_is_told_on_the_page(
    server: PlaygroundServer, asked: dict[str, str], sentence: str
) -> None:
    good = {"client_id": INSTALLED.client_id, "scope": "chat:write", "redirect_uri": HOME}
    async with browser() as session:
        page = await session.get(f"{server.url}/oauth/v2/authorize", params={**good, **asked})
        text = await page.text()
        posted = await session.post(
            f"{server.url}/oauth/v2/authorize",
            data={**good, **asked, "user": ADA, "decision": "allow"},
            allow_redirects=False,
        )
    assert (page.status, posted.status) == (400, 400)
    assert sentence in Form(text).text
    assert "<script>" not in text


async def test_only_members_can_install(server: PlaygroundServer) -> None:
    asked = {"client_id": INSTALLED.client_id, "scope": "chat:write"}
    async with browser() as session:
        page = await session.get(f"{server.url}/oauth/v2/authorize", params=asked)
        people = Form(await page.text()).people
        refused = await session.post(
            f"{server.url}/oauth/v2/authorize",
            data={**asked, "user": "U0GUS", "decision": "allow"},
            allow_redirects=False,
        )
    assert people == ["U0ADA", "U0BEN", "U0CHLOE", "U0DEV"]
    assert refused.status == 400


async def test_a_page_of_another_origin_cannot_press_allow(server: PlaygroundServer) -> None:
    asked = {"client_id": INSTALLED.client_id, "scope": "chat:write", "user": ADA}
    async with browser() as session:
        refused = await session.post(
            f"{server.url}/oauth/v2/authorize",
            data={**asked, "decision": "allow"},
            headers={"Origin": "http://127.0.0.1:9"},
            allow_redirects=False,
        )
    assert refused.status == 403


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "guessed"}, "bad_client_secret"),
        ({"code": "guessed"}, "invalid_code"),
        ({"redirect_uri": f"{HOME}/other"}, "bad_redirect_uri"),
        ({"grant_type": "password"}, "invalid_grant_type"),
    ],
)
async def test_a_wrong_exchange_is_refused_and_the_code_stays_good(
    server: PlaygroundServer, bot: AsyncWebClient, changed: dict[str, str], error: str
) -> None:
    code = (await allowed(server.url, redirect_uri=HOME)).query["code"]
    with pytest.raises(SlackApiError) as refused:
        await exchange(bot, **{"code": code, "redirect_uri": HOME, **changed})
    assert refused.value.response["error"] == error
    assert (await exchange(bot, code, redirect_uri=HOME))["access_token"]


async def test_a_code_works_once_and_for_ten_minutes(
    server: PlaygroundServer, bot: AsyncWebClient, clock: Clock
) -> None:
    used, old = [(await allowed(server.url)).query["code"] for _ in range(2)]
    await exchange(bot, used)
    with pytest.raises(SlackApiError, match="code_already_used"):
        await exchange(bot, used)
    clock.move(601)
    with pytest.raises(SlackApiError, match="invalid_code"):
        await exchange(bot, old)


async def test_credentials_may_come_in_the_form(server: PlaygroundServer) -> None:
    code = (await allowed(server.url)).query["code"]
    given = {"client_id": INSTALLED.client_id, "client_secret": INSTALLED.client_secret}
    async with browser() as session:
        answer = await session.post(
            f"{server.url}/api/oauth.v2.access", data={**given, "code": code}
        )
        body = await answer.json()
    assert {name: body[name] for name in ("ok", "token_type", "scope", "app_id", "enterprise")} == {
        "ok": True,
        "token_type": "bot",
        "scope": "chat:write",
        "app_id": INSTALLED.app_id,
        "enterprise": None,
    }
    assert body["team"] == {"id": "T0PLAYGRND", "name": "Lighthouse Works"}
    assert "refresh_token" not in body


async def test_a_token_does_what_its_scopes_say_and_no_more(server: PlaygroundServer) -> None:
    code = (await allowed(server.url, scope="chat:write")).query["code"]
    token = (await exchange(web_client(server.url), code))["access_token"]
    small = web_client(server.url, token)
    tested = await small.auth_test()
    with pytest.raises(SlackApiError) as refused:
        await small.users_list()
    answer = refused.value.response
    assert tested.headers["x-oauth-scopes"] == "chat:write"
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert answer["provided"] == "chat:write"
