"""What Slack checks over all blocks together: uniqueness, totals, and what does not mix."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from playground.blockkit.engine import at

MARKDOWN_CHARACTERS = 12_000
TABLE_CHARACTERS = 10_000
# Undocumented: slackapi/bolt-js#2509 measured 13,297 for markdown alone and less with others.
MESSAGE_CHARACTERS = 13_000

Blocks = Sequence[Mapping[str, Any]]


def across(blocks: Blocks, pointer: str) -> Iterator[str]:
    """Yield what is wrong between the blocks of one message or view."""
    yield from _repeated_blocks(blocks, pointer)
    yield from _repeated_actions(blocks, pointer)
    yield from _several_focused(blocks, pointer)


def across_message(blocks: Blocks, pointer: str) -> Iterator[str]:
    """Yield what is wrong between the blocks of a message beyond `across`."""
    yield from _markdown_total(blocks, pointer)
    yield from _tables(blocks, pointer)
    if {"plan", "task_card"} <= {str(block.get("type")) for block in blocks}:
        yield at(pointer, "plan and task_card blocks can't be mixed in one message")
    size = characters(blocks)
    if size > MESSAGE_CHARACTERS:
        yield at(
            pointer,
            f"all blocks together must be less than {MESSAGE_CHARACTERS + 1} characters, not {size}",
        )


def elements(block: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the elements of a block with the pointer of each inside the block."""
    found = [(name, block.get(name)) for name in ("accessory", "element")]
    several = block.get("elements")
    if isinstance(several, list):
        found += [(f"elements/{index}", one) for index, one in enumerate(several)]
    return [(place, one) for place, one in found if isinstance(one, Mapping)]


def characters(part: Any) -> int:
    """Return how many characters of text stand in `part`, at any depth."""
    if isinstance(part, Mapping):
        own = part.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(
            characters(value) for value in part.values()
        )
    return sum(characters(item) for item in part) if isinstance(part, list | tuple) else 0


def _repeated_blocks(blocks: Blocks, pointer: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            yield at(f"{pointer}/{index}/block_id", f"block_id is already used: {name}")
        elif isinstance(name, str):
            seen.add(name)


def _repeated_actions(blocks: Blocks, pointer: str) -> Iterator[str]:
    for index, block in enumerate(blocks):
        seen: set[str] = set()
        for place, element in elements(block):
            name = element.get("action_id")
            if isinstance(name, str) and name in seen:
                where = f"{pointer}/{index}/{place}/action_id"
                yield at(where, f"action_id is already used in this block: {name}")
            elif isinstance(name, str):
                seen.add(name)


def _several_focused(blocks: Blocks, pointer: str) -> Iterator[str]:
    every = (element for block in blocks for _, element in elements(block))
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
    for index, block in enumerate(blocks):
        rows = block.get("rows")
        if block.get("type") == "table" and isinstance(rows, list):
            yield from _table(rows, f"{pointer}/{index}/rows")


def _table(rows: list[Any], pointer: str) -> Iterator[str]:
    if characters(rows) > TABLE_CHARACTERS:
        yield at(pointer, f"a table must be less than {TABLE_CHARACTERS + 1} characters")
    for line, row in enumerate(rows):
        for column, cell in enumerate(row if isinstance(row, list) else []):
            empty = isinstance(cell, Mapping) and cell.get("type") == "rich_text"
            if empty and not _shows_something(cell):
                yield at(f"{pointer}/{line}/{column}", "a table cell can't be empty")


def _shows_something(part: Any) -> bool:
    """Say whether rich text holds any inline element (a mention has no text of its own)."""
    if isinstance(part, Mapping):
        inner = part.get("elements")
        return bool(part.get("type")) if inner is None else _shows_something(inner)
    return any(_shows_something(item) for item in part) if isinstance(part, list) else False
