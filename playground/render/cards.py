"""Alerts, cards, containers and connections as styled lines."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from playground.controls import words
from playground.render.canvas import GAP, Canvas, flow
from playground.render.elements import image_line
from playground.render.mrkdwn import link_text
from playground.render.rich_text import rich_text
from playground.render.spans import Line, prefix, restyle, span, wrap_all
from playground.safe_text import safe

Block: TypeAlias = Mapping[str, Any]
_SIDE = "│ "
_LEVEL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "default": ("•", "bold"),
        "info": ("i", "bold"),
        "warning": ("!", "bold"),
        "error": ("✗", "bad"),
        "success": ("✓", "good"),
    }
)


def alert(block: Block, canvas: Canvas) -> list[Line]:
    """Return the text behind the mark of its level."""
    mark, style = _LEVEL.get(str(block.get("level")), _LEVEL["default"])
    lines = wrap_all(canvas.text(block.get("text")), canvas.width - GAP)
    return prefix(lines, f"{mark} ", None, style)


def card(block: Block, canvas: Canvas) -> list[Line]:
    """Return the card beside a line that holds it together."""
    inner = canvas.narrower(len(_SIDE))
    lines = [restyle(line, "bold") for line in canvas.text(block.get("title"))]
    lines += [restyle(line, "dim") for line in canvas.text(block.get("subtitle"))]
    picture = block.get("hero_image")
    lines += [image_line(picture)] if isinstance(picture, Mapping) else []
    lines += canvas.text(block.get("body"))
    lines += [restyle(line, "dim") for line in canvas.text(block.get("subtext"))]
    lines += flow([part for element in inner.elements(block) for part in element], inner.width)
    return prefix(wrap_all(lines, inner.width), _SIDE, _SIDE, "dim")


def carousel(block: Block, canvas: Canvas) -> list[Line]:
    """Return the cards one below the other."""
    lines: list[Line] = []
    for one in block.get("elements") or []:
        lines += [()] if lines else []
        lines += card(one, canvas) if isinstance(one, Mapping) else []
    return lines


def container(
    block: Block,
    canvas: Canvas,
    draw: Callable[[Sequence[Block], Canvas], list[Line]],
) -> list[Line]:
    """Return the title and, set in, what `draw` makes of the blocks.

    A collapsible one is shown open: a terminal has nothing to click it open with.
    """
    rich = block.get("rich_text_title")
    if isinstance(rich, Mapping):
        title = rich_text(rich, canvas.names)
    else:
        title = canvas.text(block.get("title"))
    lines = [restyle(line, "bold") for line in title]
    lines = prefix(lines, "▾ ") if block.get("is_collapsible") is True else lines
    lines += [restyle(line, "dim") for line in canvas.text(block.get("subtitle"))]
    if block.get("has_header_divider") is True:
        lines.append((span("─" * canvas.width, "dim"),))
    inside = [one for one in block.get("child_blocks") or [] if isinstance(one, Mapping)]
    return [*lines, *prefix(draw(inside, canvas.narrower(GAP)), "  ")]


def auth_provider(block: Block, canvas: Canvas) -> list[Line]:
    """Return the provider, whether the person is connected, and where to connect."""
    connected = block.get("is_connected") is True
    shown = [words(block.get(name)) for name in ("connected_identity", "connected_context")]
    state = " ".join(["connected", *(part for part in shown if part)])
    mark = span(f"  {state}", "good") if connected else span("  not connected", "dim")
    lines: list[Line] = [(span(words(block.get("name")), "bold"), mark)]
    lines += canvas.text(block.get("description"))
    url = safe(block.get("disconnect_url" if connected else "auth_url") or "")
    label = "Disconnect" if connected else "Connect"
    lines += [(span(link_text(url, label), "link"),)] if url else []
    return [*lines, *(line for element in canvas.elements(block) for line in element)]
