"""Where new deals start: the stage that this CRM has for it, and a question where it has none."""

import pytest

from app.domain.plan import Plan, Question, Reading
from app.domain.ports import PlanRequest
from app.planning.planner import RulesPlanner
from tests.unit.planning.workspace import NOW, SAM, VOCABULARY

SENTENCE = "Create a follow-up deal for every customer who closed last quarter"


async def read_with(*stages: str) -> Reading:
    known = {**VOCABULARY.known, "deal.stage": stages}
    request = PlanRequest(text=SENTENCE, requester=SAM, now=NOW)
    return await RulesPlanner().plan(request, VOCABULARY.model_copy(update={"known": known}))


@pytest.mark.parametrize(
    ("stages", "first"),
    [
        (("Lost", "Negotiation", "Proposal", "Qualification", "Won"), "Qualification"),
        (("Closed Won", "Prospecting", "Qualification"), "Prospecting"),
        (("Won", "Qualified To Buy", "Appointment Scheduled"), "Appointment Scheduled"),
        (("Won", "Qualified", "New"), "New"),
    ],
)
async def test_the_first_stage_is_known_by_its_usual_names(
    stages: tuple[str, ...], first: str
) -> None:
    reading = await read_with(*stages)
    assert isinstance(reading, Plan), reading
    assert reading.steps[0].values["stage"] == first
    assert f"in {first}" in reading.reading[0]


async def test_stages_of_other_names_are_asked_about() -> None:
    reading = await read_with("Alpha", "Omega", "Won")
    assert isinstance(reading, Question)
    assert reading.text == "Which stage do new deals start in?"
