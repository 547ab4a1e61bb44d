"""The playground as a page in the browser: Slack's screens, drawn by the server, live.

Pages are rendered with Jinja2; what changes is sent as small pieces of HTML over one WebSocket.
"""

from aiohttp import web

from playground.hub import Hub
from playground.page import acts, assets, trace, uploads
from playground.page.painter import Painter
from playground.page.pages import Pages


def routes(hub: Hub) -> list[web.RouteDef]:
    """The routes to serve."""
    painter = Painter(hub.now)
    return [
        *assets.routes(),
        *Pages(hub, painter).routes(),
        *acts.routes(hub),
        *uploads.routes(hub),
        *trace.routes(hub),
    ]
