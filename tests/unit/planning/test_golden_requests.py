"""What people say, and the one step it means."""

import pytest

from app.domain.plan import Plan, Step
from tests.unit.planning.acting import ACTING
from tests.unit.planning.workspace import read

_CASES = [pytest.param(text, step, id=text) for step, texts in ACTING for text in texts]


@pytest.mark.parametrize(("text", "step"), _CASES)
async def test_a_sentence_means_this_step(text: str, step: Step) -> None:
    reading = await read(text)
    assert isinstance(reading, Plan), reading
    assert (step,) == reading.steps
    assert len(reading.reading) == 1


def test_there_are_enough_of_them() -> None:
    assert len(_CASES) >= 75
