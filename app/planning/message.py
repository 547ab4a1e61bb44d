"""What the person wants to say: cut out of the sentence, and made into a letter."""

import re
from dataclasses import replace

from app.domain.plan import Template
from app.planning.context import Context, Message
from app.planning.dates import Found, find_when
from app.planning.days import Calendar, Direction
from app.planning.draft_words import NOT_SENT
from app.planning.lexicon import POLITE_END, RELATIVE
from app.planning.sentence import QUOTED, Sentence
from app.planning.templates import letter

MAX_SUBJECT = 78
"""RFC 5322 asks for lines of no more than 78 characters; inboxes show fewer."""

_Q = rf"(?P<quote>{QUOTED}+)"
_SUBJECT_QUOTED = re.compile(
    rf"(?:\b(?:and|with)\s+)?(?:\b(?:the|a)\s+)?(?:\b(?:subject|title)(?:\s+line)?(?:\s+of)?\s*:?"
    rf"|\b(?:titled|headed|called))\s*{_Q}"
)
_SUBJECT_FREE = re.compile(
    r"\bwith\s+(?:the\s+)?subject(?:\s+line)?\s*:?\s+(?P<subject>[^\x00:]+?)"
    r"(?=\s+(?:saying|that\s+says|and\s+(?:the\s+)?(?:text|body|message))\b|:\s|\s*[.!?]*$)"
)
_TEXT_QUOTED = re.compile(
    r"(?:\b(?:saying|that\s+says|which\s+says|reading|(?:and|with)\s+(?:the\s+)?"
    rf"(?:text|message|body|words|content))\b\s*,?:?\s*)?{_Q}"
)
_MARKERS = re.compile(
    r":(?=\s)|\b(?:saying|that\s+says|which\s+says|telling\s+them|informing\s+them|letting\s+them\s+know"
    r"|(?:to|and)\s+(?:say|tell\s+them|let\s+them\s+know|inform\s+them))\b(?:\s+that\b)?\s*:?"
    rf"|\bthat\b(?!\s+{RELATIVE})"
)
_KNOW = re.compile(r"\bknow\b(?!\s+about\b)(?:\s+that\b)?\s*:?")
_ABOUT = re.compile(r"\b(?:know\s+)?(?:about|regarding)\s+(?P<about>[^\x00:]+)")
_QUOTE_ALONE = re.compile(rf"\s*{QUOTED}+(?:[\s.!?]*$|[\s,.;]+(?:and|then)\s+[^\W\d_])")
_TO_DO = re.compile(r"\bto\s+(?=\w)")
_PAST_TENSE = re.compile(r"\b(?:was|were|had|did|went|happened)\b")
_RELATIVE_DAY = re.compile(r"day\b|tomorrow|\bweek\b")
_REPEATED = re.compile(r"\b(?:every|each|any)\s+(?:\w+\s+)?$")
_THEIR = re.compile(r"\btheir\b")
_YOURS = {"their": "your", "they": "you", "they're": "you're"}
_ASKING = {"remind": "please remember to", "ask": "please"}


def take_message(sentence: Sentence, verb: str) -> Message:
    """Cut what is to be said out of a sentence whose verb is `verb`."""
    subject = _subject(sentence)
    marker = _first_marker(sentence, verb)
    quoted = _TEXT_QUOTED.search(sentence.rest)
    if quoted and (
        not marker or quoted.start() <= marker.start() or _only_a_quote(sentence, marker)
    ):
        return _quoted(sentence, quoted, marker, subject)
    if marker:
        return _clause(sentence, marker, verb, subject)
    about = None if subject else sentence.take(_ABOUT)
    if about:
        subject = _topic(sentence.verbatim(*about.span("about")))
    return Message(subject=subject)


def unsent(sentence: Sentence, message: Message) -> Message:
    """The message of a draft without "don't send it", which is said to us wherever it stands."""
    sentence.take(NOT_SENT)
    sentence.asides = tuple(
        one for one in sentence.asides if not NOT_SENT.fullmatch(Sentence(one).rest)
    )
    said = None if message.verbatim else NOT_SENT.search(Sentence(message.text).rest)
    return replace(message, text=message.text[: said.start()]) if said else message


def _subject(sentence: Sentence) -> str:
    quoted = sentence.take(_SUBJECT_QUOTED)
    if quoted:
        return sentence.text[quoted.start("quote") + 1 : quoted.end("quote") - 1].strip()
    free = sentence.take(_SUBJECT_FREE)
    return sentence.verbatim(*free.span("subject")) if free else ""


def _first_marker(sentence: Sentence, verb: str) -> re.Match[str] | None:
    """The first word after which the person's own text begins."""
    patterns = [_MARKERS, *([_KNOW] if verb == "let" else [])]
    found = [match for pattern in patterns if (match := pattern.search(sentence.rest))]
    if not found and verb in _ASKING:
        return _TO_DO.search(sentence.rest)
    return min(found, key=lambda match: match.start(), default=None)


def _only_a_quote(sentence: Sentence, marker: re.Match[str]) -> bool:
    """Whether a quotation is all of the text; something else to do may follow it."""
    return bool(_QUOTE_ALONE.match(sentence.rest, marker.end()))


def _quoted(
    sentence: Sentence, quoted: re.Match[str], marker: re.Match[str] | None, subject: str
) -> Message:
    text = sentence.text[quoted.start("quote") + 1 : quoted.end("quote") - 1].strip()
    sentence.blank(*quoted.span())
    if marker and marker.end() <= quoted.start("quote"):
        sentence.blank(*marker.span())
    return Message(text=text, subject=subject, verbatim=True)


def _clause(sentence: Sentence, marker: re.Match[str], verb: str, subject: str) -> Message:
    text = sentence.text[marker.end() :].strip()
    as_it_stands = marker[0].endswith(":")
    if not as_it_stands:
        text = text[: len(text) - _polite_length(text)]
        if marker.re is _TO_DO:
            text = f"{_ASKING[verb]} {_THEIR.sub('your', text)}"
    sentence.blank(marker.start(), len(sentence.rest))
    return Message(text=text, subject=subject, clause=bool(text) and not as_it_stands)


def _polite_length(text: str) -> int:
    """How much of the end of a clause is said to us and not to the recipients."""
    match = POLITE_END.search(text.lower())
    return len(match[0]) if match and any(c.isalpha() for c in match[0]) else 0


def _topic(words: str) -> str:
    """Words after "about" as a subject: "the offsite" is "The offsite"."""
    return _capital(words.rstrip(" .!?"))


def template_for(ctx: Context, default_subject: str = "") -> Template:
    """The letter that carries the message; the subject is made from the text where none is given."""
    message, text = ctx.message, ctx.message.text
    subject = message.subject or default_subject
    if message.verbatim and message.subject:
        return Template(subject=message.subject, body=text)
    if message.clause:
        bare = as_sentence(text)
        text = as_sentence(with_dates(text, ctx.calendar))
        return Template(subject=subject or subject_of(bare), body=letter(text))
    return Template(subject=subject or subject_of(text), body=letter(text))


def as_sentence(clause: str) -> str:
    """A clause as a sentence to its readers: a capital, a full stop, "your" for "their"."""
    first, _, others = clause.partition(" ")
    joined = " ".join(filter(None, (_YOURS.get(first.lower(), first), others)))
    ended = joined if joined.endswith((".", "!", "?")) else f"{joined}."
    return _capital(ended)


def with_dates(clause: str, cal: Calendar) -> str:
    """The clause with the date beside each word such as "Friday" or "tomorrow"."""
    lower = Sentence(clause).rest
    if len(lower) != len(clause):
        return clause
    direction = Direction.PAST if _PAST_TENSE.search(lower) else Direction.FUTURE
    parts, position = [], 0
    while found := find_when(lower, cal, direction, position):
        parts.append(clause[position : found.end] + _beside(lower, found, cal))
        position = found.end
    return "".join((*parts, clause[position:]))


def _beside(lower: str, found: Found, cal: Calendar) -> str:
    """The date to print beside a phrase; empty where the words say it themselves."""
    phrase = lower[found.start : found.end]
    said_already = any(c.isdigit() for c in phrase) or phrase.endswith("'s")
    if said_already or not _RELATIVE_DAY.search(phrase) or _REPEATED.search(lower[: found.start]):
        return ""
    label = cal.label(found.days)
    names_weekday = found.days.first == found.days.last and label[:3].lower() in phrase
    return f" ({label[4:] if names_weekday else label})"


def subject_of(text: str) -> str:
    """The first sentence of a text, at most 78 characters; fields are never cut in two."""
    if "{{" in text or "{%" in text:
        return "Message from {{ my_name }}"
    first = re.split(r"(?<=[.!?])\s|\n", text.strip(), maxsplit=1)[0].rstrip(" .!")
    if len(first) <= MAX_SUBJECT:
        return first
    return f"{first[: MAX_SUBJECT - 1].rsplit(' ', 1)[0]}\u2026"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
