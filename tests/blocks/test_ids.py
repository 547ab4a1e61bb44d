"""What buttons carry: read back as it was, and refused where it was not made here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadValue
from blocks import ids

_parts = st.text(max_size=30)


@given(_parts, _parts, st.integers(0, 999_999))
def test_every_reference_comes_back_as_it_was(first: str, second: str, page: int) -> None:
    for ref in (
        ids.DraftRef(first, second),
        ids.OperationRef(first),
        ids.ItemRef(first, second),
        ids.ToggleRef.of(first, second, out=page % 2 == 0),
        ids.QuestionRef.of(first, second),
        ids.AnswerRef(first, second, page),
        ids.ItemsState(first, second, page, first),
        ids.DetailsState(first, page, second),
    ):
        assert type(ref).parse(ref.value) == ref


def test_the_formats_are_plain() -> None:
    assert ids.DraftRef("d1", "abc").value == "d1|abc"
    assert ids.ItemRef("o1", "i1").value == "o1|i1"
    assert ids.ItemsState("d1", "abc", 2, "a|b").value == "d1|abc|2|a%7Cb"


@pytest.mark.parametrize("forged", ["", "d1", "d1|a|b", "|".join("abcdef")])
def test_a_forged_value_is_refused_in_plain_words(forged: str) -> None:
    with pytest.raises(BadValue, match="no longer works"):
        ids.DraftRef.parse(forged)


@pytest.mark.parametrize("page", ["-1", "x", "", "1e9", "99999999999", "\u0661"])
def test_a_forged_page_is_refused(page: str) -> None:
    with pytest.raises(BadValue):
        ids.DetailsState.parse(f"o1|{page}|failed")
    with pytest.raises(BadValue):
        ids.number(page)


def test_a_forged_direction_is_refused() -> None:
    with pytest.raises(BadValue):
        ids.ToggleRef.parse("d1|i1|sideways")


def test_what_does_not_fit_is_an_error_at_once() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        _ = ids.OperationRef("o" * 2_001).value


def test_numbered_actions_are_found_by_their_pattern() -> None:
    for pattern in (ids.ANSWER, ids.ITEM_TOGGLE, ids.IN_DOUBT_DONE, ids.IN_DOUBT_AGAIN):
        assert pattern.fullmatch(ids.numbered(pattern, 12))
