"""Answers to everybody on a mail, and the answers that only sound like it."""

import pytest

from app.domain.plan import Plan, SendHow
from app.domain.sources import Query
from tests.unit.planning.steps import equals
from tests.unit.planning.workspace import read

FROM_TOM = equals("sender", "tom@harbor.example")
INBOX = equals("folder", "inbox")


@pytest.mark.parametrize(
    "text",
    [
        "Reply all to the mails from Tom: Thanks, noted",
        "reply-all to the mails from Tom: Thanks, noted",
        "Respond to all on the mails from Tom: Thanks, noted",
        "Reply to everyone on all mails from Tom: Thanks, noted",
        'Answer everybody on the mails from Tom with "Thanks, noted"',
    ],
)
async def test_everyone_on_the_mails_is_answered(text: str) -> None:
    plan = await read(text)
    assert isinstance(plan, Plan), plan
    [step] = plan.steps
    assert step.how is SendHow.REPLY_ALL
    assert isinstance(step.source, Query)
    assert set(step.source.filters) == {FROM_TOM, INBOX}
    assert step.template is not None
    assert step.template.body == "Thanks, noted"
    assert plan.reading == ("Reply to everyone on emails from Tom Weber: “Thanks, noted”",)


async def test_all_mails_are_answered_to_their_senders_alone() -> None:
    plan = await read('Reply to all mails from Tom with "Thanks"')
    assert isinstance(plan, Plan)
    assert plan.steps[0].how is SendHow.REPLY
