"""Whatever is typed, however long and in whatever script: a plan, a question or a refusal."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.domain.plan import Plan, Question, Reading, Refusal
from app.domain.ports import PlanRequest
from app.planning.planner import RulesPlanner
from tests.golden.figures import golden_requests
from tests.golden.trade import NOW
from tests.golden.workspace import NINA, Workspace, workspace

_TEXTS = [one.text for one in golden_requests()]
_SCRIPTS = (
    st.text(max_size=400),
    st.text(alphabet=st.characters(categories=("Lo", "Lm", "Mn", "Nd", "Zs")), max_size=400),
    st.text(alphabet=st.characters(categories=("So", "Sk", "Cf", "Po")), max_size=400),
)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def there(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Workspace]:
    async with workspace(Path(tmp_path_factory.mktemp("office"))) as opened:
        yield opened


async def _read(there: Workspace, text: str, answers: Mapping[str, str] | None = None) -> Reading:
    request = PlanRequest(text=text, requester=NINA, now=NOW, answers=answers or {})
    return await RulesPlanner().plan(request, there.words)


_ANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_ANY
@given(text=st.one_of(*_SCRIPTS))
@example(text="٣ اجتماعات غدا")
@example(text="明天取消所有会议")
@example(text="отмени все встречи завтра")
@example(text="cancel \u202eall my meetings\u202c tomorrow")
@example(text="email all \x00\x00 customers")
@example(text="cancel my meetings on ²³ march")
@example(text="delete all leads older than \u0661\u0660 days")
async def test_any_script_ends_in_a_reading(there: Workspace, text: str) -> None:
    assert isinstance(await _read(there, text), (Plan, Question, Refusal))


@_ANY
@given(
    golden=st.sampled_from(_TEXTS),
    noise=st.text(max_size=20),
    at=st.integers(min_value=0, max_value=80),
)
async def test_a_request_with_noise_in_it_ends_in_a_reading(
    there: Workspace, golden: str, noise: str, at: int
) -> None:
    text = golden[:at] + noise + golden[at:]
    assert isinstance(await _read(there, text), (Plan, Question, Refusal))


@_ANY
@given(parts=st.lists(st.sampled_from(_TEXTS), min_size=2, max_size=3), joint=st.text(max_size=5))
async def test_requests_run_together_end_in_a_reading(
    there: Workspace, parts: list[str], joint: str
) -> None:
    assert isinstance(await _read(there, joint.join(parts)), (Plan, Question, Refusal))


@settings(_ANY, max_examples=20)
@given(unit=st.one_of(st.sampled_from(_TEXTS), st.text(min_size=1, max_size=8)))
@example(unit="email ")
@example(unit="<@U1>")
@example(unit='"')
@example(unit="if i have not met ")
@example(unit="and ")
async def test_three_thousand_characters_end_in_a_reading(there: Workspace, unit: str) -> None:
    text = (unit * (3_000 // len(unit) + 1))[:3_000]
    assert isinstance(await _read(there, text), (Plan, Question, Refusal))
