"""What the table says of a figure: nobody should have to compare it with its goal themselves."""

import json

import pytest

from benchmarks.report import Row, Unit, as_json, median, percentile, table

MET = Row("preview", 112.34, Unit.MILLISECONDS, 300.0, "slowest 195 ms")
MISSED = Row("ack", 1_250.0, Unit.MILLISECONDS, 200.0)
WITHOUT_GOAL = Row("journal, an item", 881.4, Unit.BYTES)


def test_a_figure_at_its_goal_is_met_and_one_above_falls_short() -> None:
    assert MET.verdict == "met"
    assert Row("ack", 200.0, Unit.MILLISECONDS, 200.0).verdict == "met"
    assert MISSED.verdict == "FALLS SHORT"
    assert WITHOUT_GOAL.verdict == ""


def test_the_columns_of_the_table_stand_under_their_headings() -> None:
    heading, rule, *lines = table([MET, MISSED, WITHOUT_GOAL]).splitlines()
    for name in ("measured", "goal", "verdict"):
        assert rule[heading.index(name)] == "-"
        assert rule[heading.index(name) - 1] == " "
    assert lines[0][heading.index("measured") :].startswith("112.3 ms")
    assert lines[1][heading.index("verdict") :] == "FALLS SHORT"
    assert lines[2][heading.index("measured") :] == "881 bytes"


def test_programs_get_the_same_rows_with_the_verdict() -> None:
    told = json.loads(as_json([MISSED], "2 cores"))
    assert told["machine"] == "2 cores"
    assert told["rows"][0]["measured"] == 1_250.0
    assert told["rows"][0]["verdict"] == "FALLS SHORT"


@pytest.mark.parametrize(("percent", "value"), [(50, 100.0), (99, 198.0), (100, 200.0), (1, 2.0)])
def test_a_percentile_is_a_value_that_was_measured(percent: int, value: float) -> None:
    assert percentile([float(one) for one in range(200, 0, -1)], percent) == value


def test_the_median_of_few_is_the_one_in_the_middle() -> None:
    assert median([9.0, 1.0, 5.0]) == 5.0
