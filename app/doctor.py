"""`python -m app doctor`: one line each for what is right, and for what is wrong how to mend it."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.engine.clock import SystemClock
from app.settings import Settings, SettingsError
from app.storage.migrate import SchemaError
from app.storage.postgres import Unreachable
from app.storage.upgrade import check_url
from app.storage.vault import VaultError, load_or_make_key, parse_keys
from app.wiring import connectors_of


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what it is, and what to do when it is wrong."""

    about: str
    said: str
    wrong: bool = False

    def __str__(self) -> str:
        return f"{'wrong' if self.wrong else 'ok':<6} {self.about:<12} {self.said}"


def command(_options: argparse.Namespace) -> int:
    """Print the findings; the exit status is 1 when something is wrong."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        findings = [Finding("settings", str(error), wrong=True)]
    else:
        findings = [*_local(settings), *asyncio.run(_slack(settings))]
    sys.stdout.writelines(f"{finding}\n" for finding in findings)
    return int(any(finding.wrong for finding in findings))


def _local(settings: Settings) -> Iterator[Finding]:
    yield _checked("settings", lambda: _variables(settings))
    yield _checked("data folder", lambda: _data_folder(settings.data))
    yield _checked("key", lambda: _key(settings))
    yield _checked("journal", lambda: _journal(settings))
    yield _checked("manifest", _manifest)


def _checked(about: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(about, look())
    except (OSError, VaultError, SchemaError, Unreachable, SettingsError, ValueError) as error:
        return Finding(about, str(error), wrong=True)


def _variables(settings: Settings) -> str:
    connectors_of(settings, SystemClock())
    return "every variable can be used"


def _data_folder(data: Path) -> str:
    mend = "Set BULKHEAD_DATA to a folder that can be written to."
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"{data} cannot be made ({error.strerror}). {mend}") from None
    if not os.access(data, os.W_OK):
        raise ValueError(f"{data} cannot be written to. {mend}")
    return f"{data.resolve()} can be written to"


def _key(settings: Settings) -> str:
    if settings.key:
        return f"{len(parse_keys(settings.key))} in BULKHEAD_KEY"
    path = settings.data / "key"
    made = path.exists()
    load_or_make_key(path)
    if path.stat().st_mode & 0o077:
        raise VaultError(f"{path} can be read by others. Run: chmod 600 {path}")
    return f"{path}, for your eyes only" if made else f"{path} was made; keep a copy of it"


def _journal(settings: Settings) -> str:
    path = settings.data / "journal.db"
    if settings.database_url is None and not path.exists():
        return "will be made at the first start"
    check_url(settings.database_url or path)
    return "its schema is up to date"


def _manifest() -> str:
    path = Path(__file__).parent.parent / "manifest.yml"
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    if missing := SCOPES - scopes:
        raise ValueError(f"manifest.yml lacks the scopes {', '.join(sorted(missing))}.")
    return "has every scope that is needed"


SCOPES = frozenset({
    "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read",
    "groups:history", "groups:read", "im:history", "im:write", "usergroups:read", "users:read",
    "users:read.email",
})  # fmt: skip


async def _slack(settings: Settings) -> list[Finding]:
    try:
        settings.require_slack()
    except SettingsError as error:
        return [Finding("tokens", str(error), wrong=True)]
    client = AsyncWebClient(token=settings.bot_token, base_url=settings.api_url)
    findings = [await _asked("bot token", _bot(client))]
    if settings.app_token:
        findings.append(await _asked("app token", _socket(client, settings.app_token)))
    else:
        findings.append(Finding("signing", "a signing secret is set; Slack will call this app"))
    return findings


async def _asked(about: str, answer: Coroutine[None, None, str]) -> Finding:
    try:
        return Finding(about, await answer)
    except SlackApiError as error:
        reason = str(error.response["error"])
        return Finding(about, MENDS.get(reason, f"Slack answered {reason}."), wrong=True)
    except (ClientError, TimeoutError) as error:
        said = f"Slack cannot be reached ({type(error).__name__}). Check the network."
        return Finding(about, said, wrong=True)
    except ValueError as error:
        return Finding(about, str(error), wrong=True)


MENDS = {
    "invalid_auth": "Slack does not know this token. Copy it again from your Slack app's page.",
    "not_authed": "Slack got no token. Set SLACK_BOT_TOKEN.",
    "account_inactive": "The app was removed from the workspace. Install it again.",
    "token_revoked": "The token was revoked. Install the app again and copy the new one.",
    "not_allowed_token_type": "This is another kind of token. SLACK_APP_TOKEN begins with xapp-.",
}


async def _bot(client: AsyncWebClient) -> str:
    answer = await client.auth_test()
    granted = set(str(answer.headers.get("x-oauth-scopes", "")).split(","))
    if missing := SCOPES - {scope.strip() for scope in granted}:
        raise ValueError(
            f"The workspace has not granted {', '.join(sorted(missing))}. "
            "Update the app from manifest.yml and install it again."
        )
    return f"works as {answer['user']} in {answer['team']}"


async def _socket(client: AsyncWebClient, app_token: str) -> str:
    await client.apps_connections_open(app_token=app_token)
    return "opens Socket Mode connections"
