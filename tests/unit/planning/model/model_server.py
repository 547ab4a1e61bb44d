"""A server on loopback that speaks the chat completions of OpenAI, with a script of answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = dict[str, Any] | int
"""The body of a completion's message, or an HTTP status to fail with."""


def tool(name: str, arguments: dict[str, Any] | str) -> dict[str, Any]:
    """A call of a tool, as a model answers with; text is sent as it is, also when it is no JSON."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    call = {"id": "call-1", "type": "function", "function": {"name": name, "arguments": text}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def plan(action: str, entity: str, *filters: tuple[str, str, str], **others: Any) -> dict[str, Any]:
    """A plan, as a call of its tool."""
    conditions = [
        {"field": name, "comparison": comparison, "words": words}
        for name, comparison, words in filters
    ]
    of = {"entity": entity, "filters": conditions} | others.pop("of", {})
    return tool("plan", {"action": action, "of": of} | others)


@dataclass
class ModelServer:
    """`heard` are the requests that came, in order; `held` keeps answers back until it is set."""

    answers: list[Answer]
    url: str = ""
    heard: list[dict[str, Any]] = field(default_factory=list)
    held: asyncio.Event | None = None

    async def complete(self, request: web.Request) -> web.Response:
        self.heard.append(await request.json() | {"key": request.headers.get("Authorization", "")})
        if self.held:
            await self.held.wait()
        answer = self.answers.pop(0) if self.answers else 500
        if isinstance(answer, int):
            return web.json_response({"error": {"message": "no"}}, status=answer)
        return web.json_response(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "small",
                "choices": [{"index": 0, "finish_reason": "tool_calls", "message": answer}],
                "usage": {"prompt_tokens": 700, "completion_tokens": 90, "total_tokens": 790},
            }
        )

    def sent(self) -> str:
        """Everything that went over the wire, as text."""
        return json.dumps(self.heard, ensure_ascii=False)


@asynccontextmanager
async def serving(answers: Sequence[Answer]) -> AsyncIterator[ModelServer]:
    server = ModelServer(list(answers))
    app = web.Application()
    app.router.add_post("/v1/chat/completions", server.complete)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()
