"""Builders of the few blocks that the messages and modals are made of."""

from collections.abc import Iterable, Sequence
from typing import Any

from blocks import limits
from blocks.message import Block, View
from blocks.text import cut, line

Element = dict[str, Any]
Run = dict[str, Any]


def plain(text: str, limit: int) -> Element:
    """Text that Slack shows as it is; a dash where there is none, since it may not be empty."""
    return {"type": "plain_text", "text": cut(text, limit) or "-", "emoji": False}


def header(block_id: str, text: str) -> Block:
    """The title of a message or of a part of a modal."""
    return {"type": "header", "block_id": block_id, "text": plain(text, limits.HEADER)}


def section(block_id: str, text: str, accessory: Element | None = None) -> Block:
    """A paragraph, with a button beside it where one is given."""
    block = {"type": "section", "block_id": block_id, "text": plain(text, limits.SECTION)}
    return block | ({"accessory": accessory} if accessory else {})


def context(block_id: str, *lines: str) -> Block | None:
    """Small grey lines; None when there are none."""
    elements = [plain(text, limits.LINE) for text in lines if text]
    return {"type": "context", "block_id": block_id, "elements": elements} if elements else None


def divider(block_id: str) -> Block:
    """A line between two parts."""
    return {"type": "divider", "block_id": block_id}


def small_print(block_id: str, text: str) -> Block:
    """A small grey paragraph, with its line breaks."""
    return {"type": "context", "block_id": block_id, "elements": [plain(text, limits.SECTION)]}


def context_mrkdwn(block_id: str, text: str) -> Block:
    """A small grey line of our own words that mentions a person; `text` is escaped and short."""
    element = {"type": "mrkdwn", "text": text, "verbatim": True}
    return {"type": "context", "block_id": block_id, "elements": [element]}


def rich(block_id: str, *parts: Element | None) -> Block | None:
    """Paragraphs and lists in one block; None when there is nothing in it."""
    elements = [part for part in parts if part]
    return {"type": "rich_text", "block_id": block_id, "elements": elements} if elements else None


def run(text: str) -> Run:
    """Literal text within a paragraph or a list."""
    return {"type": "text", "text": text}


def bold(text: str) -> Run:
    """Literal text, in bold."""
    return {"type": "text", "text": text, "style": {"bold": True}}


def struck(text: str) -> Run:
    """Literal text, struck through."""
    return {"type": "text", "text": text, "style": {"strike": True}}


def paragraph(*runs: Run) -> Element:
    """One paragraph of rich text; runs may hold line breaks."""
    return {"type": "rich_text_section", "elements": list(runs)}


def bullets(items: Iterable[str | Sequence[Run]]) -> Element | None:
    """A list, one item a line; None when it is empty."""
    listed = [paragraph(*_runs(item)) for item in items]
    return {"type": "rich_text_list", "style": "bullet", "elements": listed} if listed else None


def titled(block_id: str, title: str, items: Sequence[str | Sequence[Run]]) -> Block | None:
    """A bold title with a list under it, or with one line; None when there is nothing to list."""
    if len(items) == 1:
        only = "".join(part["text"] for part in _runs(items[0]))
        return rich(block_id, paragraph(bold(f"{title}\n"), run(only)))
    return rich(block_id, paragraph(bold(title)), bullets(items)) if items else None


def quoted(block_id: str, title: str, lines: Sequence[str]) -> Block | None:
    """A bold title and its lines beside a bar, which sets them apart; None without lines."""
    if not lines:
        return None
    runs = [bold(title), run("".join(f"\n{text}" for text in lines))]
    return rich(block_id, {"type": "rich_text_quote", "elements": runs})


def rows(block_id: str, lines: Sequence[str]) -> Block | None:
    """Lines in letters of one width, so that columns line up; None when there are none."""
    if not lines:
        return None
    shown = {"type": "rich_text_preformatted", "elements": [run("\n".join(lines))]}
    return rich(block_id, shown)


def facts(
    block_id: str, pairs: Iterable[tuple[str, str]], limit: int = limits.FACT
) -> Block | None:
    """Lines of "Label: value"; a pair without a value is left out, a long value is cut."""
    runs: list[Run] = []
    for label, value in pairs:
        if value:
            runs += [bold(f"{label}: "), run(f"{line(value, limit)}\n")]
    if not runs:
        return None
    runs[-1] = run(runs[-1]["text"].rstrip("\n"))
    return rich(block_id, paragraph(*runs))


def button(
    action_id: str, text: str, value: str, style: str | None = None, confirm: Element | None = None
) -> Element:
    """A button; `style` is "primary" or "danger", `confirm` asks once more."""
    element: Element = {
        "type": "button",
        "action_id": action_id,
        "text": plain(text, limits.BUTTON_TEXT),
        "value": value,
    }
    return element | ({"style": style} if style else {}) | ({"confirm": confirm} if confirm else {})


def spoken(element: Element, text: str) -> Element:
    """A button that a screen reader tells from others with the same words."""
    return element | {"accessibility_label": cut(text, limits.BUTTON_TEXT)}


def confirm(title: str, text: str, yes: str, no: str, style: str | None = None) -> Element:
    """The dialog between a button and its effect."""
    dialog = {
        "title": plain(title, limits.CONFIRM_TITLE),
        "text": plain(text, limits.CONFIRM_TEXT),
        "confirm": plain(yes, limits.CONFIRM_BUTTON),
        "deny": plain(no, limits.CONFIRM_BUTTON),
    }
    return dialog | ({"style": style} if style else {})


def actions(block_id: str, *elements: Element | None) -> Block | None:
    """A row of buttons and menus; None when there are none."""
    shown = [element for element in elements if element]
    return {"type": "actions", "block_id": block_id, "elements": shown} if shown else None


def option(text: str, value: str, detail: str = "") -> Element:
    """One entry of a menu."""
    entry: Element = {"text": plain(text, limits.OPTION_TEXT), "value": value}
    if detail:
        entry["description"] = plain(detail, limits.OPTION_TEXT)
    return entry


def select(action_id: str, placeholder: str, options: Sequence[Element]) -> Element:
    """A menu of at most 100 options."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, limits.OPTION_TEXT),
        "options": list(options),
    }


def entry(name: str, label: str, element: Element, hint: str = "") -> Block:
    """An input of a modal; `name` is both its block_id and its action_id."""
    block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, limits.INPUT_LABEL),
        "element": element | {"action_id": name},
    }
    return block | ({"hint": plain(hint, limits.INPUT_LABEL)} if hint else {})


def search_select(action_id: str, placeholder: str) -> Element:
    """A menu whose options are asked for while the person types."""
    return {
        "type": "external_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, limits.OPTION_TEXT),
        "min_query_length": 0,
    }


def text_input(initial: str, *, multiline: bool = False) -> Element:
    """A text field; `initial` must fit, for a cut text would be saved as it is."""
    element: Element = {
        "type": "plain_text_input",
        "multiline": multiline,
        "max_length": limits.INPUT_TEXT,
    }
    return element | ({"initial_value": initial} if initial else {})


def modal(
    callback_id: str,
    title: str,
    blocks: Iterable[Block | None],
    *,
    close: str,
    submit: str | None = None,
    metadata: str = "",
) -> View:
    """A modal; one with inputs needs `submit`."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, limits.MODAL_TITLE),
        "close": plain(close, limits.MODAL_TITLE),
        "private_metadata": metadata,
        "blocks": [block for block in blocks if block],
    }
    return view | ({"submit": plain(submit, limits.MODAL_TITLE)} if submit else {})


def _runs(item: str | Sequence[Run]) -> list[Run]:
    return [run(item)] if isinstance(item, str) else list(item)
