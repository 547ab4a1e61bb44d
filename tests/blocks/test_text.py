"""Text of people and records, made safe without changing what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.text import cut, escape, excerpt, line, mention, prose


def test_a_contact_named_like_a_mention_pings_nobody() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


@given(st.text())
def test_nothing_that_slack_reads_as_control_stays(text: str) -> None:
    assert not set(escape(text)) & {"<", ">"}


def test_a_name_over_several_lines_stays_on_one() -> None:
    assert line("John\r\n\t Smith\u2028Jr", 40) == "John Smith Jr"


def test_prose_keeps_its_paragraphs_and_no_gaps() -> None:
    assert prose("Hello,\r\n\r\n\r\n\r\nall\n", 40) == "Hello,\n\nall"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("shorter", 5, "shor…"),
        ("ab cdef", 4, "ab…"),
        ("abe\u0301f", 4, "ab…"),  # not between e and its accent
        ("a\U0001f468\u200d\U0001f469\u200d\U0001f467b", 5, "a…"),  # not within a family
        ("a\U0001f44b\U0001f3fdbc", 3, "a…"),  # not between a hand and its colour
        ('""""', 5, '""…'),  # as JSON writes them
    ],
)
def test_cutting(text: str, limit: int, expected: str) -> None:
    assert cut(text, limit) == expected


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_cut_text_is_a_beginning_and_fits(text: str, limit: int) -> None:
    shown = cut(text, limit)
    assert len(shown) <= limit
    assert text == shown or text.startswith(shown.removesuffix("…").rstrip())


def test_right_to_left_text_does_not_move_the_words_beside_it() -> None:
    shalom = "\u05e9\u05dc\u05d5\u05dd"
    assert line(shalom, 40) == f"\u2068{shalom}\u2069"
    assert len(line(shalom * 40, 20)) <= 20


def test_marks_that_reorder_or_hide_are_dropped() -> None:
    assert line("in\u202evoice\u200b.\ud800exe\x00", 40) == "invoice.exe"


def test_only_a_user_id_becomes_a_mention() -> None:
    assert mention("U0AB12") == "<@U0AB12>"
    assert mention("!channel") == mention("") == mention("U1><!here") == "someone"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("Thank you for all", 40, "Thank you for all"),
        ("Thank you, for all", 14, "Thank you…"),
        ("Thank you for more…", 40, "Thank you for more…"),
        ("x" * 40, 10, "x" * 9 + "…"),
        ("To " + "x" * 40, 10, "To xxxxxx…"),
    ],
)
def test_the_beginning_of_a_text_ends_after_a_word_where_one_ends_near(
    text: str, limit: int, shown: str
) -> None:
    assert excerpt(text, limit) == shown
