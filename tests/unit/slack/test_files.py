"""Where the bot's token goes with a download, and what Slack may answer; Slack stands in here oddly."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from app.domain.errors import BadFile, NetworkFailed
from app.domain.files import SharedFile
from app.slack.files import MOST_BYTES, SlackFiles, may_be_fetched

SHARED = SharedFile(id="F1", name="guests.csv")
SLACK = "https://slack.com/api/"
LOCAL = "http://127.0.0.1:4000/api/"


@pytest.mark.parametrize(
    ("address", "api", "may"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.csv", SLACK, True),
        ("https://files-origin.slack.com/a.csv", SLACK, True),
        ("https://slack-files.com/T1-F1", SLACK, True),
        ("http://files.slack.com/a.csv", SLACK, False),
        ("https://files.slack.com:8443/a.csv", SLACK, False),
        ("https://files.slack.com.evil.example/a.csv", SLACK, False),
        ("https://notslack.com/a.csv", SLACK, False),
        ("https://me@files.slack.com/a.csv", SLACK, False),
        ("https://evil.example/files.slack.com", SLACK, False),
        ("http://127.0.0.1:4000/a.csv", SLACK, False),
        ("http://169.254.169.254/latest", SLACK, False),
        ("file:///etc/hosts", SLACK, False),
        ("https://[", SLACK, False),
        ("", SLACK, False),
        ("http://127.0.0.1:4000/files-pri/T1-F1/a.csv", LOCAL, True),
        ("http://127.0.0.1:4001/files-pri/T1-F1/a.csv", LOCAL, False),
        ("https://files.slack.com/a.csv", LOCAL, False),
        ("https://slack.intern.example/f/a.csv", "https://slack.intern.example/api/", True),
        ("http://slack.intern.example/f/a.csv", "http://slack.intern.example/api/", False),
    ],
)
def test_the_token_goes_to_slack_alone(address: str, api: str, may: object) -> None:
    assert may_be_fetched(address, api) is may


@dataclass
class OddSlack:
    """A server that answers files.info and the download as a test says, and counts downloads."""

    file: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    status: int = 200
    body: bytes = b"Mail\na@x.example\n"
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""
    tokens: list[str] = field(default_factory=list)

    async def info(self, _: web.Request) -> web.Response:
        if self.error:
            return web.json_response({"ok": False, "error": self.error})
        address = f"{self.url}/files-pri/T1-F1/download/guests.csv"
        file = {"id": "F1", "name": "guests.csv", "mode": "hosted", "url_private_download": address}
        return web.json_response({"ok": True, "file": {**file, **self.file}})

    async def download(self, request: web.Request) -> web.Response:
        self.tokens.append(request.headers["Authorization"])
        return web.Response(status=self.status, body=self.body, headers=self.headers)

    async def fetched(self) -> bytes:
        """What the app gets of it."""
        async with self._serving():
            client = AsyncWebClient(token="xoxb-odd", base_url=f"{self.url}/api/")
            return (await SlackFiles(client).fetch(SHARED)).data

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        site = web.Application()
        site.add_routes(
            [
                web.route("*", "/api/files.info", self.info),
                web.get("/files-pri/{any:.*}", self.download),
            ]
        )
        runner = web.AppRunner(site)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield
        finally:
            await runner.cleanup()


async def test_a_file_comes_with_the_bots_token() -> None:
    slack = OddSlack()
    assert await slack.fetched() == slack.body
    assert slack.tokens == ["Bearer xoxb-odd"]


@pytest.mark.parametrize(
    ("slack", "why"),
    [
        (OddSlack(error="file_not_found"), "“guests.csv” is not there any more"),
        (OddSlack(error="file_deleted"), "not there any more"),
        (OddSlack(error="missing_scope"), "files:read"),
        (OddSlack(file={"file_access": "check_file_info"}), "I may not see it"),
        (OddSlack(file={"file_access": "access_denied"}), "I may not see it"),
        (OddSlack(file={"mode": "tombstone"}), "not there any more"),
        (OddSlack(file={"is_external": True, "mode": "external"}), "outside of Slack"),
        (OddSlack(file={"url_private_download": "http://127.0.0.1:9/a"}), "outside of Slack"),
        (OddSlack(file={"size": MOST_BYTES + 1}), "larger than 5 MB"),
    ],
)
async def test_what_cannot_be_had_is_refused_before_any_download(slack: OddSlack, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        await slack.fetched()
    assert slack.tokens == []


@pytest.mark.parametrize(
    ("slack", "why"),
    [
        (OddSlack(status=302, headers={"Location": "http://127.0.0.1:9/"}), "I may not see it"),
        (OddSlack(status=403), "I may not see it"),
        (OddSlack(headers={"Content-Type": "text/html"}), "I may not see it"),
        (OddSlack(body=b"x" * (MOST_BYTES + 1)), "larger than 5 MB"),
    ],
)
async def test_a_download_that_is_not_the_file_is_refused(slack: OddSlack, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        await slack.fetched()
    assert len(slack.tokens) == 1


@pytest.mark.parametrize("slack", [OddSlack(status=503), OddSlack(error="internal_error")])
async def test_a_slack_that_fails_for_now_can_be_asked_again(slack: OddSlack) -> None:
    with pytest.raises(NetworkFailed, match="try again"):
        await slack.fetched()
