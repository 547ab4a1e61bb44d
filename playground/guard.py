"""What every request must pass and every answer carries, because browsers open this server too.

Any page in the same browser can send requests to this machine. It cannot read the answers, but a
request may be all it wants. How browsers tell where one comes from: the Fetch standard and
w3.org/TR/fetch-metadata.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from playground.workspace import LOOPBACK_HOSTS

# A page of another port of this machine is "same-site", and another origin all the same.
_ELSEWHERE = frozenset({"cross-site", "same-site"})
# What may be opened by a link from elsewhere, for example from the app's own page: things to look at.
_PAGES = ("/as/", "/archives/", "/files/", "/gallery", "/oauth/")
# For answers that are no page of ours and set no policy of their own.
_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"


@web.middleware
async def only_local(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse what a web page of another origin could send to this machine.

    The Host must be a loopback name (against DNS rebinding), an Origin must be our own, and what a
    browser sends for a page from elsewhere may only be the opening of a page of ours.
    """
    if _hostname(request.host) not in LOOPBACK_HOSTS:
        raise web.HTTPForbidden(text="This server answers to loopback names only.")
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin.partition("://")[2] != request.host
    if foreign or (_is_sent_from_elsewhere(request) and not _opens_a_page(request)):
        raise web.HTTPForbidden(text="This server does not answer pages of other origins.")
    return await handler(request)


async def protect(_: web.Request, response: web.StreamResponse) -> None:
    """Give an answer that is about to leave the headers that it has not set itself."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Content-Security-Policy", _POLICY)


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:  # no host at all, such as "[::1"
        return None


def _is_sent_from_elsewhere(request: web.Request) -> bool:
    return request.headers.get("Sec-Fetch-Site") in _ELSEWHERE


def _opens_a_page(request: web.Request) -> bool:
    navigates = request.headers.get("Sec-Fetch-Mode") == "navigate"
    # Not in a frame or as an <object>, which navigate as well.
    in_a_tab = request.headers.get("Sec-Fetch-Dest") == "document"
    is_page = request.path == "/" or request.path.startswith(_PAGES)
    return request.method == "GET" and navigates and in_a_tab and is_page
