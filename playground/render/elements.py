"""Interactive elements as styled lines: what they say, what is chosen, their number."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from playground.controls import (
    BUTTONS,
    current_entry,
    element_label,
    option_of,
    options_of,
    words,
)
from playground.render.rich_text import plain
from playground.render.spans import Line, Span, span
from playground.safe_text import safe

_BUTTON_STYLES: Mapping[str, tuple[str, ...]] = {
    "primary": ("bold", "good"),
    "danger": ("bold", "bad"),
}
_CHOICES = frozenset({"checkboxes", "radio_buttons"})
_LISTED = 6  # options named beside a menu; of a longer list only the number is told
_OPTIONS = frozenset({"selected_option", "selected_options"})
_NAMED = frozenset(
    f"selected_{what}{plural}"
    for what in ("user", "conversation", "channel")
    for plural in ("", "s")
)


def element_lines(
    element: Mapping[str, Any],
    number: int,
    block_id: str,
    values: Mapping[str, Any],
    names: Mapping[str, str],
) -> list[Line]:
    """Return the element with its number; unwrapped."""
    entry = current_entry(block_id, element, values)
    kind = str(element.get("type"))
    if kind in BUTTONS:
        return [(button(element_label(element) or "…", number, str(element.get("style"))),)]
    if kind in _CHOICES:
        return _choices(element, number, entry)
    shown = value_text(entry, names)
    label = shown or element_label(element) or ("⋯" if kind == "overflow" else "choose")
    styles = () if shown else ("dim",)
    box = (span(f"[{number} ", "dim"), *_rows(label, styles), span(_mark(kind), "dim"))
    return [(*box, *_options_note(element))]


def button(label: str, number: int, style: str = "") -> Span:
    """Return a numbered button, for example [1 Confirm All]."""
    return span(f"[{number} {label}]", *_BUTTON_STYLES.get(style, ("bold",)))


def value_text(entry: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return in words what a state entry holds; empty when it holds nothing."""
    for key, value in entry.items():
        if key != "type" and value not in (None, [], ""):
            return safe(_value(key, value, names))
    return ""


def _value(key: str, value: Any, names: Mapping[str, str]) -> str:
    several = value if isinstance(value, list) else [value]
    if key in _OPTIONS:
        return ", ".join(option_of(one).text for one in several if isinstance(one, Mapping))
    if key == "selected_date_time" and isinstance(value, int):
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M UTC")
    if key == "rich_text_value" and isinstance(value, Mapping):
        return plain(value, names)
    return ", ".join(
        names.get(str(one), str(one)) if key in _NAMED else str(one) for one in several
    )


def _rows(text: str, styles: tuple[str, ...]) -> list[Span]:
    return [span(text.replace("\n", " "), *styles)]


def _mark(kind: str) -> str:
    return "]" if kind.endswith("_input") else " ▾]"


def _options_note(element: Mapping[str, Any]) -> list[Span]:
    options = options_of(element)
    if not options:
        return []
    if len(options) > _LISTED:
        return [span(f"  {len(options)} options", "dim")]
    return [span("  " + " · ".join(option.text for option in options), "dim")]


def _choices(element: Mapping[str, Any], number: int, entry: Mapping[str, Any]) -> list[Line]:
    """Return one line an option, marked as chosen or not."""
    several = element.get("type") == "checkboxes"
    held = entry.get("selected_options") if several else [entry.get("selected_option")]
    chosen = {one.get("value") for one in held or [] if isinstance(one, Mapping)}
    marks = ("[x]", "[ ]") if several else ("(•)", "( )")
    lines: list[Line] = []
    for option in options_of(element):
        mark = marks[0] if option.value in chosen else marks[1]
        first = span(f"[{number}] " if not lines else " " * len(f"[{number}] "), "dim")
        note = span(f"  {option.description}", "dim") if option.description else span("")
        lines.append((first, span(f"{mark} {option.text}"), note))
    return lines


def image_line(image: Mapping[str, Any]) -> Line:
    """Return an image as its description, the way a screen reader tells it."""
    title = words(image.get("title"))
    described = safe(image.get("alt_text") or "image").replace("\n", " ")
    return (span(f"[image: {described}]", "dim"), span(f" {title}" if title else ""))
