"""The page's own files, and the headers that every answer of the page carries."""

from pathlib import Path

from aiohttp import web

_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

# Everything comes from this server and nothing runs inline: what an app or a person writes can
# never become a script, and the page works without a network.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def routes() -> list[web.RouteDef]:
    """The routes to serve."""
    return [web.get("/static/page/{name}", _asset)]


def secured(response: web.Response) -> web.Response:
    """The response with the headers of a page of ours."""
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-cache"
    return response


def html(text: str, status: int = 200) -> web.Response:
    """A whole page or a piece of one."""
    return secured(web.Response(text=text, content_type="text/html", status=status))


async def _asset(request: web.Request) -> web.Response:
    # Only names of files that are there are looked up, so no path can lead elsewhere.
    known = {path.name: path for path in _STATIC.iterdir()}
    path = known.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound(text="There is no such file.")
    content_type = _TYPES.get(path.suffix, "application/octet-stream")
    response = web.Response(body=path.read_bytes(), content_type=content_type, charset="utf-8")
    return secured(response)
