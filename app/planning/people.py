"""The people that a clause names, wherever they stand in it."""

from app.planning.context import Context
from app.planning.names import PEOPLE, Hit, is_me
from app.planning.narrowing import address_at
from app.planning.sentence import Sentence, Word

_NO_NAMES = frozenset(
    [
        *("i", "we", "me", "us", "they", "them", "he", "him", "she", "her", "you", "my", "our"),
        *("have", "has", "had", "did", "do", "does", "is", "are", "am", "not", "no", "a", "the"),
        *("meeting", "meetings", "email", "emails", "mail", "mails", "any", "in", "on", "to"),
    ]
)
"""Words of every condition, looked up for nothing."""


async def people_in(ctx: Context, sentence: Sentence) -> list[tuple[Hit, int, int]]:
    """The people named in a sentence, and where; the requester is not one of them."""
    names = await ctx.names.all_of(PEOPLE)
    taken = [w for w in sentence.words() if w.text not in _NO_NAMES]
    taken = [
        Word(w.text.removesuffix("'s"), w.start, w.start + len(w.text.removesuffix("'s")))
        for w in taken
    ]
    found: list[tuple[Hit, int, int]] = []
    position = -1
    for at, word in enumerate(taken):
        if word.start < position:
            continue
        if typed := address_at(sentence, PEOPLE, word):
            found.append((typed.hit, word.start, typed.end))
            continue
        for count in (3, 2, 1):
            run = taken[at : at + count]
            adjoining = not sentence.rest[run[0].start : run[-1].end].count("\x00")
            hit = ctx.names.exactly(PEOPLE, names, run) if len(run) == count and adjoining else None
            if hit and not any(is_me(name) for name in hit.names):
                found.append((hit, run[0].start, run[-1].end))
                position = run[-1].end
                break
    return found
