"""The See all modal: every item of a draft, with what it will do, to take out or put back."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.actions import ReplyMail, SendMail
from app.domain.operation import BulkDraft, BulkItem
from app.domain.words import forms as words
from app.domain.words import mails
from app.domain.words.reader import Reader
from blocks import ids, limits
from blocks.draft_content import wording_of
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
from blocks.paging import Span, page_buttons, span_of
from blocks.text import line, prose


@dataclass(frozen=True)
class ItemsPage:
    """The items of one page; `found` is how many of the draft's the search leaves."""

    items: Sequence[BulkItem]
    at: Span
    found: int


def items_view(draft: BulkDraft, page: ItemsPage, reader: Reader, search: str = "") -> View:
    """One page of a draft's items; `search` is what was looked for."""
    state = ids.ItemsState(draft.id, draft.digest, page.at.number, search)
    out = len(draft.excluded)
    counted = words.included(reader, wording_of(draft), draft.item_count - out, out)
    return modal(
        ids.ITEMS,
        words.ITEMS_TITLE,
        [
            context("counts", counted, words.found(reader, page.found) if search else ""),
            context("at_once", words.AT_ONCE),
            _search(search),
            *[b for place, item in enumerate(page.items) for b in _item(draft, item, place)],
            None if page.found else section("nothing", words.NOTHING_FOUND),
            *page_buttons(page.at, reader),
        ],
        close=words.TO_PREVIEW,
        submit=words.DONE,
        metadata=state.value,
    )


class ItemSearch:
    """The page of what a search leaves, from items that come in chunks; keeps no more than that."""

    def __init__(self, search: str, number: int) -> None:
        self._wanted = search.casefold()
        self._number = number
        self._at = 0
        self._page: list[BulkItem] = []
        self._found = 0

    def look_at(self, items: Iterable[BulkItem]) -> None:
        """The next items of the draft, in their order."""
        for item in items:
            if _matches(item, self._wanted):
                self._take(item)

    def _take(self, item: BulkItem) -> None:
        self._found += 1
        if len(self._page) == limits.PAGE and self._at < self._number:
            self._at, self._page = self._at + 1, []
        if len(self._page) < limits.PAGE:
            self._page.append(item)

    @property
    def page(self) -> ItemsPage:
        """That page, or the last one where there are fewer."""
        return ItemsPage(self._page, span_of(self._found, self._at), self._found)


def searched(text: str) -> str:
    """What is looked for: short enough for a modal to remember."""
    return text.strip()[: limits.SEARCH]


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
    if isinstance(action, SendMail | ReplyMail):
        subject = line(action.subject, limits.FACT)
        return f"{_also(action)}{words.SUBJECT}: {subject}\n{_dense(action.body)}"
    return every_change(item) if item.changes else _dense(item.preview)


def _also(action: SendMail | ReplyMail) -> str:
    """Everybody else who gets an answer, on a line of their own."""
    others = action.others if isinstance(action, ReplyMail) else ()
    return f"{line(mails.also_to(others), limits.FACT)}\n" if others else ""


def _dense(text: str) -> str:
    """The beginning of a text without the empty lines, of which a list has enough."""
    return re.sub(r"\n\n+", "\n", prose(text, limits.BODY))
