"""CSV as it comes: encodings, separators, quotes, and what is no table at all."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadFile
from app.engine.tables import Table
from app.engine.tables.table import is_address
from tests.unit.tables.making import refusal, table, tables

ROW = (2, ("Zoë", "zoe@x.example"))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_it_is_read_however_it_was_saved(encoding: str, separator: str, end: str) -> None:
    text = f"Name{separator}Mail{end}Zoë{separator}zoe@x.example{end}"
    assert table(text.encode(encoding)) == Table("", ("Name", "Mail"), (ROW,))


def test_rows_keep_the_number_that_people_see_them_by() -> None:
    found = table("\nMail\na@x.example\n\n , \nb@x.example\n")
    assert found.rows == ((3, ("a@x.example",)), (6, ("b@x.example",)))


def test_quotes_hold_separators_quotes_and_line_breaks() -> None:
    found = table('"Name, first",Mail\n"Lima, ""Ana""\nMaria",a@x.example\n')
    assert found.headings == ("Name, first", "Mail")
    assert found.rows == ((2, ('Lima, "Ana"\nMaria', "a@x.example")),)


def test_a_formula_is_only_text() -> None:
    found = table("Mail,Note\na@x.example,=HYPERLINK(1)\n")
    assert found.rows == ((2, ("a@x.example", "=HYPERLINK(1)")),)


def test_the_line_that_names_the_separator_is_no_row() -> None:
    found = table("sep=;\r\nName, all;Mail\r\nAna;a@x.example\r\n")
    assert found.headings == ("Name, all", "Mail")


def test_headings_are_told_apart_and_columns_without_one_have_their_letter() -> None:
    found = table("Note,,Note,Mail,,x\n1,2,3,a@x.example,,5\n")
    assert found.headings == ("Note", "Column B", "Note (2)", "Mail", "x")
    assert found.rows[0][1] == ("1", "2", "3", "a@x.example", "5")


def test_separators_at_the_end_of_a_line_are_nothing() -> None:
    assert table("Mail,Name,,,\na@x.example,Ana,,,\n").headings == ("Mail", "Name")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "has no rows"),
        ("\n \n", "has no rows"),
        ("Name,Mail\n", "has no rows"),
        ("Ana,a@x.example\nBo,b@x.example\n", "so it is no heading"),
        ("Name,Mail\nLima, Ana,a@x.example\n", "Row 2 of the file"),
        ("Mail\n" + "a@x.example\n" * 101, "more than 100 rows"),
        (",".join(f"c{place}" for place in range(101)) + "\n1\n", "more than 100 columns"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a table"),
        (b"Mail\n\x81\x8d\n", "not a table"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "old Excel format"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        ('Mail\n"' + "a" * 200_000, "not a table"),
    ],
)
def test_what_is_no_table_is_refused_by_name(content: str | bytes, why: str) -> None:
    assert why in refusal(content)


def test_a_file_of_another_kind_is_refused_by_its_name() -> None:
    assert "Share it as .csv or .xlsx" in refusal("Mail\na@x.example\n", "guests.pdf")


def test_endless_cells_take_no_time_to_look_at() -> None:
    cell = "a@" + ".a" * 60_000 + "@"
    found = table(f"{'x' * 100_000},Mail\n{cell},a@x.example\n")
    assert [len(heading) for heading in found.headings] == [100, 4]
    assert not is_address(found.rows[0][1][0])
    assert is_address(found.rows[0][1][1])


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_tables_or_a_refusal(data: bytes) -> None:
    with suppress(BadFile):
        for found in tables(data):
            assert found.rows
            assert {len(cells) for _, cells in found.rows} == {len(found.headings)}
            assert len(set(found.headings)) == len(found.headings)
