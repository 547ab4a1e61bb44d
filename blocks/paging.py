"""A page of a long list, and the buttons to the pages beside it."""

from dataclasses import dataclass

from app.domain.words import forms as words
from app.domain.words.reader import Reader
from blocks import ids, limits
from blocks.elements import actions, button, context
from blocks.message import Block


@dataclass(frozen=True)
class Span:
    """Where a page lies in its list: `number` counts from 0, `pages` is at least 1."""

    number: int
    pages: int
    size: int = limits.PAGE

    @property
    def start(self) -> int:
        """The place of its first entry."""
        return self.number * self.size


def span_of(total: int, number: int) -> Span:
    """That page of so many entries, or the last one where there are fewer."""
    pages = max(1, -(-total // limits.PAGE))
    return Span(max(0, min(number, pages - 1)), pages)


def page_buttons(page: Span, reader: Reader) -> list[Block | None]:
    """Where one is, and the way on; nothing when there is one page only."""
    if page.pages == 1:
        return []
    before, after = page.number - 1, page.number + 1
    return [
        context("page", words.page(reader, page.number + 1, page.pages)),
        actions(
            "page_actions",
            button(ids.PAGE_PREVIOUS, words.PREVIOUS, str(before)) if before >= 0 else None,
            button(ids.PAGE_NEXT, words.NEXT, str(after)) if after < page.pages else None,
        ),
    ]
