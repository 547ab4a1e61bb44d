"""What counts as the same plan; were this lax, a wrong act would pass for a right one."""

import pytest

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import Plan, Step, Template
from app.domain.record import Entity
from app.domain.sources import ME, Comparison, Filter, Query
from tests.golden.spelling import same, spelled

_SEND = Plan(
    steps=(
        Step(
            kind=BulkType.EMAIL,
            verb=BulkVerb.SEND,
            entity=Entity.MAIL,
            source=Query(
                entity=Entity.CONTACT,
                filters=(
                    Filter(field="city", comparison=Comparison.EQUALS, value="Berlin"),
                    Filter(
                        field="created_at",
                        comparison=Comparison.BELOW,
                        value="2026-03-11T23:00:00Z",
                    ),
                ),
                exclude=(ME,),
            ),
            template=Template(subject="Tea", body='Hi {{ name | default: "there" }} | bye'),
        ),
    )
)


def test_it_reads_as_a_line() -> None:
    assert spelled(_SEND) == (
        "email send mail | from contact | where city = Berlin & created_at < 2026-03-12 00:00"
        " | except @me | subject Tea | body Hi {{ name}} / bye"
    )


@pytest.mark.parametrize(
    "golden",
    [
        "email send mail | from contact | where created_at < 2026-03-12 00:00 & city = berlin | except @me",
        "email send mail | except @me | from contact | where city = Berlin & ?created_at < 2026-03-12 00:00",
        (
            "email send mail | from contact | where city = Berlin & created_at < 2026-03-12 00:00"
            " & ?kind = customer | ?except @me | subject tea"
        ),
    ],
)
def test_order_and_what_is_left_open_make_no_difference(golden: str) -> None:
    assert same(_SEND, golden)


@pytest.mark.parametrize(
    "golden",
    [
        "email send mail | from contact | where city = Berlin | except @me",
        "email send mail | from contact | where city = Berlin & created_at < 2026-03-12 00:00",
        "email send mail | from contact | where city = Bonn & created_at < 2026-03-12 00:00 | except @me",
        (
            "email send mail | from contact | where city = Berlin & created_at < 2026-03-12 00:00"
            " | except @me | subject coffee"
        ),
        (
            "email send mail | from contact | where city = Berlin & created_at < 2026-03-12 00:00"
            " | except @me | limit 3"
        ),
        (
            "email send mail | from contact | where city = Berlin & created_at < 2026-03-12 00:00"
            " | except @me ;; at 2026-03-12 09:00"
        ),
    ],
)
def test_a_filter_more_or_less_is_another_plan(golden: str) -> None:
    assert not same(_SEND, golden)
