"""Interactive elements inside blocks: finding them, and the state that they carry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from playground.ids import new_id

Block = Mapping[str, Any]
StateValues = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class Stateful:
    """How an element type keeps its value: in state, as a default, and when empty."""

    key: str
    initial: str
    empty: Any = None


_TEXT = Stateful("value", "initial_value")
_ONE = Stateful("selected_option", "initial_option")
_MANY = Stateful("selected_options", "initial_options", ())

# From Slack's reference of block elements: what each adds to view.state.values and to actions.
STATEFUL: Mapping[str, Stateful] = MappingProxyType(
    {
        "plain_text_input": _TEXT,
        "email_text_input": _TEXT,
        "url_text_input": _TEXT,
        "number_input": _TEXT,
        "rich_text_input": Stateful("rich_text_value", "initial_value"),
        "static_select": _ONE,
        "external_select": _ONE,
        "radio_buttons": _ONE,
        "multi_static_select": _MANY,
        "multi_external_select": _MANY,
        "checkboxes": _MANY,
        "users_select": Stateful("selected_user", "initial_user"),
        "multi_users_select": Stateful("selected_users", "initial_users", ()),
        "channels_select": Stateful("selected_channel", "initial_channel"),
        "multi_channels_select": Stateful("selected_channels", "initial_channels", ()),
        "conversations_select": Stateful("selected_conversation", "initial_conversation"),
        "multi_conversations_select": Stateful(
            "selected_conversations", "initial_conversations", ()
        ),
        "datepicker": Stateful("selected_date", "initial_date"),
        "timepicker": Stateful("selected_time", "initial_time"),
        "datetimepicker": Stateful("selected_date_time", "initial_date_time"),
        "file_input": Stateful("files", "initial_files", ()),
    }
)


@dataclass(frozen=True)
class Placed:
    """An interactive element and the block it stands in."""

    block: Block
    element: Block

    @property
    def block_id(self) -> str:
        """The id of the block."""
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        """The id of the element."""
        return str(self.element["action_id"])


# The blocks that hold other blocks, and the list that these stand in.
_INNER: Mapping[str, str] = MappingProxyType({"container": "child_blocks", "carousel": "elements"})


def leaves(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks in reading order, those of a container or carousel in its place."""
    for block in blocks:
        inner = _INNER.get(str(block.get("type")))
        if inner is None:
            yield block
        else:
            yield from leaves(one for one in block.get(inner) or () if isinstance(one, Mapping))


def placed_elements(blocks: Iterable[Block]) -> Iterator[Placed]:
    """All elements with an action_id, in order, wherever they are nested."""
    for block in leaves(blocks):
        for element in _interactive(block):
            yield Placed(block, element)


def find_element(blocks: Iterable[Block], action_id: str, block_id: str | None) -> Placed | None:
    """The element with that action_id, in that block if one is named; None when there is none."""
    for placed in placed_elements(blocks):
        if placed.action_id == action_id and block_id in (None, placed.block_id):
            return placed
    return None


def with_ids(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks with a block_id and action_ids made up where none were given, as Slack does."""
    return [{"block_id": new_id("b"), **_with_action_ids(block)} for block in blocks]


def state_values(blocks: Iterable[Block], entered: StateValues) -> StateValues:
    """The state of all stateful elements: what was entered, else what they start with."""
    values: StateValues = {}
    for placed in placed_elements(blocks):
        kind = str(placed.element.get("type"))
        if kind in STATEFUL:
            given = entered.get(placed.block_id, {}).get(placed.action_id)
            state = given or _initial(placed.element)
            values.setdefault(placed.block_id, {})[placed.action_id] = {"type": kind, **state}
    return values


def missing_inputs(blocks: Iterable[Block], values: StateValues) -> dict[str, str]:
    """The required inputs that were left empty, as field errors by block_id."""
    errors = {}
    for placed in placed_elements(blocks):
        if placed.block.get("type") != "input" or placed.block.get("optional"):
            continue
        state = values.get(placed.block_id, {}).get(placed.action_id, {})
        stateful = STATEFUL.get(str(placed.element.get("type")))
        if stateful is not None and state.get(stateful.key) in (None, "", [], ()):
            errors[placed.block_id] = "Please complete this required field."
    return errors


def offered_options(element: Block) -> dict[str, dict[str, Any]] | None:
    """The options a person can choose from, by value; None when the element brings no list."""
    groups = [element, *element.get("option_groups", ())]
    options = [option for group in groups for option in group.get("options", ())]
    return {str(option["value"]): option for option in options} if options else None


def _initial(element: Block) -> dict[str, Any]:
    stateful = STATEFUL[str(element["type"])]
    empty = list(stateful.empty) if stateful.empty is not None else None
    return {stateful.key: element.get(stateful.initial, empty)}


def _interactive(node: Any) -> Iterator[Block]:
    if isinstance(node, Mapping):
        if "action_id" in node and "type" in node:
            yield node
        children: Iterable[Any] = node.values()
    elif isinstance(node, list):
        children = node
    else:
        return
    for child in children:
        yield from _interactive(child)


_SEVERAL: Mapping[str, str] = MappingProxyType(
    {"actions": "elements", "context_actions": "elements", "card": "actions"}
)
_WITHOUT_ACTION = frozenset({"image", "mrkdwn", "plain_text"})


def _with_action_ids(block: Block) -> dict[str, Any]:
    filled = dict(block)
    inner = _INNER.get(str(block.get("type")))
    if inner is not None:
        filled[inner] = with_ids(block.get(inner, ()))
    several = _SEVERAL.get(str(block.get("type")))
    if several is not None and several in block:
        filled[several] = [_with_action_id(element) for element in block[several]]
    if "rows" in block:
        filled["rows"] = [[_with_cell_id(cell) for cell in row] for row in block["rows"]]
    for place in ("accessory", "element"):
        if isinstance(block.get(place), Mapping):
            filled[place] = _with_action_id(block[place])
    return filled


def _with_action_id(element: Block) -> dict[str, Any]:
    if element.get("type") in _WITHOUT_ACTION:
        return dict(element)
    return {"action_id": new_id("a"), **element}


def _with_cell_id(cell: Block) -> dict[str, Any]:
    if cell.get("type") != "action":
        return dict(cell)
    return {**cell, "element": _with_action_id(cell["element"])}
