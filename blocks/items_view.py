"""The See all modal: every item of a draft, with what it will do, to take out or put back."""

import re
from collections.abc import Sequence

from app.domain.actions import SendMail
from app.domain.operation import BulkDraft, BulkItem
from app.domain.words import forms as words
from app.domain.words.reader import Reader
from blocks import ids, limits
from blocks.elements import (
    Run,
    actions,
    bold,
    button,
    context,
    divider,
    entry,
    modal,
    paragraph,
    rich,
    section,
    small_print,
    spoken,
    struck,
    text_input,
)
from blocks.items import every_change, name
from blocks.message import Block, View
from blocks.paging import page_buttons, page_of
from blocks.preview import wording_of
from blocks.text import line, prose


def items_view(
    draft: BulkDraft, items: Sequence[BulkItem], reader: Reader, page: int = 0, search: str = ""
) -> View:
    """The page of `items` (all of the draft's, in order) that `search` leaves; pages from 0."""
    wanted = search.strip()[: limits.SEARCH]
    found = [item for item in items if _matches(item, wanted.casefold())]
    at = page_of(found, page)
    state = ids.ItemsState(draft.id, draft.digest, at.number, wanted)
    out = sum(item.id in draft.excluded for item in items)
    counted = words.included(reader, wording_of(draft), len(items) - out, out)
    return modal(
        ids.ITEMS,
        words.ITEMS_TITLE,
        [
            context("counts", counted, words.found(reader, len(found)) if wanted else ""),
            context("at_once", words.AT_ONCE),
            _search(wanted),
            *[b for place, item in enumerate(at.entries) for b in _item(draft, item, place)],
            None if found else section("nothing", words.NOTHING_FOUND),
            *page_buttons(at, reader),
        ],
        close=words.TO_PREVIEW,
        submit=words.DONE,
        metadata=state.value,
    )


def _matches(item: BulkItem, wanted: str) -> bool:
    values = (text for change in item.changes for text in (change.old, change.new))
    return not wanted or any(
        wanted in text.casefold() for text in (item.label, item.preview, *values)
    )


def _search(wanted: str) -> Block:
    field = text_input(wanted) | {
        "max_length": limits.SEARCH,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    search = entry(ids.ITEMS_SEARCH, words.SEARCH, field, words.SEARCH_HINT)
    return search | {"optional": True, "dispatch_action": True}


def _item(draft: BulkDraft, item: BulkItem, place: int) -> list[Block | None]:
    out = item.id in draft.excluded
    value = ids.ToggleRef.of(draft.id, item.id, out=not out).value
    act = words.INCLUDE if out else words.EXCLUDE
    toggle = button(ids.numbered(ids.ITEM_TOGGLE, place), act, value)
    toggle = spoken(toggle, words.button_for(act, name(item.label)))
    risk = words.risk(item.risk.value, line(item.risk_reason, limits.REASON))
    return [
        divider(f"above:{place}"),
        rich(f"item:{place}", paragraph(*_name(item, out=out))),
        small_print(f"text:{place}", "\n".join(filter(None, (_content(item), risk)))),
        actions(f"toggle:{place}", toggle),
    ]


def _name(item: BulkItem, *, out: bool) -> list[Run]:
    """In bold; what is taken out says so, and is struck through."""
    label = name(item.label)
    return [bold(words.TAKEN_OUT), struck(label)] if out else [bold(label)]


def _content(item: BulkItem) -> str:
    """What the item will do: the message, the changes, or the beginning of its text."""
    action = item.parameters
    if isinstance(action, SendMail):
        subject = line(action.subject, limits.FACT)
        return f"{words.SUBJECT}: {subject}\n{_dense(action.body)}"
    return every_change(item) if item.changes else _dense(item.preview)


def _dense(text: str) -> str:
    """The beginning of a text without the empty lines, of which a list has enough."""
    return re.sub(r"\n\n+", "\n", prose(text, limits.BODY))
