"""What Slack checks over all blocks together: uniqueness, totals, and what does not mix."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from playground.blockkit.charts import wrong_points
from playground.blockkit.places import at, items
from playground.blockkit.tables import CHARACTERS, wrong_cells

MARKDOWN_CHARACTERS = 12_000
# Undocumented: slackapi/bolt-js#2509 measured 13,297 for markdown alone and less with others.
MESSAGE_CHARACTERS = 13_000

Blocks = Sequence[Mapping[str, Any]]


def across(blocks: Blocks, pointer: str) -> Iterator[str]:
    """Yield what is wrong between the blocks of one message or view."""
    placed = list(_every(blocks, pointer))
    yield from _repeated_blocks(placed)
    for place, block in placed:
        yield from _repeated_actions(place, block)
        yield from _dispatching_upload(place, block)
        yield from wrong_cells(block, place)
        yield from wrong_points(block, place)
    yield from _several_focused(placed, pointer)


def across_message(blocks: Blocks, pointer: str) -> Iterator[str]:
    """Yield what is wrong between the blocks of a message beyond `across`."""
    yield from _markdown_total(blocks, pointer)
    yield from _tables(blocks, pointer)
    if {"plan", "task_card"} <= {str(block.get("type")) for block in blocks}:
        yield at(pointer, "plan and task_card blocks can't be mixed in one message")
    size = message_characters(blocks)
    if size > MESSAGE_CHARACTERS:
        yield at(
            pointer,
            f"all blocks together must be less than {MESSAGE_CHARACTERS + 1} characters, not {size}",
        )


def elements(block: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the elements of a block with the pointer of each inside the block."""
    found = [(name, block.get(name)) for name in ("accessory", "element")]
    for name in ("elements", "actions"):
        found += [(f"{name}/{index}", one) for index, one in enumerate(items(block.get(name)))]
    return [(place, one) for place, one in found if isinstance(one, Mapping)]


def message_characters(blocks: Any) -> int:
    """Return what counts for MESSAGE_CHARACTERS: all but a data_table, which has its own limit."""
    every = [block for block in items(blocks) if isinstance(block, Mapping)]
    return characters([block for block in every if block.get("type") != "data_table"])


def characters(part: Any) -> int:
    """Return how many characters of text stand in `part`, at any depth."""
    if isinstance(part, Mapping):
        own = part.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(
            characters(value) for value in part.values()
        )
    return sum(characters(item) for item in part) if isinstance(part, list | tuple) else 0


_Placed = tuple[str, Mapping[str, Any]]
# The lists of blocks that other blocks hold.
_INNER: Mapping[str, str] = {"container": "child_blocks", "carousel": "elements", "plan": "tasks"}


def _every(blocks: Blocks, pointer: str) -> Iterator[_Placed]:
    """Return the blocks with their pointers, and those that stand in them."""
    for index, block in enumerate(blocks):
        place = f"{pointer}/{index}"
        yield place, block
        name = _INNER.get(str(block.get("type")))
        inner = items(block.get(name)) if name else []
        nested = [one if isinstance(one, Mapping) else {} for one in inner]
        yield from _every(nested, f"{place}/{name}")


def _repeated_blocks(blocks: Sequence[_Placed]) -> Iterator[str]:
    seen: set[str] = set()
    for place, block in blocks:
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            yield at(f"{place}/block_id", f"block_id is already used: {name}")
        elif isinstance(name, str):
            seen.add(name)


def _repeated_actions(place: str, block: Mapping[str, Any]) -> Iterator[str]:
    seen: set[str] = set()
    for inside, element in elements(block):
        name = element.get("action_id")
        if isinstance(name, str) and name in seen:
            where = f"{place}/{inside}/action_id"
            yield at(where, f"action_id is already used in this block: {name}")
        elif isinstance(name, str):
            seen.add(name)


def _dispatching_upload(place: str, block: Mapping[str, Any]) -> Iterator[str]:
    element = block.get("element")
    uploads = isinstance(element, Mapping) and element.get("type") == "file_input"
    if uploads and block.get("dispatch_action") is True:
        # The reference of the input block names this answer.
        yield at(f"{place}/element/type", "unsupported type: file_input")


def _several_focused(blocks: Sequence[_Placed], pointer: str) -> Iterator[str]:
    every = (element for _, block in blocks for _, element in elements(block))
    if sum(element.get("focus_on_load") is True for element in every) > 1:
        yield at(pointer, "focus_on_load can be true for one element only")


def _markdown_total(blocks: Blocks, pointer: str) -> Iterator[str]:
    markdown = [block for block in blocks if block.get("type") == "markdown"]
    if len(markdown) > 1 and characters(markdown) > MARKDOWN_CHARACTERS:
        yield at(
            pointer,
            f"markdown blocks together must be less than {MARKDOWN_CHARACTERS + 1} characters",
        )


def _tables(blocks: Blocks, pointer: str) -> Iterator[str]:
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield at(pointer, "only one table is allowed in a message")
    every = [block for _, block in _every(blocks, pointer)]
    for kind, most in CHARACTERS.items():
        rows = [block.get("rows") for block in every if block.get("type") == kind]
        if characters(rows) > most:
            yield at(pointer, f"the cells of a {kind} must be less than {most + 1} characters")
