"""Statuses as data: which moves there are, and that the drawing shows the same ones."""

import re
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import InvalidMove
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.transitions import (
    ENDED,
    ITEM_MOVES,
    OPERATION_MOVES,
    check_item_move,
    check_operation_move,
    sources_of,
)

DRAWING = Path(__file__).parents[3] / "docs" / "state_machine.md"

_ARROW = re.compile(r"^\s*(\w+|\[\*\]) --> (\w+|\[\*\])(?:: (.+))?$", re.MULTILINE)


def drawn(number: int) -> dict[tuple[str, str], str]:
    """The arrows of the drawing's first or second diagram, with their reasons."""
    diagrams = re.findall(r"```mermaid\n(.*?)```", DRAWING.read_text(encoding="utf-8"), re.DOTALL)
    assert len(diagrams) == 2
    arrows = {(old, new): why for old, new, why in _ARROW.findall(diagrams[number])}
    return {move: why for move, why in arrows.items() if "[*]" not in move}


def moves_of(
    table: Mapping[Any, Mapping[Any, str]],
) -> dict[tuple[str, str], str]:
    return {
        (old.value, new.value): why for old, moves in table.items() for new, why in moves.items()
    }


def test_the_drawing_and_the_data_say_the_same() -> None:
    assert moves_of(OPERATION_MOVES) == drawn(0)
    assert moves_of(ITEM_MOVES) == drawn(1)


def test_every_status_has_its_line_and_every_move_its_reason() -> None:
    assert set(OperationStatus) == set(OPERATION_MOVES)
    assert set(ItemStatus) == set(ITEM_MOVES)
    reasons = [*moves_of(OPERATION_MOVES).values(), *moves_of(ITEM_MOVES).values()]
    assert all(reasons)
    assert not [why for why in reasons if set(why) & set(":;")], "the drawing cannot say that"


@pytest.mark.parametrize(("old", "new"), list(product(OperationStatus, repeat=2)))
def test_an_operation_makes_the_moves_of_the_table_and_no_others(
    old: OperationStatus, new: OperationStatus
) -> None:
    valid = new in OPERATION_MOVES[old]
    assert valid == (old in sources_of(new))
    if valid:
        check_operation_move(old, new)
    else:
        with pytest.raises(InvalidMove, match=f"{old}.*{new}"):
            check_operation_move(old, new)


@pytest.mark.parametrize(("old", "new"), list(product(ItemStatus, repeat=2)))
def test_an_item_makes_the_moves_of_the_table_and_no_others(
    old: ItemStatus, new: ItemStatus
) -> None:
    if new in ITEM_MOVES[old]:
        check_item_move(old, new)
    else:
        with pytest.raises(InvalidMove, match=f"{old}.*{new}"):
            check_item_move(old, new)


def test_what_was_cancelled_or_expired_or_done_stays_so() -> None:
    for ended in (OperationStatus.CANCELLED, OperationStatus.EXPIRED):
        assert OPERATION_MOVES[ended] == {}
    for settled in (ItemStatus.COMPLETED, ItemStatus.SKIPPED, ItemStatus.CANCELLED):
        assert ITEM_MOVES[settled] == {}
    assert {OperationStatus.COMPLETED, OperationStatus.FAILED} <= ENDED
