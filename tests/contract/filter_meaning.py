"""What filters mean, in plain Python: what every connector's query is compared with."""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from app.domain.record import Record
from app.domain.sources import Comparison, Filter


def as_text(value: Any) -> str:
    """A field's value as filters compare it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).casefold()


def elements(record: Record, field: str) -> list[Any]:
    """A list field's entries, or the one value of any other."""
    value = record.id if field == "id" else record.fields.get(field)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def meets(record: Record, condition: Filter) -> bool:
    """The meaning of a filter, in plain Python."""
    value = condition.value
    found = elements(record, condition.field)
    texts = [as_text(entry) for entry in found]
    present = [entry for entry in found if entry != ""]
    holds: dict[Comparison, Callable[[], bool]] = {
        Comparison.EQUALS: lambda: as_text(value) in texts,
        Comparison.HAS: lambda: as_text(value) in texts,
        Comparison.NOT_EQUALS: lambda: as_text(value) not in texts,
        Comparison.CONTAINS: lambda: any(as_text(value) in text for text in texts),
        Comparison.ONE_OF: lambda: any(as_text(one) in texts for one in value),
        Comparison.AT_LEAST: lambda: any(entry >= value for entry in present),
        Comparison.BELOW: lambda: any(entry < value for entry in present),
        Comparison.EMPTY: lambda: not present,
        Comparison.NOT_EMPTY: lambda: bool(present),
    }
    return holds[condition.comparison]()


@st.composite
def conditions(draw: st.DrawFn, known: Sequence[Record]) -> Filter:
    """A filter on a field that these records have, mostly with a value that one of them has."""
    field = draw(st.sampled_from(sorted({"id"} | known[0].fields.keys())))
    values = [value for record in known for value in elements(record, field)] or ["nothing"]
    comparisons = list(Comparison)
    if isinstance(values[0], bool):  # neither more nor less than another
        comparisons = [Comparison.EQUALS, Comparison.NOT_EQUALS, Comparison.NOT_EMPTY]
    comparison = draw(st.sampled_from(comparisons))
    one = st.sampled_from(values)
    if comparison in {Comparison.AT_LEAST, Comparison.BELOW}:
        return Filter(field=field, comparison=comparison, value=draw(one))
    texts = (
        one
        | one.map(lambda value: str(value).upper())
        | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=3)
    )
    if comparison is Comparison.CONTAINS:
        texts |= one.map(lambda value: str(value)[1:4])
    value = draw(st.lists(texts, max_size=4) if comparison is Comparison.ONE_OF else texts)
    return Filter(field=field, comparison=comparison, value=value)
