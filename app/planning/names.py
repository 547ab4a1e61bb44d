"""Words against the names that the workspace knows: people, companies, cities, stages.

Exact spellings count first (without regard to case, accents and punctuation), then whole words
of a longer name ("Acme" in "Acme GmbH"). A likely typing error is never taken for the name: it
becomes a choice in a question.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from app.domain.ports import Vocabulary
from app.domain.record import Entity
from app.domain.sources import ME
from app.planning.lexicon import ME_WORDS
from app.planning.sentence import Word

Option = tuple[Entity, str]
"""A field whose values a word may stand for."""

PEOPLE: tuple[Option, ...] = ((Entity.COLLEAGUE, "name_email"), (Entity.CONTACT, "name_email"))
STAFF: tuple[Option, ...] = ((Entity.COLLEAGUE, "name_email"),)

MAX_CHOICES = 25
"""More than that is a list to search, not a question."""

_LOOSE = {"name_email", "company", "department", "stage", "status", "product"}
"""Fields where a whole word of a longer name is enough, provided that only one name has it."""

_NEAR = 72
"""Likeness (0-100) from which a name is offered as what may have been meant."""

_NAME_WORD = re.compile(r"\w+")


def normal(text: str) -> str:
    """The text as names are compared: no case, no accents, no punctuation, single spaces."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(_NAME_WORD.findall(text.casefold().replace("'", "")))


@dataclass(frozen=True)
class Name:
    """A value of a field, `shown` to people and `normal` for comparing.

    For people `value` is the address; everywhere else it is the value as the provider has it.
    """

    option: Option
    value: str
    shown: str
    normal: str


@dataclass(frozen=True)
class Hit:
    """The names that the first `words` words may stand for: one, or several to choose from."""

    words: int
    phrase: str
    names: tuple[Name, ...]
    answered: bool = False


def _name(option: Option, value: str) -> Name | None:
    if option[1] != "name_email":
        return Name(option, value, value, normal(value))
    shown, _, address = value.rpartition("<")
    address = address.rstrip("> ")
    return Name(option, address, shown.strip(), normal(shown)) if "@" in address else None


@dataclass
class Names:
    """The names of a workspace, read once a sentence and only where the sentence needs them."""

    vocabulary: Vocabulary
    answers: Mapping[str, str]
    me: str
    _known: dict[Option, tuple[Name, ...]] = field(default_factory=dict)

    async def of(self, option: Option) -> tuple[Name, ...]:
        """The values that a field has."""
        if option not in self._known:
            values = await self.vocabulary.values(*option)
            made = (_name(option, value) for value in dict.fromkeys(values) if value)
            self._known[option] = tuple(name for name in made if name)
        return self._known[option]

    async def all_of(self, options: Iterable[Option]) -> tuple[Name, ...]:
        """The values of several fields."""
        return tuple([name for option in options for name in await self.of(option)])

    async def match(self, options: Sequence[Option], words: Sequence[Word]) -> Hit | None:
        """The longest run of the first words that stands for a name."""
        names = await self.all_of(options)
        for count in range(len(words), 0, -1):
            hit = self.exactly(options, names, words[:count])
            if hit:
                return hit
        return None

    def exactly(
        self, options: Sequence[Option], names: Sequence[Name], words: Sequence[Word]
    ) -> Hit | None:
        """The names that all of these words together stand for."""
        phrase = normal(" ".join(word.text for word in words))
        if not phrase:
            return None
        if phrase in ME_WORDS and options[0][1] == "name_email":
            return Hit(len(words), phrase, (Name(options[0], self.me, "you", phrase),))
        answered = self._answered(options, names, phrase)
        if answered:
            return Hit(len(words), phrase, (answered,), answered=True)
        found = [name for name in names if name.normal == phrase] or _parts(names, phrase)
        return Hit(len(words), phrase, _distinct(found)) if found else None

    def _answered(
        self, options: Sequence[Option], names: Sequence[Name], phrase: str
    ) -> Name | None:
        """The name that an earlier question about this phrase was answered with."""
        for key in keys(options, phrase):
            answer = self.answers.get(key, "").strip()
            if answer:
                chosen = [n for n in names if answer in (n.value, choice_value(n))]
                typed = chosen or [n for n in names if n.normal == normal(answer)]
                typed = typed or _parts(names, normal(answer))
                if len(_distinct(typed)) == 1:
                    return typed[0]
                if tuple(options) == PEOPLE and "@" in answer:
                    return Name(options[0], answer, "", phrase)
        return None

    async def spelled(self, option: Option, written: str) -> str:
        """The value as records have it already, or else as it was typed."""
        known = await self.of(option)
        return next((one.value for one in known if one.normal == normal(written)), written)

    async def near(self, options: Sequence[Option], phrase: str) -> tuple[Name, ...]:
        """The names that look most like a phrase, best first."""
        names = await self.all_of(options)
        known = [name.normal for name in names]
        for scorer in (fuzz.WRatio, fuzz.partial_ratio):
            scored = process.extract(phrase, known, scorer=scorer, score_cutoff=_NEAR, limit=5)
            if scored:
                return _distinct([names[index] for _, _, index in scored])
        return ()


def keys(options: Sequence[Option], phrase: str) -> list[str]:
    """The keys under which questions about a phrase may have been answered."""
    return [f"{label}:{phrase}" for label in dict.fromkeys([*map(field_key, options), "which"])]


def field_key(option: Option) -> str:
    """The first half of a question's key, such as "person", "company" or "stage"."""
    return {"name_email": "person", "tags": "tag"}.get(option[1], option[1])


def choice_value(name: Name) -> str:
    """A value that tells which field is meant where several have the same word."""
    return f"{name.option[0]}.{name.option[1]}={name.value}"


def is_me(name: Name) -> bool:
    """Whether a name is the requester's own."""
    return name.value == ME or name.shown == "you"


def _parts(names: Sequence[Name], phrase: str) -> list[Name]:
    """The names of loose fields that hold the phrase as whole words."""
    within = f" {phrase} "
    return [n for n in names if n.option[1] in _LOOSE and within in f" {n.normal} "]


def _distinct(names: Sequence[Name]) -> tuple[Name, ...]:
    """One for each value; the same address among colleagues and contacts is one person."""
    seen: dict[tuple[str, str], Name] = {}
    for name in names:
        who = "" if name.option[1] == "name_email" else f"{name.option[0]}.{name.option[1]}"
        seen.setdefault((who, name.value.casefold()), name)
    return tuple(seen.values())
