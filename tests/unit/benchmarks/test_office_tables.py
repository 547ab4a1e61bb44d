"""The office benchmark's files become what the office holds, and nothing of them gets lost."""

from pathlib import Path

import pytest

from app.domain.record import Entity
from benchmarks.officework.loading import instant, name_of, office_rows
from benchmarks.officework.tables import Tables, read_requests, read_tables
from benchmarks.processes import BenchmarkError
from tests.unit.benchmarks.office_folder import office_folder, requests_file


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    return read_tables(office_folder(tmp_path))


def fields(tables: Tables, entity: Entity, identity: str) -> dict[str, object]:
    [row] = [row for row in office_rows(tables) if (row.entity, row.id) == (entity, identity)]
    return row.fields


def test_every_row_is_a_record_and_the_user_is_in_the_directory_too(tables: Tables) -> None:
    kinds = [row.entity for row in office_rows(tables)]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        Entity.COLLEAGUE: 3,
        Entity.EVENT: 4,
        Entity.MAIL: 2,
        Entity.LEAD: 2,
    }
    assert tables.user == "sam@pier.example"


def test_the_user_has_the_address_that_the_directory_says(tmp_path: Path) -> None:
    folder = office_folder(tmp_path)
    (folder / "email_addresses.csv").write_text("email\nsam.spade@pier.example\na.b@pier.example\n")
    assert read_tables(folder).user == "sam.spade@pier.example"


def test_a_meeting_is_the_users_with_one_other_person(tables: Tables) -> None:
    event = fields(tables, Entity.EVENT, "00000005")
    assert (event["start"], event["end"]) == ("2023-12-05T09:30:00Z", "2023-12-05T11:00:00Z")
    assert event["organizer"] == "sam@pier.example"
    assert event["attendees"] == ["sam@pier.example", "ada.byron@pier.example"]


def test_mail_goes_the_way_its_box_says(tables: Tables) -> None:
    got = fields(tables, Entity.MAIL, "00000001")
    sent = fields(tables, Entity.MAIL, "00000004")
    assert (got["sender"], got["to"]) == ("ada.byron@pier.example", "sam@pier.example")
    assert (sent["sender"], sent["to"]) == ("sam@pier.example", "joan.clarke@pier.example")
    assert got["body"] == 'Sam,\n\nwe need more, "soon".'
    assert (got["folder"], sent["folder"]) == ("inbox", "sent")


def test_a_customer_is_a_lead(tables: Tables) -> None:
    lead = fields(tables, Entity.LEAD, "00000008")
    assert lead["owner"] == "joan.clarke@pier.example"
    assert (lead["product"], lead["status"], lead["phone"]) == ("Storage", "Lead", "")
    assert (lead["contacted_at"], lead["follow_up_at"]) == (
        "2023-10-02T00:00:00Z",
        "2023-12-21T00:00:00Z",
    )


def test_names_are_made_of_addresses() -> None:
    assert name_of("joan.clarke@pier.example") == "Joan Clarke"
    assert instant("") == ""


def test_requests_may_come_without_answers(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {"id": "calendar-001", "domain": "calendar", "query": "hi", "answer": []},
        {"id": "multi_domain-002", "query": "hi"},
    ]
    with_answer, without = read_requests(requests_file(tmp_path, lines))
    assert with_answer.answer == ()
    assert without.answer is None
    assert without.domain == "multi_domain"


def test_a_folder_without_the_tables_is_told_by_the_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"email_addresses\.csv cannot be read"):
        read_tables(tmp_path)
