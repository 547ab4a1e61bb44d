"""Each block type as styled lines."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from playground.controls import words
from playground.render.canvas import GAP, Canvas, flow
from playground.render.cards import alert, auth_provider, card, carousel, container
from playground.render.charts import chart
from playground.render.elements import image_line
from playground.render.mrkdwn import link_text, markdown
from playground.render.rich_text import rich_text
from playground.render.spans import (
    Line,
    Span,
    prefix,
    restyle,
    span,
    split_lines,
    width_of,
    wrap,
    wrap_all,
)
from playground.render.table import beside, table
from playground.safe_text import safe

_STATUS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "pending": ("○", "dim"),
        "in_progress": ("◐", "bold"),
        "complete": ("✓", "good"),
        "error": ("✗", "bad"),
    }
)


Drawer: TypeAlias = Callable[[Mapping[str, Any], Canvas], list[Line]]


def draw(blocks: Sequence[Mapping[str, Any]], canvas: Canvas) -> list[Line]:
    """Return all blocks, wrapped to the canvas, in order."""
    lines: list[Line] = []
    for block in blocks:
        drawer = _DRAWERS.get(str(block.get("type")), _unknown)
        drawn = [row for line in drawer(block, canvas) for row in split_lines(line)]
        lines += wrap_all(drawn, canvas.width)
    return lines


def _header(block: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    return [restyle(line, "bold") for line in canvas.text(block.get("text"))]


def _section(block: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    lines = wrap_all(canvas.text(block.get("text")), canvas.width)
    fields = [canvas.text(one) for one in block.get("fields") or []]
    half = (canvas.width - GAP) // 2
    for index in range(0, len(fields), 2):
        lines += beside(fields[index : index + 2], [half, half])
    accessory = block.get("accessory")
    if isinstance(accessory, Mapping) and accessory.get("type") == "image":
        return [*lines, image_line(accessory)]
    for element in canvas.elements(block):
        lines = _at_the_end(lines, element, canvas.width)
    return lines


def _at_the_end(lines: list[Line], element: list[Line], width: int) -> list[Line]:
    """Put a short element at the right of a one-line text, any other below the text."""
    if len(lines) != 1 or len(element) != 1:
        return [*lines, *prefix(element, "  ")]
    free = width - width_of(lines[0]) - width_of(element[0])
    if free < GAP:
        return [*lines, *prefix(element, "  ")]
    return [(*lines[0], Span(" " * free), *element[0])]


def _context(block: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    parts: list[Line] = []
    for element in block.get("elements") or []:
        image = isinstance(element, Mapping) and element.get("type") == "image"
        parts += [image_line(element)] if image else canvas.text(element)
    return [restyle(line, "dim") for line in flow(parts, canvas.width)]


def _divider(_: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    return [(span("─" * canvas.width, "dim"),)]


def _actions(block: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    """Set one-line elements side by side; the options of a list take lines of their own."""
    lines: list[Line] = []
    waiting: list[Line] = []
    for element in canvas.elements(block):
        if len(element) == 1:
            waiting += element
        else:
            lines += [*flow(waiting, canvas.width), *element]
            waiting = []
    return [*lines, *flow(waiting, canvas.width)]


def _input(block: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    optional = span("  optional", "dim") if block.get("optional") is True else span("")
    lines: list[Line] = [(span(words(block.get("label")), "bold"), optional)]
    for element in canvas.elements(block):
        lines += prefix(element, "  ")
    hint = words(block.get("hint"))
    lines += [(span(f"  {hint}", "dim"),)] if hint else []
    error = canvas.errors.get(str(block.get("block_id", "")))
    return [*lines, (span(f"  ! {safe(error)}", "bad"),)] if error else lines


def _rich_text(block: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    return rich_text(block, canvas.names)


def _markdown(block: Mapping[str, Any], _: Canvas) -> list[Line]:
    return markdown(str(block.get("text", "")))


def _table(block: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    return table(block, canvas.width, canvas.names)


def _data_table(block: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    caption: Line = (span(safe(block.get("caption", "")), "bold"),)
    return [caption, *table(block, canvas.width, canvas.names, canvas.numbers)]


def _container(block: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    return container(block, canvas, draw)


def _image(block: Mapping[str, Any], _: Canvas) -> list[Line]:
    return [image_line(block)]


def _video(block: Mapping[str, Any], _: Canvas) -> list[Line]:
    title = words(block.get("title"))
    return [(span(f"[video] {title}"), span(f"  {link_text(safe(block.get('video_url', '')))}"))]


def _file(block: Mapping[str, Any], _: Canvas) -> list[Line]:
    return [(span(f"[file: {safe(block.get('external_id', ''))}]", "dim"),)]


def _call(block: Mapping[str, Any], _: Canvas) -> list[Line]:
    return [(span(f"[call: {safe(block.get('call_id', ''))}]", "dim"),)]


def _plan(block: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    lines: list[Line] = [(span(safe(block.get("title", "")), "bold"),)]
    for task in block.get("tasks") or []:
        lines += prefix(_task(task, canvas), "  ", "  ") if isinstance(task, Mapping) else []
    return lines


def _task(block: Mapping[str, Any], canvas: Canvas) -> list[Line]:
    mark, style = _STATUS.get(str(block.get("status")), _STATUS["pending"])
    lines: list[Line] = [(span(f"{mark} ", style), span(safe(block.get("title", ""))))]
    for name in ("details", "output"):
        part = block.get(name)
        if isinstance(part, Mapping):
            lines += prefix(rich_text(part, canvas.names), "  ", "  ")
    for source in block.get("sources") or []:
        url, label = safe(source.get("url", "")), safe(source.get("text", ""))
        lines.append((span(f"  {link_text(url, label)}", "dim", "link"),))
    return [row for line in lines for row in wrap(line, canvas.width - GAP)]


def _unknown(block: Mapping[str, Any], _: Canvas) -> list[Line]:
    return [(span(f"[{safe(block.get('type', 'unknown'))} block]", "dim"),)]


_DRAWERS: Mapping[str, Drawer] = MappingProxyType(
    {
        "header": _header,
        "section": _section,
        "context": _context,
        "divider": _divider,
        "actions": _actions,
        "context_actions": _actions,
        "input": _input,
        "rich_text": _rich_text,
        "markdown": _markdown,
        "table": _table,
        "image": _image,
        "video": _video,
        "file": _file,
        "call": _call,
        "alert": alert,
        "card": card,
        "carousel": carousel,
        "container": _container,
        "auth_provider": auth_provider,
        "data_table": _data_table,
        "data_visualization": chart,
        "plan": _plan,
        "task_card": _task,
    }
)
