"""The answers a person can give for an item that may or may not have happened."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.kinds import OperationStatus
from app.domain.progress import ItemLine
from app.domain.words import summary as words
from app.domain.words.forms import button_for
from app.domain.words.verbs import Wording
from blocks import ids, limits
from blocks.elements import actions, button, spoken
from blocks.items import name
from blocks.message import Block
from blocks.run_view import ProgressView


@dataclass(frozen=True)
class Answer:
    """One answer: its words, its action for one item and for all, and what it leads to."""

    text: str
    for_one: re.Pattern[str]
    for_all: str
    warning: str


def answers(said: Wording, status: OperationStatus) -> Sequence[Answer]:
    """The answers there are: a cancelled run does nothing again, so that it is only recorded."""
    settled = words.all_settled_text()
    done = Answer(said.was_done, ids.IN_DOUBT_DONE, ids.IN_DOUBT_ALL_DONE, settled)
    if status is OperationStatus.CANCELLED:
        return [
            done,
            Answer(said.was_not_done, ids.IN_DOUBT_NOT_DONE, ids.IN_DOUBT_ALL_NOT_DONE, settled),
        ]
    twice = words.all_again_text(said)
    return [done, Answer(said.again, ids.IN_DOUBT_AGAIN, ids.IN_DOUBT_ALL_AGAIN, twice)]


def answer_buttons(view: ProgressView, each: ItemLine, place: int) -> Block | None:
    """The answers for one item; `place` keeps their ids unique in the message."""
    value = ids.ItemRef(view.progress.operation_id, each.id).value
    buttons = [
        spoken(
            button(ids.numbered(answer.for_one, place), answer.text, value),
            button_for(answer.text, name(each.label, limits.NAME)),
        )
        for answer in answers(view.words, view.progress.status)
    ]
    return actions(f"in_doubt_answer:{place}", *buttons)
