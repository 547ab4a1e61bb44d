"""How much one person, and one workspace, may have under way: against haste and abuse.

Counted are operations that run or stand still, and the items confirmed in the last hour (of what
waited for its start: begun), but for those of operations that ended before their turn. Retry Failed confirms nothing and is free.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from app.domain.errors import OverLimit
from app.domain.identity import Person, Requester
from app.domain.value import Value
from app.domain.words import limits as words
from app.domain.words.reader import Reader

HOUR = timedelta(hours=1)


class Limit(Value):
    """At most `runs` operations at a time, and `items` confirmed within any hour."""

    runs: int
    items: int


class Allowance(Value):
    """The limit of each person, and of all people of a workspace together."""

    person: Limit
    workspace: Limit


class Wish(NamedTuple):
    """What `by` wants to confirm for the requester; `at_once` False where it starts later.

    `drafted` is False for one that was confirmed before, and is about to start.
    """

    requester: Requester
    by: Person
    items: int
    at_once: bool = True
    drafted: bool = True


class UnderWay(NamedTuple):
    """What somebody has under way: running operations, and (when, items) of the last hour.

    `lately` has the newest first.
    """

    runs: int
    lately: Sequence[tuple[datetime, int]]

    @property
    def items(self) -> int:
        """Items confirmed in the last hour."""
        return sum(count for _, count in self.lately)


class Allowances(Protocol):
    """Who knows what is under way."""

    async def refusal(self, wish: Wish) -> OverLimit | None:
        """Why that may not be confirmed now, in words for `by`; None when it may."""
        ...


def refusal(
    allowance: Allowance, wish: Wish, person: UnderWay, workspace: UnderWay
) -> OverLimit | None:
    """Why `wish` may not be confirmed with so much under way; None when it may.

    What cannot pass by waiting is said first, and the person's own before the workspace's.
    """
    both = ((allowance.person, person, _person(wish)), (allowance.workspace, workspace, _WORKSPACE))
    for limit, _, who in both:
        if wish.items > limit.items:
            text = words.too_large(who.of, wish.items, limit.items, drafted=wish.drafted)
            return OverLimit(text)
    for limit, held, who in both:
        if wish.at_once and held.runs >= limit.runs:
            advice = who.advice if wish.drafted else ""
            return OverLimit(words.running(who.has, held.runs, limit.runs, advice))
    for limit, held, who in both:
        if again_at := fits_at(held, wish.items, limit.items):
            reader = Reader.of(wish.requester)
            text = words.an_hour(
                who.confirmed, held.items, limit.items, reader, again_at, drafted=wish.drafted
            )
            return OverLimit(text, again_at)
    return None


def fits_at(held: UnderWay, items: int, most: int) -> datetime | None:
    """When so many items fit into an hour that holds at most `most`; None for now already."""
    together = items
    for at, count in held.lately:
        together += count
        if together > most:
            return at + HOUR
    return None


class _Who(NamedTuple):
    """How somebody is spoken of."""

    has: str
    confirmed: str
    of: str
    advice: str


_WORKSPACE = _Who(words.WORKSPACE_HAS, words.WORKSPACE_CONFIRMED, words.OF_WORKSPACE, words.WAIT)


def _person(wish: Wish) -> _Who:
    own = wish.by == wish.requester.person
    name = "" if own else wish.requester.name
    return _Who(
        words.person_has(name), words.person_confirmed(name), words.OF_PERSON, words.WAIT_OR_CANCEL
    )
