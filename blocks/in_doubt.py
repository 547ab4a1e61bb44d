"""The answers a person can give for an item that may or may not have happened."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.kinds import OperationStatus
from app.domain.words import summary as words
from app.domain.words.verbs import Wording
from blocks import ids
from blocks.elements import Element, button


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


def answer_buttons(
    said: Wording, status: OperationStatus, ref: ids.ItemRef, place: int
) -> list[Element]:
    """The buttons of one item; `place` keeps their ids unique in the message."""
    return [
        button(ids.numbered(answer.for_one, place), answer.text, ref.value)
        for answer in answers(said, status)
    ]
