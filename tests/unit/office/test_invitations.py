"""Answers to invitations in the office, which also knows files from before there were any."""

import json

from app.connectors.office import Office
from app.domain.actions import UpdateRecord
from app.domain.record import Entity, Record
from tests.contract.connector_steps import call
from tests.contract.office_subject import SAM
from tests.unit.office.desk import Build, find, run

_ANSWERS = ("accepted", "declined", "tentative")


async def _invited(office: Office) -> Record:
    """A meeting that somebody else asked Sam to."""
    return next(
        one
        for one in await find(office, Entity.EVENT)
        if SAM.name in one.fields["attendees"] and one.text("organizer") != SAM.name
    )


def _answer(event: Record, given: str) -> UpdateRecord:
    return UpdateRecord(
        entity=event.entity, id=event.id, version=event.version, set={"response": given}
    )


async def test_the_latest_answer_is_the_only_one(build: Build) -> None:
    office = build()
    event = await _invited(office)
    await run(office, _answer(event, "accepted"))
    [event] = await find(office, Entity.EVENT, id=event.id)
    assert event.fields["accepted"] == [SAM.name]
    assert "response" not in event.fields
    [outcome] = await office.execute(SAM, [call("again:1", _answer(event, "declined"))])
    assert outcome.result == "done"
    [event] = await find(office, Entity.EVENT, id=event.id)
    assert (event.fields["accepted"], event.fields["declined"]) == ([], [SAM.name])


async def test_only_guests_can_answer(build: Build) -> None:
    office = build()
    events = await find(office, Entity.EVENT)
    own = next(one for one in events if one.text("organizer") == SAM.name)
    foreign = next(one for one in events if SAM.name not in one.fields["attendees"])
    for outcome in await run(office, _answer(own, "accepted"), _answer(foreign, "declined")):
        assert outcome.error is not None
        assert "invited by somebody else" in outcome.error.message


async def test_an_answer_is_one_of_three(build: Build) -> None:
    office = build()
    [outcome] = await run(office, _answer(await _invited(office), "perhaps"))
    assert outcome.error is not None
    assert "accepted, declined, tentative" in outcome.error.message


async def test_an_event_from_before_there_were_answers_can_be_answered(build: Build) -> None:
    office = build()
    event = await _invited(office)
    old = {key: value for key, value in event.fields.items() if key not in _ANSWERS}
    await office._database.write(
        lambda connection: connection.execute(
            "UPDATE record SET fields = ? WHERE id = ?", (json.dumps(old), event.id)
        )
    )
    [outcome] = await run(office, _answer(event, "tentative"))
    assert outcome.result == "done"
    [event] = await find(office, Entity.EVENT, id=event.id)
    assert event.fields["tentative"] == [SAM.name]
