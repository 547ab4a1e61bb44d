"""Workbooks: what people see in their cells, which sheets count, and bombs."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadFile
from app.engine.tables import workbook as reading
from tests.unit.tables.making import Cell, refusal, sheets, table, tables, with_part, workbook

GUESTS = [["Name", "Mail"], ["Ana", "a@x.example"]]
FIRST = "xl/worksheets/sheet1.xml"
WHOLE = workbook(GUESTS)
MOMENT = datetime.fromisoformat("2026-11-27T15:05")
DAY = datetime.fromisoformat("2026-11-27")
NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (7, "General", "7"),
        (7.0, "General", "7"),
        (0.1 + 0.2, "General", "0.3"),
        (7, "00000", "00007"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5, '#,##0.00 "€"', "1,234.50 €"),
        (-12.5, "[$€-407] #,##0.0", "-€ 12.5"),
        (0.155, "0.0%", "15.5%"),
        (2.5, "0.0#", "2.5"),
        (0.5, "# ?/?", "0.5"),
        (12000, "0.00E+00", "12000"),
        (-0.001, "0.0", "0.0"),
        (True, "General", "TRUE"),
        (7, "0" * 200, "7"),
        (" two\nlines ", "General", "two\nlines"),
        (DAY, "yyyy-mm-dd", "2026-11-27"),
        (date(2026, 11, 27), "mm-dd-yy", "2026-11-27"),
        (date(2026, 11, 27), "dd.mm.yyyy", "27.11.2026"),
        (date(2026, 3, 7), 'dddd, d" of "mmmm', "Saturday, 7 of March"),
        (MOMENT, "d mmm yyyy h:mm", "27 Nov 2026 15:05"),
        (MOMENT, "mm-dd-yy", "2026-11-27 15:05"),
        (time(9, 5), "h:mm AM/PM", "9:05 AM"),
        (time(15, 5, 9), "mm:ss", "05:09"),
        (timedelta(hours=26, minutes=5), "[h]:mm:ss", "26:05:00"),
    ],
)
def test_cells_read_as_people_see_them(value: Cell, pattern: str, shown: str) -> None:
    found = table(workbook([["Mail", "x"], ["a@x.example", value]], B2=pattern), "a.xlsx")
    assert found.rows == ((2, ("a@x.example", shown)),)


def test_a_formula_is_what_it_came_to_and_nothing_where_nobody_knows() -> None:
    data = workbook([["Mail", "Sum", "Bad"], ["a@x.example", "=1+1", "#N/A"]])
    assert table(data, "a.xlsx").rows == ((2, ("a@x.example", "", "")),)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read(FIRST).replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    assert table(with_part(data, FIRST, sheet), "a.xlsx").rows[0][1][1] == "2"


def test_empty_rows_are_passed_over_and_their_numbers_kept() -> None:
    data = workbook([[], ["Mail"], [], ["a@x.example"], [None, None], ["b@x.example"]])
    assert table(data, "a.xlsx").rows == ((4, ("a@x.example",)), (6, ("b@x.example",)))


def test_only_sheets_that_people_see_and_that_have_rows_count() -> None:
    def hide(book: Any) -> None:
        book["Old"].sheet_state = "hidden"

    data = sheets({"Cover": [["Hello"]], "May": GUESTS, "Old": GUESTS, "June": GUESTS}, hide)
    assert [one.name for one in tables(data, "a.xlsx")] == ["May", "June"]


def test_a_workbook_is_one_whatever_it_is_called() -> None:
    assert table(WHOLE, "guests.csv").headings == ("Name", "Mail")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 and nothing", "cannot be opened"),
        (WHOLE[:2000], "cannot be opened"),
        (with_part(WHOLE, "xl/workbook.xml", b"<workbook"), "cannot be opened"),
        (with_part(WHOLE, FIRST, b"<!DOCTYPE x [<!ENTITY e 'e'>]><x>&e;</x>"), "has no rows"),
        (with_part(WHOLE, "docProps/app.xml", b" " * 41 * 1024 * 1024), "once it is unpacked"),
        (workbook([["Mail"], *[["a@x.example"]] * 101]), "more than 100 rows"),
        (workbook([["Mail"], ["x"] * 101]), "more than 100 columns"),
        (workbook([["Mail"]]), "has no rows"),
    ],
)
def test_what_is_wrong_with_a_workbook_is_said(content: bytes, why: str) -> None:
    assert why in refusal(content, "guests.xlsx")


def test_entities_that_grow_are_never_unfolded() -> None:
    levels = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>'
    sheet = f"<worksheet {NAMES}><sheetData>{cell}</sheetData></worksheet>"
    bomb = f"<!DOCTYPE x [<!ENTITY e0 '{'a' * 1000}'>{levels}]>{sheet}"
    data = with_part(WHOLE, FIRST, bomb.encode())
    assert "cannot be opened" in refusal(data, "guests.xlsx")


def test_a_row_that_says_it_is_far_away_ends_the_reading() -> None:
    cell = '<row r="99999999999"><c r="A1" t="inlineStr"><is><t>Mail</t></is></c></row>'
    sheet = f"<worksheet {NAMES}><sheetData>{cell}</sheetData></worksheet>"
    data = with_part(WHOLE, FIRST, sheet.encode())
    assert "more than 100 rows" in refusal(data, "guests.xlsx")


def test_more_parts_than_a_workbook_has_are_not_opened() -> None:
    file = io.BytesIO(WHOLE)
    with zipfile.ZipFile(file, "a") as parts:
        for place in range(reading.MOST_PARTS):
            parts.writestr(f"x{place}", b"")
    assert "once it is unpacked" in refusal(file.getvalue(), "guests.xlsx")


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_workbook_is_tables_or_a_refusal(place: int, other: bytes) -> None:
    data = WHOLE[:place] + other + WHOLE[place + len(other) :]
    with suppress(BadFile):
        assert tables(data, "guests.xlsx")


@given(st.text(max_size=300))
def test_any_sheet_is_tables_or_a_refusal(inside: str) -> None:
    sheet = f"<worksheet {NAMES}><sheetData>{inside}</sheetData></worksheet>"
    with suppress(BadFile):
        assert tables(with_part(WHOLE, FIRST, sheet.encode("utf-8", "replace")), "guests.xlsx")
