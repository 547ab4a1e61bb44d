"""Installing an app by hand: the page as a browser has it, and the exchange of the code."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from tests.playground.tiny_bot import ADA, INSTALLED


class Form(HTMLParser):
    """The hidden fields of a page's form, and all its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.people: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "input":
            self.fields[values["name"]] = values["value"]
        elif tag == "option":
            self.people.append(values["value"])

    def handle_data(self, data: str) -> None:
        self.text += data


@asynccontextmanager
async def browser(*secure: str) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser that trusts these local addresses with secure cookies, as real ones do."""
    trusted = [URL(address) for address in secure]
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=trusted)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield session


async def allowed(url: str, **asked: str) -> URL:
    """Ask as a browser, press Allow, and return where the answer was sent to."""
    asked = {"client_id": INSTALLED.client_id, "scope": "chat:write", **asked}
    async with browser() as session:
        answer = await session.post(
            f"{url}/oauth/v2/authorize",
            data={**asked, "user": ADA, "decision": "allow"},
            allow_redirects=False,
        )
    assert answer.status == 303, await answer.text()
    return URL(answer.headers["Location"])


async def exchange(client: AsyncWebClient, code: str, **changed: Any) -> Any:
    given = {"client_id": INSTALLED.client_id, "client_secret": INSTALLED.client_secret}
    return await client.oauth_v2_access(**{**given, "code": code, **changed})
