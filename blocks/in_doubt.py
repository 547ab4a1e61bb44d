"""The answers a person can give for an item that may or may not have happened."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.progress import ItemLine
from app.domain.words import summary as words
from app.domain.words.forms import button_for
from app.domain.words.verbs import Wording
from blocks import ids, limits
from blocks.elements import (
    actions,
    bold,
    button,
    confirm,
    context,
    paragraph,
    rich,
    run,
    section,
    spoken,
)
from blocks.items import name
from blocks.message import Block
from blocks.run_view import ProgressView


def in_doubt(view: ProgressView, most: int) -> list[Block | None]:
    """What is in doubt: where to look, an answer for each of the first `most`, and for all."""
    count = view.progress.counts.in_doubt
    if not count:
        return []
    shown = view.of(ItemStatus.IN_DOUBT)[:most]
    asked = [block for place, each in enumerate(shown) for block in _ask(view, place, each)]
    more = words.in_doubt_more(view.reader, count - len(shown)) if count > len(shown) else ""
    every = _ask_all(view, count) if count > 1 else None
    ask = words.in_doubt_ask(view.words, view.kind, view.account)
    told = paragraph(bold(f"{words.in_doubt(view.words, count)} "), run(ask))
    return [rich("in_doubt", told), *asked, context("in_doubt_more", more), every]


def _ask(view: ProgressView, place: int, each: ItemLine) -> list[Block | None]:
    label = section(f"in_doubt_item:{place}", name(each.label))
    return [label, answer_buttons(view, each, place)]


def _ask_all(view: ProgressView, count: int) -> Block | None:
    value = ids.OperationRef(view.progress.operation_id).value
    buttons = []
    for answer in answers(view.words, view.progress.status):
        title = words.all_title(view.words, count, answer.text)
        dialog = confirm(title, answer.warning, answer.text, words.BACK)
        text = words.all_of_them(count, answer.text)
        buttons.append(button(answer.for_all, text, value, confirm=dialog))
    return actions("in_doubt_all", *buttons)


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
