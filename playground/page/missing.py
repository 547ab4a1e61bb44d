"""What a browser is told where there is nothing: a page with the reason and a way home."""

from http import HTTPStatus

from aiohttp import web

from playground.page.assets import html
from playground.page.painter import Painter


class Missing:
    """Answers for addresses that lead nowhere."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter

    def routes(self) -> list[web.RouteDef]:
        """A route for whatever has none of its own: it must be the last."""
        return [web.get("/{path:.*}", self._no_such_page)]

    def answer(self, request: web.Request, sentence: str) -> web.Response:
        """The sentence as a page, for who asks for pages; raises HTTPNotFound with it otherwise."""
        if "text/html" not in request.headers.get("Accept", ""):
            raise web.HTTPNotFound(text=sentence)
        template = self._painter.environment.get_template("missing.html")
        return html(template.render(sentence=sentence), HTTPStatus.NOT_FOUND)

    async def _no_such_page(self, request: web.Request) -> web.Response:
        return self.answer(request, "There is no such page.")
