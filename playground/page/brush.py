"""What the templates draw with: text, elements, pictures and blocks, for one viewer and place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from playground.controls import words
from playground.page import inline, markup
from playground.page.charts import Chart, chart
from playground.page.element_model import ElementModel
from playground.page.inline import Reader
from playground.page.pictures import file_href, picture, size_text
from playground.page.rich_text import inlines, rich_text
from playground.page.scene import Scene
from playground.render.rich_text import plain

if TYPE_CHECKING:
    from playground.page.painter import Painter

Payload = Mapping[str, Any]
_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


@dataclass(frozen=True)
class Brush:
    """Drawing functions for templates; what they return is safe HTML, or plain words."""

    painter: "Painter"
    scene: Scene
    reader: Reader

    def blocks(self, blocks: Sequence[Payload]) -> Markup:
        """Return blocks in order, each standing by itself."""
        return Markup("").join(self.block(block) for block in blocks)

    def block(self, block: Any) -> Markup:
        """Return one block."""
        if not isinstance(block, Mapping):
            return self.painter.json_box("Not a block", block)
        kind = str(block.get("type", "unknown"))
        return self.painter.render(
            f"blocks/{kind}.html", f"Block: {kind}", block, {"block": block, "brush": self}
        )

    def piece(self, kind: str, payload: Any) -> Markup:
        """Return an attachment or a file of a message."""
        title = kind.capitalize()
        if not isinstance(payload, Mapping):
            return self.painter.json_box(title, payload)
        return self.painter.render(f"{kind}.html", title, payload, {"brush": self, kind: payload})

    def element(self, element: Any, block: Payload) -> Markup:
        """Return an element of a block, ready to be used."""
        if not isinstance(element, Mapping):
            return self.painter.json_box("Not an element", element)
        model = self.model(element, block)
        name, title = f"elements/{model.kind}.html", f"Element: {model.kind}"
        if not self.painter.knows(name):
            return self.painter.json_box(title, element)
        if self._hidden(element):
            return Markup("")
        context = {"template": name, "model": model, "brush": self}
        return self.painter.render("element.html", title, element, context)

    def model(self, element: Payload, block: Payload) -> ElementModel:
        """Return what an element's template needs to know."""
        return ElementModel(element, block, self.scene)

    def text(self, part: Any) -> Markup:
        """Return the content of a text object; a bare string counts as plain text."""
        if isinstance(part, str):
            return markup.plain(part)
        if not isinstance(part, Mapping):
            return Markup("")
        said = str(part.get("text", ""))
        if part.get("type") == "mrkdwn":
            return self.mrkdwn(said)
        return markup.plain(said, with_emoji=part.get("emoji") is not False)

    def mrkdwn(self, said: str) -> Markup:
        return markup.mrkdwn(said, self.reader)

    def markdown(self, said: str) -> Markup:
        return self.painter.markdown(said, self.reader)

    def rich_text(self, block: Any) -> Markup:
        return rich_text(block, self.reader) if isinstance(block, Mapping) else Markup("")

    def words(self, part: Any) -> str:
        """Return a text object as one line without marks, for labels."""
        return inline.emojis(part if isinstance(part, str) else words(part))

    def href(self, url: Any) -> str | None:
        """Return the address to follow, or None when it must not be followed."""
        return inline.href(str(url or ""), self.reader)

    def link(self, url: Any, label: Any) -> Markup:
        return inline.link(str(url or ""), label, self.reader)

    def picture(self, image: Any, size: str = "") -> Markup:
        """Return a picture of ours, or a frame that says what the picture shows."""
        context = {"shown": picture(image, self.reader), "size": size}
        return self.painter.render("picture.html", "Image", image, context)

    def file_href(self, file: Payload) -> str:
        """Return where a file of a message is downloaded."""
        return file_href(str(file.get("id", "")), str(file.get("name") or "file"), self.reader)

    def file_size(self, file: Payload) -> str:
        return size_text(file.get("size"))

    def written(self, block: Any) -> str:
        """Return rich text as the words in it, to be edited."""
        return plain(block, self.scene.names) if isinstance(block, Mapping) else ""

    def rich_line(self, block: Any) -> Markup:
        """Return the text of a rich text block without its paragraphs, for a title."""
        parts = block.get("elements") if isinstance(block, Mapping) else None
        lines = [inlines(part, self.reader) for part in parts or [] if isinstance(part, Mapping)]
        return Markup(" ").join(lines)

    def chart(self, block: Payload) -> Chart:
        return chart(block)

    def column(self, block: Payload, index: int) -> Markup:
        """Return the class attribute of a table's column."""
        settings = block.get("column_settings") or []
        setting = settings[index] if index < len(settings) else None
        wanted = setting if isinstance(setting, Mapping) else {}
        side = wanted.get("align") if wanted.get("align") in {"center", "right"} else "left"
        return Markup(' class="{}{}"').format(side, " wrapped" if wanted.get("is_wrapped") else "")

    def colour(self, value: Any) -> str:
        """Return an attachment's colour: one of Slack's names, #rrggbb, or "plain"."""
        said = str(value or "")
        if said in {"good", "warning", "danger"}:
            return said
        return f"#{said.lstrip('#')}" if _HEX.fullmatch(said) else "plain"

    def moment(self, ts: Any) -> str:
        """Return a time stamp as a day and time; empty when it is none."""
        try:
            return self.reader.dates.show(int(float(ts)), "{date_short} at {time}") or ""
        except (TypeError, ValueError, OverflowError):
            return ""

    def _hidden(self, element: Payload) -> bool:
        """Whether only others see the element, which an icon button can ask for."""
        seen_by = element.get("visible_to_user_ids")
        return isinstance(seen_by, list) and self.scene.me not in seen_by
