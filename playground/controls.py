"""What a person can press, choose or fill in: found in blocks, in reading order.

Pure: the terminal numbers these controls, the stepper finds them by label.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.elements import STATEFUL, leaves
from playground.safe_text import safe, unescape

BUTTONS = frozenset({"button", "workflow_button", "icon_button"})
SEARCHED = frozenset({"external_select", "multi_external_select"})
_NOT_CONTROLS = frozenset({"image", "plain_text", "mrkdwn"})


@dataclass(frozen=True)
class Option:
    """One choice of a select, radio group, checkbox group or overflow menu."""

    text: str
    value: str
    source: Mapping[str, Any]  # as the block has it: Slack sends it back unchanged
    description: str = ""


@dataclass(frozen=True)
class Confirm:
    """The question that Slack asks before it passes a choice on."""

    title: str
    text: str
    yes: str
    no: str


@dataclass(frozen=True)
class Control:
    """One interactive element. `current` is its state entry: what is chosen or written in it."""

    label: str
    kind: str
    action_id: str
    block_id: str
    element: Mapping[str, Any]
    options: tuple[Option, ...] = ()
    current: Mapping[str, Any] = field(default_factory=dict)
    confirm: Confirm | None = None
    is_input: bool = False
    dispatches: bool = True  # whether a change is sent to the app at once
    optional: bool = False

    @property
    def is_button(self) -> bool:
        return self.kind in BUTTONS


def controls(
    blocks: Iterable[Mapping[str, Any]], values: Mapping[str, Any] | None = None
) -> list[Control]:
    """Return the controls of the blocks, in reading order.

    `values` is a view's `state.values` ({block_id: {action_id: entry}}); what it holds counts
    before the initial values that stand in the blocks.
    """
    return [
        _control(block, element, values or {})
        for block in leaves(blocks)
        for element in interactive(block)
    ]


def interactive(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the interactive elements of one block, in reading order."""
    return [
        element
        for element in _elements(block)
        if isinstance(element, Mapping) and element.get("type") not in _NOT_CONTROLS
    ]


def current_entry(block_id: str, element: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """Return the state entry of an element: from `values`, else from its initial value."""
    held = (values.get(block_id) or {}).get(str(element.get("action_id", "")))
    return held if isinstance(held, Mapping) else initial_entry(element)


def initial_entry(element: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an untouched element reports: its initial value under its state's key."""
    kind = str(element.get("type"))
    state = STATEFUL.get(kind)
    if state is None:
        return {}
    return {"type": kind, state.key: element.get(state.initial, empty_value(kind))}


def empty_value(kind: str) -> Any:
    """Return what an element of that type holds when it holds nothing."""
    empty = STATEFUL[kind].empty
    return None if empty is None else list(empty)


def by_label(errors: Mapping[str, str], found: Iterable[Control]) -> dict[str, str]:
    """Return field errors by the label of their input; by block_id where labels are not unique."""
    labels = {control.block_id: control.label for control in found}
    shared = Counter(labels.values())
    unique = {block_id: label for block_id, label in labels.items() if shared[label] == 1}
    return {unique.get(block_id, block_id): said for block_id, said in errors.items()}


def option_of(source: Mapping[str, Any]) -> Option:
    """Return the option that an option object of Slack describes."""
    return Option(
        words(source.get("text")),
        str(source.get("value", "")),
        source,
        words(source.get("description")),
    )


def words(text: Any) -> str:
    """Return what a text object says on one line, as a label to read and to type."""
    if not isinstance(text, Mapping):
        return ""
    said = str(text.get("text", ""))
    said = unescape(said) if text.get("type") == "mrkdwn" else said
    return " ".join(safe(said).split())


def _elements(block: Mapping[str, Any]) -> Iterator[Any]:
    if block.get("type") in {"actions", "context_actions"}:
        for element in block.get("elements") or []:
            yield from _feedback(element)
    elif block.get("type") in {"section", "auth_provider"}:
        yield block.get("accessory")
    elif block.get("type") == "input":
        yield block.get("element")
    elif block.get("type") == "card":
        yield from block.get("actions") or []
    elif block.get("type") == "data_table":
        yield from _cells(block.get("rows"))


def _cells(rows: Any) -> Iterator[Any]:
    """Yield the buttons that stand in cells."""
    for row in rows or []:
        for cell in row if isinstance(row, list) else []:
            yield cell.get("element") if isinstance(cell, Mapping) else None


def _feedback(element: Any) -> Iterator[Any]:
    """Yield the two buttons of a feedback element as buttons, anything else as it is."""
    if not isinstance(element, Mapping) or element.get("type") != "feedback_buttons":
        yield element
        return
    for name in ("positive_button", "negative_button"):
        half = element.get(name)
        if isinstance(half, Mapping):
            yield {"type": "button", "action_id": element.get("action_id", ""), **half}


def _control(
    block: Mapping[str, Any], element: Mapping[str, Any], values: Mapping[str, Any]
) -> Control:
    is_input = block.get("type") == "input"
    block_id = str(block.get("block_id", ""))
    return Control(
        label=words(block.get("label")) if is_input else element_label(element),
        kind=str(element.get("type", "")),
        action_id=str(element.get("action_id", "")),
        block_id=block_id,
        element=element,
        options=options_of(element),
        current=current_entry(block_id, element, values),
        confirm=_confirm(element.get("confirm")),
        is_input=is_input,
        dispatches=not is_input or block.get("dispatch_action") is True,
        optional=is_input and block.get("optional") is True,
    )


def element_label(element: Mapping[str, Any]) -> str:
    """Return what an element shows of itself: its text, else its placeholder."""
    return words(element.get("text")) or words(element.get("placeholder"))


def options_of(element: Mapping[str, Any]) -> tuple[Option, ...]:
    """Return the options of an element, those of its groups in order."""
    found = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        found += group.get("options") or [] if isinstance(group, Mapping) else []
    return tuple(option_of(one) for one in found if isinstance(one, Mapping))


def _confirm(dialog: Any) -> Confirm | None:
    if not isinstance(dialog, Mapping):
        return None
    return Confirm(
        words(dialog.get("title")),
        words(dialog.get("text")),
        words(dialog.get("confirm")) or "Yes",
        words(dialog.get("deny")) or "No",
    )
