"""The gallery: every block and element on one page, for eyes and for tests."""

from aiohttp import web

from playground.choices import Directory
from playground.page import assets
from playground.page.gallery_blocks import SPECIMENS, Specimen
from playground.page.gallery_texts import LONG_WORD
from playground.page.painter import Painter
from playground.page.scene import Scene

_PEOPLE = {"U1": "Ana Silva", "U2": "Bo Larsson", "U3": f"{LONG_WORD[:60]} O'Neil"}
_CHANNELS = {"C1": "sales", "C2": "operations"}
_GROUPS = {"S1": "account-managers"}


def routes(painter: Painter) -> list[web.RouteDef]:
    """The routes to serve."""

    async def show(_: web.Request) -> web.Response:
        return assets.html(page(painter))

    return [web.get("/gallery", show)]


def page(painter: Painter) -> str:
    """Return the gallery as a whole page."""
    items = [
        {"specimen": one, "html": painter.content(one.message, _scene(one))} for one in SPECIMENS
    ]
    return painter.environment.get_template("gallery.html").render(items=items)


def _scene(specimen: Specimen) -> Scene:
    return Scene(
        names={**_PEOPLE, **_CHANNELS, **_GROUPS},
        directory=Directory(_PEOPLE, _CHANNELS, "Europe/Berlin"),
        surface=specimen.surface,
        place={"view_id": f"gallery-{specimen.name}"},
        values=specimen.values,
        errors=specimen.errors,
        me="U1",
        domain="playground",
    )
