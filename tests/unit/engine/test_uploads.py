"""Rows of a shared file as people: who they are, who is left away, and a file that changed."""

import pytest

from app.domain.errors import BadFile, NotThereYet
from app.domain.files import ROW, Content, SharedFile
from app.domain.identity import Person, Requester, Tenant
from app.domain.record import Record
from app.domain.sources import ME, Column, Upload
from app.engine.uploads import Uploads

SAM = Requester(
    person=Person(tenant=Tenant(team_id="T1"), user_id="U1"),
    name="Sam Rivera",
    email="sam@harbor.example",
    zone="Europe/Berlin",
)
GUESTS = """First,Last,Mail,Seat
Ana,Lima,"Ana L. <ana@x.example>",A1
,,mailto:Bo@x.example,A2
,,"Cy Dahl <cy@x.example>",
Sam,Rivera,sam@harbor.example,A4
Di,Evans,,A5
"""
COLUMNS = tuple(
    Column(heading=heading, field=field)
    for heading, field in (
        ("First", "first_name"),
        ("Last", "last_name"),
        ("Mail", "email"),
        ("Seat", "seat"),
    )
)
UPLOAD = Upload(file="F1", name="guests.csv", columns=COLUMNS)


class Shelf:
    """Files by their id, as they are now."""

    def __init__(self, **files: str) -> None:
        self.files = files

    async def fetch(self, shared: SharedFile) -> Content:
        """The file, or why there is none."""
        if shared.id not in self.files:
            raise BadFile("gone")
        return Content(name=shared.name, data=self.files[shared.id].encode())


async def records(upload: Upload = UPLOAD, content: str = GUESTS) -> list[Record]:
    """The people of the file."""
    return await Uploads(Shelf(F1=content), 100).records(upload, SAM)


async def test_rows_are_people_with_their_address_name_and_place() -> None:
    found = await records()
    assert [(one.id, one.text("name"), one.fields[ROW]) for one in found] == [
        ("ana@x.example", "Ana Lima", 2),
        ("Bo@x.example", "", 3),
        ("cy@x.example", "Cy Dahl", 4),
        ("sam@harbor.example", "Sam Rivera", 5),
        ("6", "Di Evans", 6),
    ]
    assert [one.text("seat") for one in found] == ["A1", "A2", "", "A4", "A5"]


async def test_whoever_is_excluded_is_left_away() -> None:
    upload = UPLOAD.model_copy(update={"exclude": (ME, "ANA@x.example")})
    assert [one.id for one in await records(upload)] == ["Bo@x.example", "cy@x.example", "6"]


async def test_a_look_tells_headings_and_where_addresses_are_and_no_more() -> None:
    shared = SharedFile(id="F1", name="guests.csv")
    found = await Uploads(Shelf(F1=GUESTS), 100).look(shared)
    [table] = found.tables
    assert [(one.heading, one.filled, one.addresses) for one in table.columns] == [
        ("First", 3, 0),
        ("Last", 3, 0),
        ("Mail", 4, 4),
        ("Seat", 4, 0),
    ]
    assert "Lima" not in found.model_dump_json()


@pytest.mark.parametrize("content", ["First,Mail\nAna,ana@x.example\n", "Mail\nana@x.example\n"])
async def test_other_columns_than_those_asked_about_are_another_file(content: str) -> None:
    with pytest.raises(BadFile, match="is not what it was"):
        await records(content=content)


async def test_more_rows_than_an_operation_holds_are_refused() -> None:
    with pytest.raises(BadFile, match="more than 100 rows"):
        await records(content="First,Last,Mail,Seat\n" + "a,b,a@x.example,1\n" * 101)


async def test_where_no_files_can_be_had_none_is_a_source() -> None:
    with pytest.raises(NotThereYet, match=r"guests\.csv"):
        await Uploads(None, 100).records(UPLOAD, SAM)
