"""What every rule works with: one sentence, its asker, their calendar and known names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.domain.plan import Choice, Question, Refusal, Step, Via
from app.domain.ports import PlanRequest
from app.domain.record import Entity
from app.domain.sources import (
    Comparison,
    Condition,
    Filter,
    Listed,
    Query,
    Relation,
    Upload,
)
from app.domain.words import planning as words
from app.domain.words import readings
from app.planning.days import Calendar, Days
from app.planning.lexicon import NOUNS, Act, Noun
from app.planning.names import (
    MAX_CHOICES,
    Hit,
    Name,
    Names,
    Option,
    choice_value,
    field_key,
)
from app.planning.schedule_words import Said
from app.planning.sentence import Sentence


class Asked(Exception):
    """Ends the reading of a sentence with a question or a refusal, however deep it was."""

    def __init__(self, reading: Question | Refusal) -> None:
        super().__init__(reading)
        self.reading = reading


@dataclass(frozen=True)
class Message:
    """What the person wants to say: their text, and the subject where they gave one.

    `clause` tells a sentence that follows "that" or "saying", to be made a sentence of its own,
    from a text that is to be taken as it stands. `verbatim` is a text in quotation marks: with a
    subject beside it, it is the whole mail, and no letter is made of it.
    """

    text: str = ""
    subject: str = ""
    clause: bool = False
    verbatim: bool = False


@dataclass(frozen=True)
class Drafted:
    """A step as a rule read it, its reading, and the set it acts on in words."""

    step: Step
    reading: str
    target: str


@dataclass(frozen=True)
class Before:
    """The first step, when a later one is read."""

    step: Step

    @property
    def kind(self) -> Entity:
        """What its records are."""
        source = self.step.source
        return source.entity if isinstance(source, Query) else Entity.PERSON

    @property
    def query(self) -> Query:
        """Its source as a query, which bounds what is done for the same."""
        source = self.step.source
        if isinstance(source, Query):
            return source
        typed = [one.address for one in source.entries] if isinstance(source, Listed) else []
        only = Filter(field="email", comparison=Comparison.ONE_OF, value=typed)
        return Query(entity=Entity.PERSON, filters=(only,))


@dataclass
class Context:
    """One sentence being read; answers given so far are looked up by their question's key.

    `when` is what it said so far of when to do it; `only_if` and `if_free` what must be so for
    each of the people. `topic` is what mails are about that are answered or passed on.
    `nouns` are the words for records here; `silent` narrows leads to those not heard of for long.
    `before` is the step before a later one; `role` is whom of it the words for the same mean,
    `via` what leads there, and `took_same` says that they were read.
    `upload` is the file that the words take people from.
    `kind` is what is logged, and `day` when it was.
    """

    request: PlanRequest
    sentence: Sentence
    calendar: Calendar
    names: Names
    act: Act = Act.MAIL
    verb: str = ""
    after_verb: int = 0
    message: Message = field(default_factory=Message)
    when: Said | None = None
    only_if: Condition | None = None
    if_free: bool = False
    topic: str = ""
    nouns: tuple[Noun, ...] = NOUNS
    silent: tuple[tuple[Filter, str], ...] = ()
    before: Before | None = None
    role: Relation | None = None
    via: Via | None = None
    took_same: bool = False
    upload: Upload | None = None
    kind: str = ""
    day: Days | None = None

    @property
    def me(self) -> str:
        """The requester's own address, or what stands for it until it is known."""
        return self.names.me

    def answer(self, key: str) -> str:
        """The answer given to a question, empty when there was none."""
        return self.request.answers.get(key, "").strip()

    def ask(
        self,
        key: str,
        text: str,
        choices: Iterable[Choice] = (),
        *,
        open_ended: bool = False,
        not_understood: Iterable[str] = (),
    ) -> Asked:
        """A question, to be raised, with what was understood so far."""
        understood = tuple(dict.fromkeys(self.sentence.understood))
        return Asked(
            Question(
                key=key,
                text=text,
                choices=tuple(choices)[:MAX_CHOICES],
                open_ended=open_ended,
                understood=understood,
                not_understood=tuple(not_understood),
            )
        )

    def rephrase(self, text: str, hint: str) -> Asked:
        """A refusal, to be raised, of what can be said in a way that is understood."""
        return Asked(Refusal(text=text, hint=hint))

    def one_of(self, hit: Hit) -> Name:
        """The one name a hit stands for; raises a question when there are several."""
        if len(hit.names) == 1:
            return hit.names[0]
        options = {name.option for name in hit.names}
        labels = {field_key(option) for option in options}
        label = labels.pop() if len(labels) == 1 else "which"
        raise self.ask(
            f"{label}:{hit.phrase}",
            words.which_of_several(label, self.sentence.as_written(hit.phrase), len(hit.names)),
            [_choice(name, several_fields=label == "which") for name in hit.names],
            open_ended=len(hit.names) > MAX_CHOICES,
        )

    async def unknown(
        self, options: Sequence[Option], phrase: str, *, offer_all: bool = False
    ) -> Asked:
        """The question about a name that nobody knows, to be raised."""
        near = await self.names.near(options, phrase)
        if offer_all:
            near = near or await self.names.of(options[0])
        several = len({name.option for name in near if name.option[1] != "name_email"}) > 1
        label = field_key(options[0])
        return self.ask(
            f"{label}:{phrase}",
            words.unknown_name(label, self.sentence.as_written(phrase)),
            [_choice(name, several_fields=several) for name in near],
            open_ended=True,
            not_understood=(self.sentence.as_written(phrase),),
        )


def _choice(name: Name, *, several_fields: bool) -> Choice:
    person = name.option[1] == "name_email"
    return Choice(
        label=name.shown or name.value,
        value=choice_value(name) if several_fields and not person else name.value,
        detail=name.value if person else readings.field_name(name.option[1]),
    )
