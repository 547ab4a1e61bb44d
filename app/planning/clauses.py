"""The clauses around a request: what it is, why it is asked, and whether it hangs on something.

Nothing here acts on a word: clauses are joined into one request in the person's own words, which
is read like any other. What is no request and no known reason is handed on as `asides`: words
that nothing explains, and so a question.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from app.planning import clause_words as words
from app.planning.canonical import joined, rewritten
from app.planning.lexicon import POLITE_START
from app.planning.pronouns import with_person
from app.planning.sentence import QUOTED, Sentence

_BOUNDARY = re.compile(r"[.!?]+(?=\s|$)\s*|;\s+|\n+\s*")
_MAILS = re.compile(
    r"e-?mail|mail|write|message|tell|inform|notify|let|remind|ask|send|reply|respond|answer|forward"
)
_MAX_CLAUSES = 6


@dataclass(frozen=True)
class Clause:
    """A clause in the person's words, and masked in lower case."""

    text: str
    low: str

    @property
    def asks(self) -> bool:
        """Whether it begins with a command."""
        return head(self.low) is not None


@dataclass(frozen=True)
class Arranged:
    """One request, and what stands around it.

    With a `condition` the request is for when that is so (or, with `negated`, not so), and
    `otherwise` for when it is not. `person` is whom the condition's own pronouns mean.
    """

    request: str
    asides: tuple[str, ...] = ()
    condition: str = ""
    negated: bool = False
    otherwise: str = ""
    person: str = ""
    changed: bool = False


def head(low: str) -> re.Match[str] | None:
    """The command that a clause begins with, after courtesies."""
    start = 0
    for pattern in (words.WISH, POLITE_START):
        opening = pattern.match(low, start)
        start = opening.end() if opening else start
    return words.REQUEST.match(low, start)


def clauses_of(text: str) -> list[Clause]:
    """The sentences of a text; nothing within quotation marks ends one."""
    sentence = Sentence(text)
    made: list[Clause] = []
    start = 0
    for match in _BOUNDARY.finditer(sentence.rest):
        if words.ABBREVIATED.search(sentence.rest[max(0, match.start() - 8) : match.start() + 1]):
            continue
        made.append(_clause(sentence, start, match.end()))
        start = match.end()
    made.append(_clause(sentence, start, len(sentence.text)))
    return [clause for clause in made if clause.low.strip(" .!?;,\x00")]


def _clause(sentence: Sentence, start: int, end: int) -> Clause:
    piece = sentence.rest[start:end]
    lead = len(piece) - len(piece.lstrip(" \x00\n\t,"))
    return Clause(sentence.text[start + lead : end].strip(), piece[lead:].strip())


def arrange(text: str) -> Arranged:
    """One request out of the clauses of a text; the text as it is where they are none."""
    whole = Arranged(request=text)
    clauses = clauses_of(text)
    if not clauses or len(clauses) > _MAX_CLAUSES:
        return whole
    conditional = _conditional(clauses)
    if conditional:
        return conditional
    return _unconditional(clauses, whole)


def _unconditional(clauses: list[Clause], whole: Arranged) -> Arranged:
    clauses = _without_courtesies(clauses)
    if not clauses or _message_runs_on(clauses):
        return whole
    text = " ".join(clause.text for clause in clauses)
    made = rewritten(text)
    if made:
        return replace(whole, request=made, changed=True)
    if len(clauses) == 1:
        return (
            whole if text == whole.request.strip() else replace(whole, request=text, changed=True)
        )
    return _several(clauses, whole)


def _several(clauses: list[Clause], whole: Arranged) -> Arranged:
    """A request with needs, reasons and facts around it."""
    person, asides, kept = "", [], []
    for clause in clauses:
        reason = words.REASON.fullmatch(clause.low) or words.HEARD.fullmatch(clause.low)
        if clause.asks or not reason:
            kept.append(clause)
            continue
        who = _who(reason, clause)
        if " and " in who.casefold() or (person and who and not _same(who, person)):
            return whole
        person = who or person
    request, rest = _request_of(kept)
    if not request:
        return whole
    asides = [clause.text for clause in rest]
    resolved = with_person(request, person) if person else request
    if resolved is None and not _names(request, person):
        reasons = [c.text for c in clauses if c not in kept]
        return replace(whole, request=request, asides=(*asides, *reasons), changed=True)
    return replace(whole, request=resolved or request, asides=tuple(asides), changed=True)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _names(request: str, person: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(person)}(?!\w)", request, re.IGNORECASE))


def _request_of(clauses: list[Clause]) -> tuple[str, list[Clause]]:
    """The one request among clauses, joined with the need that it answers; the others."""
    for first, second in pairwise(clauses):
        request = joined(first.text, first.low, second.text, second.low)
        if request:
            rest = [clause for clause in clauses if clause not in (first, second)]
            return ("", rest) if any(clause.asks for clause in rest) else (request, rest)
    asking = [clause for clause in clauses if clause.asks]
    if len(asking) != 1:
        return "", clauses
    return asking[0].text, [clause for clause in clauses if clause is not asking[0]]


def _who(reason: re.Match[str], clause: Clause) -> str:
    groups = reason.groupdict()
    name = next(n for n in ("who", "who2") if groups.get(n))
    said = clause.text[reason.start(name) : reason.end(name)].strip()
    return "" if words.SELF.match(said.casefold()) else said


def _without_courtesies(clauses: list[Clause]) -> list[Clause]:
    """Without greetings before the request and echoes of it ("Can you do that?") after it."""
    while len(clauses) > 1 and words.GREETING.fullmatch(clauses[0].low):
        clauses = clauses[1:]
    while len(clauses) > 1 and words.GREETING.fullmatch(clauses[-1].low):
        clauses = clauses[:-1]
    stated = len(clauses) > 1 and _stated(clauses[-2])
    if stated and words.ECHO.fullmatch(clauses[-1].low):
        return clauses[:-1]
    return clauses


def _stated(clause: Clause) -> bool:
    """Whether a clause asks for something by itself, so that an echo adds nothing to it."""
    continues = words.CONTINUES.match(clause.low) is not None
    return continues or clause.asks or rewritten(clause.text) is not None


def _message_runs_on(clauses: list[Clause]) -> bool:
    """Whether a clause before the last is a mail whose text is not quoted: all after it is text."""
    return any(_opens_message(clause) for clause in clauses[:-1])


def _opens_message(clause: Clause) -> bool:
    command = head(clause.low)
    if not command or not _MAILS.match(command["verb"]) or QUOTED in clause.low:
        return False
    return bool(words.MESSAGE.search(clause.low, command.end()))


def _conditional(clauses: list[Clause]) -> Arranged | None:
    person = ""
    while len(clauses) > 1 and not clauses[0].asks:
        heard = words.HEARD.fullmatch(clauses[0].low)
        if heard:
            person = _who(heard, clauses[0])
        elif not words.GREETING.fullmatch(clauses[0].low):
            break
        clauses = clauses[1:]
    found = _checked(clauses) or _fronted(clauses) or _trailing(clauses)
    return replace(found, person=person, changed=True) if found else None


def _checked(clauses: list[Clause]) -> Arranged | None:
    """Read "Have I met Tom this week? If not, …" and "Check whether …. If so, …"."""
    if len(clauses) not in (2, 3):
        return None
    asked = words.CHECK.match(clauses[0].low) or words.ASKS.match(clauses[0].low)
    answer, negated = _answer(clauses[1])
    if not asked or not answer:
        return None
    check = words.CHECK.match(clauses[0].low)
    condition = clauses[0].text[check.end() if check else 0 :]
    otherwise = ""
    if len(clauses) == 3:  # noqa: PLR2004 - check, request, and the request for the other case
        otherwise, opposite = _answer(clauses[2])
        if not otherwise or opposite == negated:
            return None
    return _with_else(Arranged(answer, condition=condition, negated=negated, otherwise=otherwise))


def _answer(clause: Clause) -> tuple[str, bool]:
    """The request after "if so" or "if not", and which of them it was."""
    for pattern, negated in ((words.IF_NOT, True), (words.IF_SO, False)):
        match = pattern.match(clause.low)
        if match and head(clause.low[match.end() :]):
            return clause.text[match.end() :], negated
    return "", False


def _fronted(clauses: list[Clause]) -> Arranged | None:
    """Read "If I have not met Tom this week, …; otherwise …"."""
    first = clauses[0]
    opening = words.IF.match(first.low) or words.UNLESS.match(first.low)
    if not opening:
        return None
    for comma in re.finditer(r"\s*,\s*(?:then\s+)?|\s+then\s+", first.low[opening.end() :]):
        at = opening.end() + comma.end()
        if not head(first.low[at:]):
            continue
        condition = first.text[opening.end() : opening.end() + comma.start()]
        request = first.text[at:]
        negated = "unless" in opening[0]
        return _behind(Arranged(request, condition=condition, negated=negated), clauses[1:])
    return None


def _behind(arranged: Arranged, rest: list[Clause]) -> Arranged | None:
    """What follows a conditional request: the other case, or the rest of a message."""
    rest = _without_courtesies(rest) if len(rest) > 1 else rest
    if rest and words.GREETING.fullmatch(rest[-1].low):
        rest = rest[:-1]
    if not rest:
        return _with_else(arranged)
    otherwise, opposite = _answer(rest[0])
    if len(rest) == 1 and otherwise and opposite:
        return replace(arranged, otherwise=otherwise)
    if _opens_message(Clause(arranged.request, Sentence(arranged.request).rest)):
        return replace(arranged, request=" ".join([arranged.request, *(c.text for c in rest)]))
    return None


def _with_else(arranged: Arranged) -> Arranged:
    """The request parted from what is to be done otherwise."""
    if arranged.otherwise:
        return arranged
    sentence = Sentence(arranged.request)
    for match in words.ELSE.finditer(sentence.rest):
        if head(sentence.rest[match.end() :]):
            before, after = sentence.text[: match.start()], sentence.text[match.end() :]
            return replace(arranged, request=before, otherwise=after)
    return arranged


def _trailing(clauses: list[Clause]) -> Arranged | None:
    """Read "Cancel … unless I have met Tom this week"."""
    clauses = _without_courtesies(clauses)
    if len(clauses) != 1 or not clauses[0].asks:
        return None
    clause = clauses[0]
    match = words.TRAILING.search(clause.low)
    if not match or _opens_message(Clause(clause.text, clause.low[: match.start()])):
        return None
    return Arranged(
        clause.text[: match.start()],
        condition=clause.text[match.end() :],
        negated=match["how"] == "unless",
    )
