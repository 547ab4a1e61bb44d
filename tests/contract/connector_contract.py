"""What every connector promises the engine, run against one of them.

A connector's own test module subclasses ConnectorContract and gives it a `subject`: the connector,
an account, and how to make actions for what it declares.
"""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.actions import Action, CreateRecord, DeleteRecord, UpdateRecord
from app.domain.errors import BulkError, ErrorType
from app.domain.kinds import BulkVerb
from app.domain.ports import Call, Capability, Idempotency, LookUp
from app.domain.record import Entity, Record
from app.domain.sources import Comparison, Filter, Query
from tests.contract.connector_steps import Subject, call, carried_out, records
from tests.contract.filter_meaning import conditions, elements, meets
from tests.contract.two_phase_contract import TwoPhaseContract

NAMES = (
    "Zoë",
    "Łukasz",
    "山田 花子",
    "محمد",
    "Sunny 🌻",
    "<!channel> & Co",
    'O\'Neill "Dee" \\ {{x}}',
)

_ASYNC_EXAMPLES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.differing_executors,  # several connectors run the same suite
    ],
)


class ConnectorContract(TwoPhaseContract):
    """The promises. Each holds for every capability or entity the connector declares."""

    @given(data=st.data())
    @_ASYNC_EXAMPLES
    async def test_a_query_finds_what_its_filters_mean(
        self, subject: Subject, data: st.DataObject
    ) -> None:
        entity = data.draw(st.sampled_from(sorted(subject.connector.entities)))
        known = await records(subject, Query(entity=entity))
        filters = data.draw(st.lists(conditions(known), min_size=1, max_size=2))

        found = await records(subject, Query(entity=entity, filters=tuple(filters)))

        assert [record.id for record in known if all(meets(record, one) for one in filters)] == [
            record.id for record in found
        ]

    async def test_a_limit_and_an_order_are_kept(self, subject: Subject) -> None:
        for entity in subject.connector.entities - {Entity.PERSON}:  # found, never listed
            ids = [record.id for record in await records(subject, Query(entity=entity))]
            first = await records(subject, Query(entity=entity, order_by="id", limit=3))
            assert sorted(ids)[:3] == [record.id for record in first]

    async def test_a_field_there_is_not_is_named(self, subject: Subject) -> None:
        for entity in subject.connector.entities:
            condition = Filter(field="shoe_size", comparison=Comparison.EQUALS, value="44")
            with pytest.raises(BulkError, match="shoe_size") as refused:
                await records(subject, Query(entity=entity, filters=(condition,)))
            assert refused.value.type is ErrorType.VALIDATION
            with pytest.raises(BulkError, match="shoe_size"):
                await subject.connector.values(subject.account, entity, "shoe_size")

    async def test_values_are_those_the_records_have_once_each(self, subject: Subject) -> None:
        for entity in subject.connector.entities:
            known = await records(subject, Query(entity=entity))
            for field in known[0].fields:
                values = await subject.connector.values(subject.account, entity, field)
                expected = {str(value) for record in known for value in elements(record, field)} - {
                    ""
                }
                assert sorted(value.casefold() for value in expected) == sorted(
                    value.casefold() for value in values
                )

    async def test_a_key_has_its_effect_once_however_often_it_comes(self, subject: Subject) -> None:
        for number, capability in enumerate(keyed(subject)):
            key = f"replay:{number}"
            action = await subject.action(capability, number)
            [first] = await subject.connector.execute(subject.account, [call(key, action)])
            [again] = await subject.connector.execute(subject.account, [call(key, action, 2)])
            assert ("done", first) == (first.result, again)
            assert await subject.times(key) == 1

    async def test_a_key_has_its_effect_once_though_it_comes_many_times_at_once(
        self, subject: Subject
    ) -> None:
        for number, capability in enumerate(keyed(subject)):
            one = call(f"together:{number}", await subject.action(capability, number))
            answers = await asyncio.gather(
                *(subject.connector.execute(subject.account, [one]) for _ in range(5))
            )
            assert {outcome.result for [outcome] in answers} == {"done"}
            assert await subject.times(one.key) == 1

    async def test_what_has_no_key_is_done_again_and_cannot_be_asked_for(
        self, subject: Subject
    ) -> None:
        for number, capability in enumerate(subject.connector.capabilities):
            if capability.idempotency is Idempotency.NONE:
                one = call(f"twice:{number}", await subject.action(capability, number))
                await subject.connector.execute(subject.account, [one])
                await subject.connector.execute(subject.account, [one])
                assert await subject.times(one.key) == 2
                assert await subject.connector.look_up(subject.account, one) is LookUp.UNKNOWN

    async def test_a_key_can_be_asked_for(self, subject: Subject) -> None:
        for number, capability in enumerate(keyed(subject)):
            one = call(f"asked:{number}", await subject.action(capability, number))
            assert await subject.connector.look_up(subject.account, one) is LookUp.NOT_DONE
            await subject.connector.execute(subject.account, [one])
            assert await subject.connector.look_up(subject.account, one) is LookUp.DONE

    async def test_a_record_changed_since_the_preview_is_left_alone(self, subject: Subject) -> None:
        for number, capability in enumerate(changing(subject)):
            action = await subject.action(capability, number)
            before = await current(subject, action)
            stale = action.model_copy(update={"version": before.version + "0"})
            [outcome] = await carried_out(subject, [call(f"stale:{number}", stale)])
            assert (outcome.result, outcome.note) == ("skipped", "changed since the preview")
            assert before == await current(subject, action)

    async def test_a_record_that_is_gone_is_skipped(self, subject: Subject) -> None:
        for number, capability in enumerate(changing(subject)):
            action = await subject.action(capability, number)
            gone = action.model_copy(update={"id": "was-never-there"})
            [outcome] = await carried_out(subject, [call(f"gone:{number}", gone)])
            assert (outcome.result, outcome.note) == ("skipped", "no longer there")

    async def test_a_change_gives_the_record_another_version(self, subject: Subject) -> None:
        for number, capability in enumerate(changing(subject)):
            action = await subject.action(capability, number)
            if isinstance(action, UpdateRecord):
                await carried_out(subject, [call(f"version:{number}", action)])
                after = await current(subject, action)
                assert after.version != action.version
                assert after.fields == after.fields | action.set

    async def test_one_bad_item_does_not_spoil_its_batch(self, subject: Subject) -> None:
        for number, capability in enumerate(subject.connector.capabilities):
            bad = call(f"batch:{number}-bad", subject.unacceptable(capability))
            size = min(capability.call_items, 4)
            good = [
                call(f"batch:{number}-{index}", await subject.action(capability, index))
                for index in range(size - 1)
            ]
            outcomes = await carried_out(subject, [*good[:1], bad, *good[1:]])
            results = {outcome.item_id: outcome.result for outcome in outcomes}
            assert {f"{number}-bad": "failed"} | {one.item_id: "done" for one in good} == results
            [error] = [outcome.error for outcome in outcomes if outcome.error]
            assert (error.type, error.retryable, error.item_id) == (
                ErrorType.VALIDATION,
                False,
                f"{number}-bad",
            )

    async def test_a_call_that_is_too_large_is_refused_whole(self, subject: Subject) -> None:
        for number, capability in enumerate(subject.connector.capabilities):
            calls = [
                call(f"large:{number}-{index}", await subject.action(capability, index))
                for index in range(capability.call_items + 1)
            ]
            with pytest.raises(BulkError):
                await subject.connector.execute(subject.account, calls)
            assert [await subject.times(one.key) for one in calls] == [0] * len(calls)

    async def test_limits_are_declared_so_that_a_batch_holds_a_call(self, subject: Subject) -> None:
        for capability in subject.connector.capabilities:
            assert 1 <= capability.call_items <= capability.limits.maximum
            assert capability.limits.default <= capability.limits.maximum

    async def test_names_of_any_script_come_back_as_they_went(self, subject: Subject) -> None:
        for capability in subject.connector.capabilities:
            action = await subject.action(capability, 0)
            if not isinstance(action, CreateRecord):
                continue
            for index, name in enumerate(NAMES):
                fresh = await subject.action(capability, index + 1)
                assert isinstance(fresh, CreateRecord)
                named = fresh.model_copy(update={"values": fresh.values | {"name": name}})
                one = call(f"name:{capability.kind}-{index}", named)
                [made] = await carried_out(subject, [one])
                condition = Filter(field="name", comparison=Comparison.EQUALS, value=name)
                found = await records(subject, Query(entity=named.entity, filters=(condition,)))
                assert name in [one.fields["name"] for one in found if one.id == made.reference]

    async def test_a_cancelled_call_leaves_nothing_half_done(self, subject: Subject) -> None:
        for number, capability in enumerate(keyed(subject)):
            for turns in range(6):
                calls = [
                    call(
                        f"cancel:{number}-{turns}-{index}", await subject.action(capability, index)
                    )
                    for index in range(min(capability.call_items, 3))
                ]
                await cancelled_after(turns, subject, calls)
                again = await subject.connector.execute(subject.account, calls)
                # An earlier round may have changed the same record: then it is left alone.
                assert {outcome.result for outcome in again} <= {"done", "skipped"}
                counted = [await subject.times(one.key) for one in calls]
                assert [int(outcome.result == "done") for outcome in again] == counted

    async def test_closing_is_final_and_may_be_repeated(self, subject: Subject) -> None:
        capability = subject.connector.capabilities[0]
        one = call("late:1", await subject.action(capability, 0))
        await subject.connector.close()
        await subject.connector.close()
        with pytest.raises(BulkError):
            await subject.connector.execute(subject.account, [one])


def keyed(subject: Subject) -> list[Capability]:
    """What can be repeated without harm."""
    return [
        capability
        for capability in subject.connector.capabilities
        if capability.idempotency is Idempotency.KEY
    ]


def changing(subject: Subject) -> list[Capability]:
    """What changes records that were shown before."""
    return [
        capability
        for capability in subject.connector.capabilities
        if capability.verb in {BulkVerb.UPDATE, BulkVerb.DELETE}
    ]


async def current(subject: Subject, action: Action) -> Record:
    """The record that an action is about, as it stands."""
    assert isinstance(action, UpdateRecord | DeleteRecord)
    condition = Filter(field="id", comparison=Comparison.EQUALS, value=action.id)
    [record] = await records(subject, Query(entity=action.entity, filters=(condition,)))
    return record


async def cancelled_after(turns: int, subject: Subject, calls: Sequence[Call]) -> None:
    """Start a call and cancel it so many turns of the event loop later."""
    task = asyncio.create_task(subject.connector.execute(subject.account, calls), name="cancelled")
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
