"""Files that were shared in Slack: asked for by id, and fetched from Slack alone.

The bot's token goes along with the download. So the address is never taken from a delivery, and
only followed to Slack's own hosts, or to the server that the settings name where that is on this
machine; no redirect is followed at all.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

import structlog
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.domain.errors import BadFile, NetworkFailed
from app.domain.files import Content, SharedFile
from app.domain.words import files as words
from app.engine.tables.reading import may_be_table
from app.slack.gateway import SLACK_FAILED, reason

_log = structlog.get_logger(__name__)

MEGABYTES = 5
MOST_BYTES = MEGABYTES * 1024 * 1024
SECONDS = 20.0
"""What a download may take as a whole."""

SLACKS_OWN = ("slack.com", "slack-files.com", "slack-gov.com")
"""Where Slack keeps files: at these hosts, and those below them."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_OK, _SERVER_ERROR, _TOO_MANY = 200, 500, 429
_GONE = frozenset({
    "file_not_found", "file_deleted", "access_denied", "not_visible", "no_permission",
})  # fmt: skip
"""What Slack answers for a file that the app cannot have, now or ever."""
_UNSEEN = frozenset({"access_denied", "file_not_found", "check_file_info"})
"""What `file_access` says of one that other workspaces keep to themselves."""


class SlackFiles:
    """Fulfils `Files` with a client that has the bot's token."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def fetch(self, shared: SharedFile) -> Content:
        """The file as it is now. Raises BadFile, NetworkFailed."""
        info = await self._info(shared)
        name = shared.name or str(info.get("name") or "")
        kind = str(info.get("filetype") or "")
        _require_usable(info, name, kind)
        address = str(info.get("url_private_download") or info.get("url_private") or "")
        if not may_be_fetched(address, self._client.base_url):
            _log.warning("file_elsewhere", file=shared.id, host=urlsplit(address).hostname)
            raise BadFile(words.external(name))
        return Content(name=name, type=kind, data=await self._download(address, name))

    async def _info(self, shared: SharedFile) -> Mapping[str, Any]:
        try:
            answer = await self._client.files_info(file=shared.id)
        except SLACK_FAILED as error:
            said = reason(error)
            if said == "missing_scope":
                raise BadFile(words.no_permission()) from None
            if isinstance(error, SlackApiError) and said in _GONE:
                raise BadFile(words.gone(shared.name)) from None
            _log.warning("file_not_asked", file=shared.id, reason=said)
            raise NetworkFailed(words.cannot_be_asked(shared.name)) from None
        info: Mapping[str, Any] = answer["file"]
        return info

    async def _download(self, address: str, name: str) -> bytes:
        token = {"Authorization": f"Bearer {self._client.token}"}
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=SECONDS)) as session,
                session.get(
                    address,
                    headers=token,
                    allow_redirects=False,
                    proxy=self._client.proxy,
                    ssl=self._client.ssl or True,
                ) as answer,
            ):
                _require_the_file(answer, name)
                return await _read(answer, name)
        except (ClientError, TimeoutError) as error:
            _log.warning("file_not_fetched", reason=type(error).__name__)
            raise NetworkFailed(words.cannot_be_asked(name)) from None


def may_be_fetched(address: str, api: str) -> bool:
    """Whether the token may go to that address, for a client of that API."""
    try:
        asked, base = urlsplit(address), urlsplit(api)
        same = _origin(asked) == _origin(base)
    except ValueError:  # a port or a host that is none
        return False
    if asked.username or asked.password:
        return False
    if base.hostname in LOOPBACK:
        return same
    return asked.scheme == "https" and (same or (_of_slack(asked) and asked.port in (None, 443)))


def _origin(address: SplitResult) -> tuple[str, str | None, int | None]:
    return address.scheme, address.hostname, address.port


def _of_slack(address: SplitResult) -> bool:
    host = address.hostname or ""
    return any(host == own or host.endswith(f".{own}") for own in SLACKS_OWN)


def _require_usable(info: Mapping[str, Any], name: str, kind: str) -> None:
    """Raises BadFile for what need not be fetched to see that it cannot be used."""
    if info.get("mode") == "tombstone" or info.get("file_access") in _UNSEEN:
        raise BadFile(words.gone(name))
    if info.get("is_external") or info.get("mode") == "external":
        raise BadFile(words.external(name))
    if not may_be_table(name, kind):
        raise BadFile(words.not_a_table(name))
    if int(info.get("size") or 0) > MOST_BYTES:
        raise BadFile(words.too_large(name, MEGABYTES))


def _require_the_file(answer: ClientResponse, name: str) -> None:
    """Slack answers with a page to log in at, or leads to one, where the token is not enough."""
    if answer.status >= _SERVER_ERROR or answer.status == _TOO_MANY:
        raise NetworkFailed(words.cannot_be_asked(name))
    if answer.status != _OK or answer.content_type == "text/html":
        raise BadFile(words.gone(name))


async def _read(answer: ClientResponse, name: str) -> bytes:
    content = bytearray()
    async for chunk in answer.content.iter_any():
        content += chunk
        if len(content) > MOST_BYTES:
            raise BadFile(words.too_large(name, MEGABYTES))
    return bytes(content)
