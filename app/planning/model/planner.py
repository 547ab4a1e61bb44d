"""Asks a language model where the rules cannot read a request; it never sees a record."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from pydantic_ai import Agent, ModelRetry, RunContext, ToolOutput, UsageLimits
from pydantic_ai.exceptions import AgentRunError, UserError
from pydantic_ai.models import Model, infer_model
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from app.domain.mentions import names_place, readable
from app.domain.plan import Plan, Question, Reading, Refusal
from app.domain.ports import Planner, PlanRequest, Vocabulary
from app.domain.sources import ME
from app.planning.clarify import KEY
from app.planning.context import Asked, Context
from app.planning.days import Calendar
from app.planning.model.catalogue import instructions
from app.planning.model.grounding import grounded
from app.planning.model.wire import WirePlan, WireRefusal
from app.planning.model.wire_sets import Ungrounded
from app.planning.names import Names
from app.planning.sentence import Sentence

_log = structlog.get_logger(__name__)

RETRIES = 2
"""How often a model hears what is wrong with its answer."""

MOST_TOKENS = 20_000
"""Of one request with all its retries: the instructions are about 700."""


@dataclass
class _Deps:
    ctx: Context
    reading: Reading | None = None


class ModelPlanner:
    """The rules first; a model where they cannot read the request, and the rules again if it fails.

    `seconds` bounds the whole asking. The reading says that a model read it.
    """

    def __init__(self, rules: Planner, model: Model, seconds: float) -> None:
        self._rules = rules
        self._seconds = seconds
        self._model = model
        self._agent = _agent(model)

    async def plan(self, request: PlanRequest, vocabulary: Vocabulary) -> Reading:
        """Read a request; names are looked up here, whoever read it. Raises BulkError."""
        reading = await self._rules.plan(request, vocabulary)
        # A model knows nothing of files, and of no place in Slack.
        if request.attached or names_place(request.text) or not _unread(reading):
            return reading
        request = request.model_copy(update={"text": readable(request.text)})
        try:
            async with asyncio.timeout(self._seconds):
                return await self._ask(request, vocabulary) or reading
        except (AgentRunError, UserError, TimeoutError) as failed:
            _log.warning("model_failed", error=type(failed).__name__)
            return reading

    async def _ask(self, request: PlanRequest, vocabulary: Vocabulary) -> Reading | None:
        calendar = Calendar(request.now, request.requester.zone, request.said_at)
        names = Names(vocabulary, request.answers, request.requester.email or ME)
        deps = _Deps(Context(request, Sentence(request.text), calendar, names))
        async with self._model:  # its connections are closed again: it is seldom asked
            await self._agent.run(
                request.text,
                deps=deps,
                instructions=instructions(_said_at(request), request.requester.zone),
                usage_limits=UsageLimits(request_limit=RETRIES + 1, total_tokens_limit=MOST_TOKENS),
            )
        return deps.reading


def model_named(name: str, base_url: str | None, key: str | None) -> Model:
    """A model by pydantic-ai's name for it, or by its own name on an OpenAI-compatible server.

    Raises UserError or ValueError for a name that nobody knows, or a key that is missing.
    """
    if base_url:
        return OpenAIChatModel(name, provider=OpenAIProvider(base_url, key or "none"))
    return infer_model(name)


def _said_at(request: PlanRequest) -> datetime:
    return request.said_at or request.now


def _unread(reading: Reading) -> bool:
    """Whether the rules could not read the request, rather than asking about something definite."""
    if isinstance(reading, Question):
        return reading.key == KEY
    return isinstance(reading, Refusal) and reading.unread


def _agent(model: Model) -> Agent[_Deps, Any]:
    agent: Agent[_Deps, Any] = Agent(
        model,
        deps_type=_Deps,
        output_type=[ToolOutput(WirePlan, name="plan"), ToolOutput(WireRefusal, name="refuse")],
        retries=RETRIES,
    )

    @agent.output_validator
    async def check(run: RunContext[_Deps], answer: Any) -> Any:
        run.deps.reading = await _reading(answer, run.deps.ctx)
        return answer

    return agent


async def _reading(
    answer: WirePlan | WireRefusal, ctx: Context
) -> Plan | Question | Refusal | None:
    """What the answer comes to; nothing where the model refuses, for the rules' answer is better."""
    if isinstance(answer, WireRefusal):
        return None
    try:
        return await grounded(answer, ctx)
    except Asked as asked:
        return asked.reading
    except (Ungrounded, ValueError) as wrong:
        raise ModelRetry(str(wrong)) from wrong
