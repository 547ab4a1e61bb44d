"""Texts with {{ fields }}: python-liquid, strict, within limits.

A person's text is a template; what records hold only ever becomes a field's value. A field that
does not exist, or is empty for somebody, is found before Confirm and never sent as a blank.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from liquid import BoundTemplate, Environment, StrictDefaultUndefined
from liquid.exceptions import LiquidError, ResourceLimitError, UndefinedError

from app.domain import plan
from app.domain.errors import BadTemplate
from app.domain.words import engine as words

MOST_CHARACTERS = 20_000
"""Of one rendered text: a mail longer than that is a document."""


class _Limited(Environment):
    """Liquid's own limits: what a loop, an output or a namespace may come to."""

    loop_iteration_limit = 100
    output_stream_limit = MOST_CHARACTERS
    local_namespace_limit = 2_000
    context_depth_limit = 10


class MissingField(BadTemplate):
    """A field that is empty for this record, and has no fallback; `field` names it."""

    def __init__(self, text: str, part: str, field: str) -> None:
        super().__init__(text, part)
        self.field = field


class CompiledText:
    """One parsed text, rendered once an item; `part` names it in errors ("subject", "body")."""

    def __init__(self, template: BoundTemplate, part: str) -> None:
        self._template = template
        self._part = part
        self.fields = frozenset(template.global_variables())
        """The names of the fields it uses."""

    def render(self, values: Mapping[str, object]) -> str:
        """The text with the values put in. Raises MissingField where one is empty."""
        try:
            text = self._template.render(**{name: value for name, value in values.items() if value})
        except UndefinedError:
            raise self._missing(values) from None
        except ResourceLimitError:
            raise self._too_large() from None
        except LiquidError as error:
            raise self._bad(words.template_fails(_short(error))) from None
        if len(text) > MOST_CHARACTERS:
            raise self._too_large()
        return text

    def _missing(self, values: Mapping[str, object]) -> MissingField:
        name = next((name for name in sorted(self.fields) if not values.get(name)), "")
        return MissingField(words.empty_field(name), self._part, name)

    def _too_large(self) -> BadTemplate:
        return self._bad(words.template_too_large())

    def _bad(self, problem: str) -> BadTemplate:
        return BadTemplate(words.bad_template(self._part, problem), self._part)


class Templates:
    """Parses texts; the environment is made once."""

    def __init__(self) -> None:
        self._environment = _Limited(undefined=StrictDefaultUndefined)
        for table, kept in ((self._environment.filters, _FILTERS), (self._environment.tags, _TAGS)):
            for name in set(table) - kept:
                table.pop(name)

    def compile(self, text: str, part: str, known: Iterable[str]) -> CompiledText:
        """Parse a text that may use the `known` fields. Raises BadTemplate."""
        try:
            template = self._environment.from_string(text)
        except LiquidError as error:
            problem = words.template_syntax(_short(error))
            raise BadTemplate(words.bad_template(part, problem), part) from None
        for found in _problems(template, list(known)):
            said = words.bad_template(part, found.text)
            raise BadTemplate(said, part, words.bad_template(part, found.beside_fields))
        return CompiledText(template, part)

    def compile_mail(
        self, template: plan.Template, known: Iterable[str]
    ) -> tuple[CompiledText, CompiledText]:
        """Subject and body of a mail."""
        names = list(known)
        return (
            self.compile(template.subject, "subject", names),
            self.compile(template.body, "body", names),
        )


_FILTERS = frozenset({
    "default", "capitalize", "upcase", "downcase", "strip", "truncate", "truncatewords", "first",
    "last", "split", "slice", "size", "round", "date",
})  # fmt: skip
"""What a mail needs; those that multiply a text (append, replace, times) are left out: chained,
they exhaust memory before any limit is looked at."""

_TAGS = frozenset({"content", "output", "illegal", "if", "unless", "case", "comment"})
"""No loops, no includes, no captures."""


_PARTS_OF_A_TEXT = ("size",)
"""What a dot after a field may ask for; fields hold texts, which have no fields of their own."""


class _Problem(NamedTuple):
    """What is wrong, and the same where the fields that there are stand beside it."""

    text: str
    beside_fields: str


def _problems(template: BoundTemplate, known: Sequence[str]) -> Iterator[_Problem]:
    """What a text that parses asks for and nobody has: fields, parts of fields, filters.

    Liquid itself finds these only when the text is rendered.
    """
    used = template.analyze()
    for name, places in sorted(used.globals.items()):
        for place in places:
            parts = place.segments[1:]
            if name not in known or any(part not in _PARTS_OF_A_TEXT for part in parts):
                listed = words.unknown_field(str(place), ", ".join(known))
                yield _Problem(listed, words.unknown_field(str(place)))
    for name in sorted(used.filters.keys() - _FILTERS):
        said = words.unknown_filter(name, ", ".join(sorted(_FILTERS)))
        yield _Problem(said, said)


def _short(error: LiquidError) -> str:
    return str(error).splitlines()[0][:120]
