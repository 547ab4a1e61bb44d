"""Pronouns of a request, put back into the words that they stand for."""

from app.planning.clause_words import MESSAGE, PEOPLE_PRONOUN, THING_PRONOUN
from app.planning.sentence import QUOTED, Sentence


def command_end(low: str) -> int:
    """Where the text of a message may begin, in which a pronoun is the person's own word."""
    marker = MESSAGE.search(low)
    quoted = low.find(QUOTED)
    ends = [marker.start()] if marker else []
    return min([*ends, quoted if quoted >= 0 else len(low), len(low)])


def with_person(request: str, person: str) -> str | None:
    """The request with the person's name for "them", "him" or "her"; None where it has none.

    "their leads" become that person's leads. A pronoun in what is to be said stays.
    """
    low = Sentence(request).rest
    found = list(PEOPLE_PRONOUN.finditer(low, 0, command_end(low)))
    if not found:
        return None
    for match in reversed(found):
        name = f"{person}'s" if match["own"] else person
        request = f"{request[: match.start()]}{name}{request[match.end() :]}"
    return request


def with_thing(request: str, verb_end: int, thing: str) -> str | None:
    """The request with the words for "it" or "them" right after its verb; None where it has none."""
    clean = Sentence(request)
    match = THING_PRONOUN.match(clean.rest, verb_end)
    if not match:
        return None
    return f"{clean.text[: match.start()]}{thing}{clean.text[match.end() :]}"
