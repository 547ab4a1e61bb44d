"""Needs, wishes and two halves of a request, said again as one command.

Every rewriting keeps all words that could narrow: it only moves them. A pattern has to fit a
whole clause; where it does not, the clause stays as it is.
"""

import re

from app.planning import clause_words as words
from app.planning.lexicon import COMMANDS, POLITE_START
from app.planning.pronouns import command_end, with_thing
from app.planning.sentence import Sentence

_LONGEST = 600
"""Characters; longer clauses hold a message, not a need."""
_COMMAND = re.compile(rf"(?:{COMMANDS})")
_POLITE = re.compile(
    r"(?:(?:can|could|would|will)\s+(?:you|we)\s+)?(?:please\s+|pls\s+|kindly\s+|just\s+)?"
)
_END = " .!?;"


def rewritten(text: str) -> str | None:
    """A wish, a find-and-do or another way round of a command as a plain one; None if it is none."""
    if len(text) > _LONGEST:
        return None
    made = text
    for rewrite in (_wish, _mind, _found, _named):
        made = rewrite(made) or made
    return made if made != text else None


def joined(first: str, first_low: str, second: str, second_low: str) -> str | None:
    """A need and the request for it, as one: "Tom needs the report mail. Can you forward it?"."""
    if max(len(first), len(second)) > _LONGEST:
        return None
    opening = POLITE_START.match(second_low)
    start = opening.end() if opening else 0
    command = words.REQUEST.match(second_low, start)
    if words.ECHO.fullmatch(second_low):
        return _stated(first, first_low)
    continued = words.CONTINUES.match(second_low)
    if continued and words.REQUEST.match(first_low, _after(POLITE_START, first_low)):
        return f"{first.rstrip(_END)} {second[continued.end() :]}"
    if not command:
        return None
    for pattern, verbs, placed in _NEEDS:
        need = pattern.fullmatch(first_low)
        if need and verbs.fullmatch(command["verb"].strip()):
            return placed(first, need, second[start:], command.end() - start)
    return None


def _after(pattern: re.Pattern[str], low: str) -> int:
    match = pattern.match(low)
    return match.end() if match else 0


def _group(text: str, match: re.Match[str], *names: str) -> str:
    name = next(name for name in names if match.groupdict().get(name))
    return text[match.start(name) : match.end(name)].strip().rstrip(_END)


def _recipient(first: str, need: re.Match[str], request: str, verb_end: int) -> str | None:
    """Read "X needs Y. Forward it" and "X takes over Y. Reassign it": Y goes to X."""
    who = _group(first, need, "who")
    made = with_thing(request, verb_end, _group(first, need, "what"))
    own = words.SELF.match(who.casefold())
    if made is None or (own and re.search(r"\bto\b", Sentence(request).rest[verb_end:])):
        return made
    who = "me" if own else who
    to = re.compile(r"\s+to\s+(?:them|him|her)\b")
    low = Sentence(made).rest
    bare = to.search(low)
    if bare:
        return f"{made[: bare.start()]} to {who}{made[bare.end() :]}"
    if re.search(r"\bto\b", Sentence(request).rest[verb_end:]):
        return None
    ends = made.rstrip(_END)
    place = re.search(
        r"\s+(?:in|for)\s+(?:the\s+crm|me|us)(?:\s+please)?$|\s+please$", ends.lower()
    )
    return f"{ends[: place.start()] if place else ends} to {who}"


def _object(first: str, need: re.Match[str], request: str, verb_end: int) -> str | None:
    """Read "We no longer need Y. Delete them": Y is deleted."""
    return with_thing(request, verb_end, _group(first, need, "what", "what2"))


def _existing(first: str, need: re.Match[str], request: str, verb_end: int) -> str | None:
    """Read "There are a few Y. Move them to Z": all of Y."""
    return with_thing(request, verb_end, f"all {_group(first, need, 'what')}")


_ANY = re.compile(r".+")
_NEEDS = (
    (words.TAKES_OVER, words.ASSIGNING, _recipient),
    (words.UNWANTED, words.REMOVING, _object),
    (words.EXIST, _ANY, _existing),
    (words.NEEDS, words.GIVING, _recipient),
)


def _stated(first: str, low: str) -> str | None:
    """A need that asks by itself, before an echo such as "Can you do that?"."""
    progressive = words.PROGRESSIVE.fullmatch(low)
    if progressive:
        verb = _infinitive(progressive["verb"])
        return f"{verb} {first[progressive.start('rest') :]}" if verb else None
    passive = words.PASSIVE.fullmatch(low)
    if passive:
        verb = _infinitive(passive["verb"])
        what, more = (
            _group(first, passive, "what"),
            first[passive.start("more") : passive.end("more")],
        )
        return f"{verb} {what}{more.rstrip(_END)}" if verb else None
    return None


def _infinitive(form: str) -> str | None:
    """The command that "moving", "cancelled" or "deleted" is a form of."""
    for ending in ("ing", "ed", "d"):
        stem = form.removesuffix(ending)
        if stem == form:
            continue
        for candidate in (stem, f"{stem}e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem):
            if _COMMAND.fullmatch(candidate):
                return candidate
    irregular = {"sent": "send", "put": "put", "set": "set", "given": "give"}
    return irregular.get(form)


def _wish(text: str) -> str | None:
    """Read "I was hoping you could cancel …" without its beginning."""
    low = Sentence(text).rest
    match = words.WISH.match(low)
    return text[match.end() :] if match and words.REQUEST.match(low, match.end()) else None


def _mind(text: str) -> str | None:
    """Read "Would you mind cancelling …"."""
    low = Sentence(text).rest
    match = words.MIND.match(low)
    gerund = re.compile(r"[a-z]+").match(low, match.end()) if match else None
    verb = _infinitive(gerund[0]) if gerund else None
    return f"{verb}{text[gerund.end() :]}" if verb and gerund else None


def _named(text: str) -> str | None:
    """Read "… and call it 'X'" is what is called 'X'."""
    low = Sentence(text).rest
    match = words.NAMING.search(low)
    return f"{text[: match.start()]} called {text[match.end() :]}" if match else None


def _found(text: str) -> str | None:
    """Read "Find the mail … and forward it": the second half, about what the first one names."""
    low = Sentence(text).rest
    match = words.FIND.match(low, _after(POLITE_START, low))
    if not match:
        return None
    what = text[match.start("what") : match.end("what")].strip()
    rest = text[match.end() :]
    rest = rest[_after(_POLITE, Sentence(rest).rest) :]
    command = words.REQUEST.match(Sentence(rest).rest)
    if not command:
        return None
    return _of_sender(rest, what) or with_thing(rest, command.end(), what)


def _of_sender(rest: str, what: str) -> str | None:
    """Read "… with the sender": of the mail that was to be found, named at the end."""
    low = Sentence(rest).rest
    match = words.SENDER.search(low)
    if not match or match.start() > len(low):
        return None
    before, after = rest[: match.start()], rest[match.end() :].rstrip(_END)
    if match.start() > command_end(low) and match["prep"] != "with":
        return None
    return f"{before}{after} {match['prep']} the {match['role']} of {what}"
