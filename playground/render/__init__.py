"""Blocks as plain lines for a terminal. Pure; nothing in the text can steer the terminal.

Every interactive element carries its number, the one `playground.controls.controls` gives it
by position (the first is 1).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from playground.controls import controls, words
from playground.render.blocks import draw
from playground.render.canvas import Canvas
from playground.render.elements import button
from playground.render.mrkdwn import mrkdwn
from playground.render.spans import Line, pad, paint, span, width_of, wrap_all

__all__ = ["Look", "render_blocks", "render_message", "render_text", "render_view", "view_buttons"]


@dataclass(frozen=True)
class Look:
    """How to draw: the width in columns, ANSI styles or none, names by id of people and channels."""

    width: int = 80
    styled: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


_PLAIN = Look()


def render_text(text: str, look: Look = _PLAIN) -> list[str]:
    """Return mrkdwn text as lines."""
    return _painted(wrap_all(mrkdwn(text, look.names), look.width), look)


def render_blocks(
    blocks: Sequence[Mapping[str, Any]], look: Look = _PLAIN, first_number: int = 1
) -> list[str]:
    """Return the blocks as lines; the controls are numbered from `first_number`."""
    return _painted(draw(blocks, Canvas(look.width, look.names, numbers=count(first_number))), look)


def render_message(
    message: Mapping[str, Any], look: Look = _PLAIN, first_number: int = 1
) -> list[str]:
    """Return a message: its blocks, else its text, then its attachments."""
    numbers = count(first_number)
    blocks = message.get("blocks") or []
    canvas = Canvas(look.width, look.names, numbers=numbers)
    lines = (
        draw(blocks, canvas)
        if blocks
        else wrap_all(mrkdwn(str(message.get("text") or ""), look.names), look.width)
    )
    inner = Canvas(look.width - 2, look.names, numbers=numbers)
    for attachment in message.get("attachments") or []:
        lines += [(span("│ ", "dim"), *line) for line in _attachment(attachment, inner)]
    return _painted(lines, look)


def render_view(
    view: Mapping[str, Any],
    look: Look = _PLAIN,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    first_number: int = 1,
) -> list[str]:
    """Return a modal in its frame with title, submit and close, or a home tab without frame.

    `values` is the view's `state.values`, `errors` the refusals of a submission by block_id. The
    numbers of submit and close follow those of the controls.
    """
    blocks = view.get("blocks") or []
    framed = view.get("type") == "modal"
    held = values if values is not None else (view.get("state") or {}).get("values") or {}
    width = look.width - 4 if framed else look.width
    lines = draw(blocks, Canvas(width, look.names, held, errors or {}, count(first_number)))
    if framed:
        number = len(controls(blocks)) + first_number
        lines = _frame(words(view.get("title")), lines, _buttons(view, number), width)
    return _painted(lines, look)


def view_buttons(view: Mapping[str, Any]) -> tuple[str | None, str]:
    """Return the labels of submit (None without one) and close, as Slack shows them."""
    has_inputs = any(block.get("type") == "input" for block in view.get("blocks") or [])
    submit = words(view.get("submit")) or ("Submit" if has_inputs else None)
    return submit, words(view.get("close")) or "Cancel"


def _buttons(view: Mapping[str, Any], number: int) -> Line:
    submit, close = view_buttons(view)
    if submit is None:
        return (button(close, number),)
    return (button(submit, number, "primary"), span("  "), button(close, number + 1))


def _frame(title: str, lines: Sequence[Line], buttons: Line, width: int) -> list[Line]:
    rule = "─" * max(0, width - width_of(title) - 1)
    side = span("│", "dim")
    rows: list[Line] = [(span("╭─ ", "dim"), span(title, "bold"), span(f" {rule}╮", "dim"))]
    inside = (*lines, (), buttons)
    rows += [(side, span(" "), *pad(line, width), span(" "), side) for line in inside]
    return [*rows, (span("╰" + "─" * (width + 2) + "╯", "dim"),)]


def _attachment(attachment: Any, canvas: Canvas) -> list[Line]:
    if not isinstance(attachment, Mapping):
        return []
    if attachment.get("blocks"):
        return draw(attachment["blocks"], canvas)
    said = [attachment.get(name) for name in ("pretext", "title", "text")]
    said = [one for one in said if one] or [attachment.get("fallback") or ""]
    lines = [line for one in said for line in mrkdwn(str(one), canvas.names)]
    return wrap_all(lines, canvas.width)


def _painted(lines: Iterable[Line], look: Look) -> list[str]:
    return [paint(line, styled=look.styled) for line in lines]
