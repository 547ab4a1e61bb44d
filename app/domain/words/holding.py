"""What is said once a condition was asked: whether it holds, and what was found."""

from app.domain.words import conditions


def so(said: str, reading: str) -> str:
    """A request whose condition holds."""
    return f"{said[:1].upper()}{said[1:]}: {reading}"


def instead(said: str, found: str, reading: str) -> str:
    """What is done because the condition does not hold."""
    return f"Asked for: {said}; {_there_is(found)}. Instead: {reading}"


def nothing_to_do(said: str, found: str) -> str:
    """Nothing is drafted because the condition does not hold."""
    return f"Nothing is to be done: you asked for “{said}”, and {_there_is(found)}."


def found(name: str, when: str) -> str:
    """A record that was found, by its name and, where it has one, its moment."""
    return f"“{name}” ({when})" if when else f"“{name}”"


def not_so(said: str) -> str:
    """Why an item is left out."""
    return f"not so: {said}"


def not_so_any_more(said: str) -> str:
    """Why an item is skipped that was in the preview."""
    return f"not so any more: {said}"


def nobody_to_ask_for(said: str) -> str:
    """Why an item is left out whose condition cannot be asked."""
    return f"no address to check this with: {said}"


def cannot_ask(said: str) -> str:
    """A condition of a whole request that only makes sense for one item at a time."""
    return f"I cannot check “{said}” for a whole request. Say whom it is about and ask again."


def too_many_to_ask(said: str, count: int, most: int) -> str:
    """A condition that takes a look-up for every item."""
    return (
        f"I can check “{said}” for {most:,} at a time, and this is for {count:,}. "
        "Narrow it down and ask again."
    )


def recurring_condition(said: str) -> str:
    """A condition on something that repeats."""
    return f"I cannot check “{said}” anew for each run yet. Ask for a single run, or without it."


Lines = tuple[str, ...]


def parted(lines: Lines, said: str) -> tuple[Lines, Lines]:
    """The lines of the request and those of the other case, without what puts them under it."""
    under, instead_of = conditions.if_so(said, ""), conditions.otherwise("")
    others = tuple(one.removeprefix(instead_of) for one in lines if one.startswith(instead_of))
    firsts = tuple(one.removeprefix(under) for one in lines if not one.startswith(instead_of))
    return firsts, others


def _there_is(found: str) -> str:
    return f"there is {found}" if found else "I found nothing like that"
