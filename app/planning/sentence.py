"""A sentence while it is read: which words are explained and which are left."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.mentions import ANY, PERSON
from app.planning.lexicon import FILLERS

TAKEN = "\x00"
QUOTED = "\x01"
ADDRESS = "\x02"
SLACK_ID = "\x03"
SAME = "\x04"
QUOTATION = re.compile(f"{QUOTED}+")

_STRAIGHT = str.maketrans("\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u00a0", '\'\'"""""" ')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAILTO = re.compile(r"<mailto:([^|<>\s]+)(?:\|[^<>]*)?>")
_SLACK = re.compile(rf"{ANY.pattern}|<[@#!][^<>\s]{{1,80}}>")
_QUOTE = re.compile(r"\"([^\"]+)\"|(?<!\S)'((?:[^']|'(?=\w))+)'(?!\w)")
_EMOJI = re.compile(r":[a-z][a-z0-9_+-]{1,40}:(?![\w:])")
_MAIL = re.compile(
    r"<?(?<![^\s<,;:(\"'])([^\s@<>,;:()\"'\x00-\x03]+@[^\s@<>,;:()\"'\x00-\x03]+\.[^\W_]{2,63})>?"
)
_WORD = re.compile(r"[^\s,;:!?()\"\x00]+")


def clean(text: str) -> str:
    """The text composed (NFC), without control characters, with Slack's mail links unwrapped."""
    composed = unicodedata.normalize("NFC", _CONTROL.sub(" ", text))
    return _MAILTO.sub(lambda match: match[1], composed).strip()


@dataclass(frozen=True)
class Word:
    """A word in lower case and where it stands in the sentence."""

    text: str
    start: int
    end: int


class Sentence:
    """The text, and `rest`: the same text in lower case where explained words are blanked.

    Positions are the same in both, so that the person's own spelling can always be shown.
    Quotations, addresses (those of people who are mentioned, too) and Slack ids are masked by a
    character each (QUOTED, ADDRESS, SLACK_ID), so that no word in them is ever taken for a verb or a name. `asides` are clauses
    beside it that nothing explains: they are left over whatever is read.
    """

    def __init__(self, text: str, asides: Iterable[str] = ()) -> None:
        self.text = clean(text)
        self.asides = tuple(asides)
        straight = self.text.translate(_STRAIGHT)
        self.rest = "".join(c.lower() if len(c.lower()) == 1 else c for c in straight)
        self.understood: list[str] = []
        masks = (
            (_QUOTE, QUOTED),
            (PERSON, ADDRESS),
            (_SLACK, SLACK_ID),
            (_MAIL, ADDRESS),
            (_EMOJI, TAKEN),
        )
        for pattern, mark in masks:
            self._mask(pattern, mark)

    def _mask(self, pattern: re.Pattern[str], mark: str) -> None:
        self.rest = pattern.sub(lambda match: mark * len(match[0]), self.rest)

    def put(self, start: int, end: int, mark: str) -> None:
        """Mask the words between two positions by a mark of their length."""
        self.rest = self.rest[:start] + mark * (end - start) + self.rest[end:]

    def blank(self, start: int, end: int) -> None:
        """Mark the words between two positions as explained."""
        self.put(start, end, TAKEN)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match of a pattern in what is left; it counts as explained from now on."""
        match = pattern.search(self.rest)
        if match:
            self.blank(*match.span())
        return match

    def note(self, *words: str) -> None:
        """Remember what was understood, to be said back beside a question."""
        self.understood.extend(word for word in words if word)

    def verbatim(self, start: int, end: int) -> str:
        """The person's own words between two positions."""
        return self.text[start:end].strip()

    def as_written(self, phrase: str) -> str:
        """A phrase in the person's own capitals, where the sentence has it."""
        match = re.search(re.escape(phrase), self.text, re.IGNORECASE)
        return match[0] if match else phrase

    def quoted(self, start: int, end: int) -> str:
        """What stands between quotation marks at these positions; other words as they are."""
        if self.rest[start : start + 1] == QUOTED:
            return self.text[start + 1 : end - 1].strip()
        return self.verbatim(start, end)

    def addresses(self) -> list[tuple[int, int]]:
        """Where the addresses that are left begin and end; people who are mentioned have one."""
        runs = [match.span() for match in re.finditer(f"{ADDRESS}+", self.rest)]
        return [one for run in runs for one in self._apart(*run)]

    def _apart(self, start: int, end: int) -> list[tuple[int, int]]:
        """Mentions that adjoin are several; anything else in one run is one address, if odd."""
        mentions = [match.span() for match in PERSON.finditer(self.text, start, end)]
        whole = sum(last - first for first, last in mentions) == end - start
        return mentions if mentions and whole else [(start, end)]

    def address(self, start: int, end: int) -> tuple[str, str]:
        """The address between two positions, and the name where somebody is mentioned."""
        typed = self.verbatim(start, end)
        mention = PERSON.fullmatch(typed)
        return (mention["address"], mention["label"]) if mention else (typed.strip("<>"), "")

    def words_from(self, start: int, limit: int = 6) -> list[Word]:
        """Up to `limit` adjoining words from a position on, up to punctuation or a taken word."""
        words: list[Word] = []
        position = start
        while len(words) < limit:
            gap = len(self.rest[position:]) - len(self.rest[position:].lstrip())
            match = _WORD.match(self.rest, position + gap)
            if not match:
                break
            word = _trimmed(match)
            if not word.text:
                break
            words.append(word)
            position = match.end()
        return words

    def words(self) -> list[Word]:
        """Every word that is left, fillers included."""
        found = (_trimmed(match) for match in _WORD.finditer(self.rest))
        return [word for word in found if any(_counts(c) for c in word.text)]

    def leftover(self) -> tuple[str, ...]:
        """The phrases, verbatim, that nothing has explained; fillers do not count."""
        phrases: list[tuple[int, int]] = []
        for word in self.words():
            if word.text in FILLERS:
                continue
            if phrases and not self.rest[phrases[-1][1] : word.start].strip():
                phrases[-1] = (phrases[-1][0], word.end)
            else:
                phrases.append((word.start, word.end))
        return (*(self.verbatim(*phrase) for phrase in phrases), *self.asides)

    def blank_words(self, words: Iterable[Word]) -> None:
        """Mark these words as explained."""
        for word in words:
            self.blank(word.start, word.end)


def _counts(character: str) -> bool:
    return character.isalnum() or character in (QUOTED, ADDRESS, SLACK_ID)


def _trimmed(match: re.Match[str]) -> Word:
    """A word without a full stop or an apostrophe at its end."""
    text = match[0].rstrip(".'")
    return Word(text, match.start(), match.start() + len(text))
