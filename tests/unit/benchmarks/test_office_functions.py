"""What was carried out is written as the benchmark's calls, and nothing that was done is left out."""

from pathlib import Path

import pytest

from app.domain.actions import (
    Action,
    CreateRecord,
    DeleteRecord,
    ForwardMail,
    Invite,
    MergeRecords,
    Other,
    ReplyMail,
    SendMail,
    UpdateRecord,
)
from app.domain.record import Entity
from benchmarks.officework.functions import Books, Function, functions_of
from benchmarks.officework.tables import read_tables
from tests.unit.benchmarks.office_folder import office_folder

ADA = "ada.byron@pier.example"
START, END = "2023-12-06T15:00:00Z", "2023-12-06T16:30:00Z"


def update(entity: Entity, identity: str, **values: object) -> UpdateRecord:
    return UpdateRecord(entity=entity, id=identity, version="1", set=values)


def delete(entity: Entity) -> DeleteRecord:
    return DeleteRecord(entity=entity, id="00000001", version="1")


WRITTEN: list[tuple[Action, list[str]]] = [
    (delete(Entity.EVENT), ['calendar.delete_event.func(event_id="00000001")']),
    (delete(Entity.MAIL), ['email.delete_email.func(email_id="00000001")']),
    (
        delete(Entity.LEAD),
        ['customer_relationship_manager.delete_customer.func(customer_id="00000001")'],
    ),
    (
        update(Entity.MAIL, "00000001", folder="trash"),
        ['email.delete_email.func(email_id="00000001")'],
    ),
    (
        update(Entity.EVENT, "00000005", title="Lanterns"),
        [
            (
                'calendar.update_event.func(event_id="00000005", field="event_name",'
                ' new_value="Lanterns")'
            )
        ],
    ),
    (
        update(Entity.EVENT, "00000005", start=START, end=END),
        [
            (
                'calendar.update_event.func(event_id="00000005", field="event_start",'
                ' new_value="2023-12-06 15:00:00")'
            )
        ],
    ),
    (
        update(Entity.EVENT, "00000007", attendees=["sam@pier.example", ADA]),
        [
            (
                'calendar.update_event.func(event_id="00000007", field="participant_email",'
                f' new_value="{ADA}")'
            )
        ],
    ),
    (
        Invite(event_key="k", title="Fog", start=START, end=END, zone="UTC", attendee=ADA),
        [
            (
                f'calendar.create_event.func(event_name="Fog", participant_email="{ADA}",'
                ' event_start="2023-12-06 15:00:00", duration="90")'
            )
        ],
    ),
    (
        SendMail(to=ADA, subject="Hi", body='Say "ahoy"\nto all'),
        [f'email.send_email.func(recipient="{ADA}", subject="Hi", body="Say \\"ahoy\\"\\nto all")'],
    ),
    (
        ReplyMail(id="00000001", to=ADA, subject="Re: Ropes", body="Done"),
        ['email.reply_email.func(email_id="00000001", body="Done")'],
    ),
    (
        ForwardMail(id="00000001", to=ADA, subject="Ropes"),
        [f'email.forward_email.func(email_id="00000001", recipient="{ADA}")'],
    ),
    (
        update(Entity.LEAD, "00000003", status="lead", follow_up_at="2024-01-05T00:00:00Z"),
        [
            (
                'customer_relationship_manager.update_customer.func(customer_id="00000003",'
                ' field="status", new_value="Lead")'
            ),
            (
                'customer_relationship_manager.update_customer.func(customer_id="00000003",'
                ' field="follow_up_by", new_value="2024-01-05")'
            ),
        ],
    ),
    (
        CreateRecord(entity=Entity.LEAD, values={"name": "Eel Ltd", "owner": ADA, "phone": ""}),
        [
            (
                'customer_relationship_manager.add_customer.func(customer_name="Eel Ltd",'
                f' assigned_to_email="{ADA}")'
            )
        ],
    ),
]


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(read_tables(office_folder(tmp_path)))


@pytest.mark.parametrize(("action", "texts"), WRITTEN)
def test_an_action_is_written_as_its_calls(books: Books, action: Action, texts: list[str]) -> None:
    functions = list(functions_of(action, books))
    assert [str(one) for one in functions] == texts
    assert [Function.parsed(text) for text in texts] == functions


def test_a_meeting_that_gets_longer_says_so(books: Books) -> None:
    longer = update(Entity.EVENT, "00000007", start=START, end=END)
    assert [one.arguments["field"] for one in functions_of(longer, books)] == [
        "event_start",
        "duration",
    ]


def test_what_the_benchmark_has_no_function_for_shows_as_a_call_of_its_own(books: Books) -> None:
    other: list[Action] = [
        update(Entity.MAIL, "00000001", folder="archive"),
        update(Entity.EVENT, "00000005", location="Pier 3"),
        update(Entity.EVENT, "00000005", end=END),
        CreateRecord(entity=Entity.ACTIVITY, values={"kind": "call"}),
        SendMail(to=ADA, subject="Hi", body="Hi", draft=True),
        delete(Entity.CONTACT),
    ]
    assert all(list(functions_of(action, books)) for action in other)


def test_a_merge_is_the_change_and_the_ones_that_went(books: Books) -> None:
    merge = MergeRecords(
        entity=Entity.LEAD,
        id="00000003",
        version="1",
        set={"phone": "555"},
        others=(Other(id="00000008", version="1"),),
    )
    names = [one.name.partition(".")[2] for one in functions_of(merge, books)]
    assert names == ["update_customer", "delete_customer"]


@pytest.mark.parametrize("text", ["calendar.delete_event.func(", "event", "f(x=y)"])
def test_what_is_no_call_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no function call|malformed"):
        Function.parsed(text)
