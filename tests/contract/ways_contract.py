"""What a connector promises of the ways to do a verb that are not the usual one.

A capability covers all of them, so its promises do: a draft that is saved, an activity, an answer
to an invitation and a merge have their effect once a key; an answer to everybody is a mail.
"""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from app.domain.actions import Action, MergeRecords, UpdateRecord
from app.domain.ports import LookUp
from tests.contract.connector_steps import Subject, call


class SubjectWithWays(Subject, Protocol):
    """A connector under test that can do all of them."""

    async def kept_ways(self) -> Mapping[str, Action]:
        """Actions that can be repeated without harm, by what they are."""
        ...

    async def sent_ways(self) -> Mapping[str, Action]:
        """Actions that nobody can be asked about afterwards."""
        ...


class WaysContract:
    """The promises, of each way."""

    async def test_a_way_has_its_effect_once_however_often_it_comes(
        self, subject: SubjectWithWays
    ) -> None:
        for name, action in (await subject.kept_ways()).items():
            key = f"way:{name}"
            [first] = await subject.connector.execute(subject.account, [call(key, action)])
            [again] = await subject.connector.execute(subject.account, [call(key, action, 2)])
            assert (name, "done", first) == (name, first.result, again)
            assert await subject.times(key) == 1

    async def test_a_way_has_its_effect_once_though_it_comes_many_times_at_once(
        self, subject: SubjectWithWays
    ) -> None:
        for name, action in (await subject.kept_ways()).items():
            one = call(f"together:{name}", action)
            answers = await asyncio.gather(
                *(subject.connector.execute(subject.account, [one]) for _ in range(5))
            )
            assert {outcome.result for [outcome] in answers} == {"done"}
            assert await subject.times(one.key) == 1

    async def test_a_way_can_be_asked_for(self, subject: SubjectWithWays) -> None:
        for name, action in (await subject.kept_ways()).items():
            one = call(f"asked:{name}", action)
            assert await subject.connector.look_up(subject.account, one) is LookUp.NOT_DONE
            await subject.connector.execute(subject.account, [one])
            assert await subject.connector.look_up(subject.account, one) is LookUp.DONE

    async def test_what_was_sent_to_everybody_cannot_be_asked_for(
        self, subject: SubjectWithWays
    ) -> None:
        for name, action in (await subject.sent_ways()).items():
            one = call(f"sent:{name}", action)
            [outcome] = await subject.connector.execute(subject.account, [one])
            assert (name, outcome.result) == (name, "done")
            assert await subject.connector.look_up(subject.account, one) is LookUp.UNKNOWN

    async def test_a_way_leaves_what_changed_since_the_preview_alone(
        self, subject: SubjectWithWays
    ) -> None:
        for name, action in (await subject.kept_ways()).items():
            if isinstance(action, UpdateRecord | MergeRecords):
                stale = action.model_copy(update={"version": f"{action.version}0"})
                one = call(f"stale:{name}", stale)
                [outcome] = await subject.connector.execute(subject.account, [one])
                assert (outcome.result, outcome.note) == ("skipped", "changed since the preview")
                assert await subject.times(one.key) == 0

    async def test_one_of_several_that_changed_leaves_them_all_alone(
        self, subject: SubjectWithWays
    ) -> None:
        for name, action in (await subject.kept_ways()).items():
            if isinstance(action, MergeRecords):
                others = [one.model_copy(update={"version": "0"}) for one in action.others]
                one = call(f"one:{name}", action.model_copy(update={"others": tuple(others)}))
                [outcome] = await subject.connector.execute(subject.account, [one])
                assert (outcome.result, outcome.note) == ("skipped", "changed since the preview")
