"""The playground as a page in the browser: Slack's screens, drawn by the server, live.

Pages are rendered with Jinja2; what changes is sent as small pieces of HTML over one WebSocket.
"""

from aiohttp import web

from playground.hub import Hub
from playground.page import acts, assets, gallery, trace, uploads
from playground.page.install import InstallPage
from playground.page.missing import Missing
from playground.page.pages import Pages
from playground.page.painter import Painter


def routes(hub: Hub) -> list[web.RouteDef]:
    """The routes to serve, after all others: the last one answers for what has none."""
    painter = Painter(hub.now)
    missing = Missing(painter)
    return [
        *assets.routes(),
        *Pages(hub, painter, missing).routes(),
        *acts.routes(hub),
        *uploads.routes(hub),
        *trace.routes(hub),
        *gallery.routes(painter),
        *InstallPage(hub, painter).routes(),
        *missing.routes(),
    ]
