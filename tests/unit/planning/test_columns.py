"""What headings mean: fields by their names, and the addresses by looking as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.files import FoundColumn
from app.engine.templates import Templates
from app.planning.columns import address_columns, called_fields, columns_of, is_clear, key_of


def found(said: str) -> list[FoundColumn]:
    """Columns as "Mail 3, Name 0": how many of three rows hold an address."""
    pairs = (one.rsplit(" ", 1) for one in said.split(", "))
    return [FoundColumn(heading=name, filled=3, addresses=int(count)) for name, count in pairs]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Seat No.", "seat_no"),
        ("  E-Mail ", "e_mail"),
        ("Größe (cm)", "große_cm"),
        ("Prénom", "prenom"),
        ("2nd guest", "column_2nd_guest"),
        ("#", "column"),
        ("Empty", "column_empty"),
        ("名前", "名前"),
    ],
)
def test_a_column_is_called_by_its_words(heading: str, key: str) -> None:
    assert key_of(heading) in {key, key.replace("ß", "ss")}


@given(st.text(max_size=40))
def test_any_heading_is_a_name_that_a_text_can_use(heading: str) -> None:
    key = key_of(heading)
    text = Templates().compile(f"{{{{ {key} }}}}", "body", [key])
    assert text.render({key: "here"}) == "here"


@pytest.mark.parametrize(
    ("columns", "chosen", "clear"),
    [
        ("Mail 3, Name 0", ["Mail"], True),
        ("Kontakt 3, Name 0", ["Kontakt"], True),
        ("Address 0, E-mail 3", ["E-mail"], True),
        ("Email 3, Manager email 3", ["Email"], True),
        ("Email 1, Remark 0", ["Email"], True),
        ("Email 0, Contact 3", ["Contact"], True),
        ("Private 3, At work 3", ["Private", "At work"], False),
        ("Email 3, Mail 3", ["Email", "Mail"], False),
        ("Remark 1, Name 0", ["Remark"], False),
        ("Name 0, City 0", [], False),
    ],
)
def test_the_addresses_are_where_the_heading_and_the_rows_say(
    columns: str, chosen: list[str], clear: object
) -> None:
    candidates = address_columns(found(columns))
    assert [one.heading for one in candidates] == chosen
    assert is_clear(candidates) is clear


def test_columns_fill_fields_and_none_twice() -> None:
    columns = found(
        "Mail 3, Full name 0, Name 0, Organisation 0, Seat No. 0, Seat-No 0, My name 0, Email 0"
    )
    assert [(one.heading, one.field) for one in columns_of(columns, columns[0])] == [
        ("Mail", "email"),
        ("Full name", "name"),
        ("Name", "name_2"),
        ("Organisation", "company"),
        ("Seat No.", "seat_no"),
        ("Seat-No", "seat_no_2"),
        ("My name", "file_my_name"),
        ("Email", "file_email"),
    ]


def test_texts_may_call_columns_by_their_headings() -> None:
    columns = columns_of(found("Mail 3, Given name 0, Seat No. 0"), found("Mail 3")[0])
    text = '{{ Given name }} {{Seat No.|default: "free"}} {{ seat_no }} {{ table }} {{ my_name }}'
    assert called_fields(text, columns) == (
        '{{ first_name }} {{ seat_no|default: "free" }} {{ seat_no }} {{ table }} {{ my_name }}'
    )
