"""Blocks, texts and whole messages as HTML: one small template a type, nothing lost.

A type without a template, and a block whose template fails, are shown as a box with their JSON.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from playground.page.brush import Brush
from playground.page.inline import Reader
from playground.page.markdown import MarkdownText
from playground.page.scene import Scene

_TEMPLATES = Path(__file__).parent / "templates"
_log = logging.getLogger(__name__)


class Painter:
    """Draws for whoever looks. `now` gives the seconds since 1970; "today" in dates goes by it."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._now = now
        self._markdown = MarkdownText()
        names = self.environment.list_templates()
        self._known = frozenset(name for name in names if not Path(name).name.startswith("_"))

    def blocks(self, blocks: Sequence[Mapping[str, Any]], scene: Scene) -> Markup:
        """Return the blocks, in order."""
        return _clean(self.brush(scene).blocks(blocks))

    def text(self, mrkdwn: str, scene: Scene) -> Markup:
        """Return mrkdwn as an element of class "text"."""
        return _clean(Markup('<div class="text">{}</div>').format(self.brush(scene).mrkdwn(mrkdwn)))

    def content(self, message: Mapping[str, Any], scene: Scene) -> Markup:
        """Return what a message says: its blocks, else its text, then attachments and files."""
        brush = self.brush(scene)
        blocks, text = message.get("blocks") or [], str(message.get("text") or "")
        parts = [brush.blocks(blocks)] if blocks else []
        parts += [self.text(text, scene)] if text and not blocks else []
        parts += [brush.piece("attachment", one) for one in message.get("attachments") or []]
        parts += [brush.piece("file", one) for one in message.get("files") or []]
        return _clean(Markup("").join(parts))

    def json_box(self, title: str, value: Any) -> Markup:
        """Return a named box with the value as JSON, for what has no picture of its own."""
        try:
            shown = json.dumps(value, indent=2, ensure_ascii=False, default=str)
        except (RecursionError, ValueError):
            shown = "This is nested too deeply to be shown."
        template = self.environment.get_template("json_box.html")
        return _clean(Markup(template.render(title=title, json=shown)))  # noqa: S704 - autoescaped

    def brush(self, scene: Scene) -> Brush:
        """Return what templates draw with, for one viewer and place."""
        return Brush(self, scene, Reader.of(scene, self._now()))

    def knows(self, template: str) -> bool:
        """Whether there is a template of that name."""
        return template in self._known

    def render(self, template: str, title: str, payload: Any, context: Mapping[str, Any]) -> Markup:
        """Render a template; when it fails, the box with the payload stands in for it."""
        if template not in self._known:
            return self.json_box(title, payload)
        try:
            drawn = self.environment.get_template(template).render(context)
        except Exception as problem:  # noqa: BLE001 - whatever an app sends, the rest is shown
            _log.warning("%s could not be drawn (%r); its JSON is shown instead.", title, problem)
            return self.json_box(title, payload)
        return Markup(drawn)  # noqa: S704 - autoescaped

    def markdown(self, text: str, reader: Reader) -> Markup:
        """Return standard Markdown as HTML."""
        return self._markdown.html(text, reader)


def _clean(drawn: Markup) -> Markup:
    """Replace what can't be sent: half of a surrogate pair, which JSON can hold."""
    return Markup(drawn.encode(errors="replace").decode())  # noqa: S704 - only replaces characters
