"""How many Web API calls the local Slack answers a second, beside the bare server under it."""

import asyncio
import multiprocessing
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.local_slack import TOKEN, local_slack, message
from benchmarks.processes import BenchmarkError
from benchmarks.report import Row, Unit, percentile

GOAL = 500.0
SECONDS = 5.0
AT_A_TIME = 16

Post = Callable[[str, Mapping[str, object]], Awaitable[dict[str, Any]]]


async def rows() -> list[Row]:
    """chat.postMessage and chat.update, each in a run of its own."""
    bare = await _bare()
    async with local_slack() as url, _posting(f"{url}/api/") as post:
        posted = await _pressed(lambda: post("chat.postMessage", message("Sent")))
        place = await post("chat.postMessage", message("Edited"))
        edit = {**message("Edited"), "ts": place["ts"]}
        edited = await _pressed(lambda: post("chat.update", edit))
    beside = f"the bare web server under it: {_rate(bare):,.0f} calls/s"
    return [
        *_rows("chat.postMessage", posted, beside),
        *_rows("chat.update", edited, beside),
    ]


def _rows(method: str, took: list[float], beside: str) -> list[Row]:
    what = f"{method} on the local Slack, {AT_A_TIME} at a time"
    return [
        Row(what, _rate(took), Unit.CALLS_A_SECOND, beside=beside, at_least=GOAL),
        Row(f"{what}, p99", percentile(took, 99) * 1000, Unit.MILLISECONDS),
    ]


def _rate(took: list[float]) -> float:
    return len(took) / SECONDS


async def _pressed(call: Callable[[], Awaitable[Any]]) -> list[float]:
    """How long each call took, of as many as were answered in SECONDS."""
    took: list[float] = []
    until = time.perf_counter() + SECONDS

    async def lane() -> None:
        while (began := time.perf_counter()) < until:
            await call()
            took.append(time.perf_counter() - began)

    await asyncio.gather(*(lane() for _ in range(AT_A_TIME)))
    return took


@asynccontextmanager
async def _posting(base: str) -> AsyncIterator[Post]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def post(method: str, body: Mapping[str, object]) -> dict[str, Any]:
            async with session.post(f"{base}{method}", json=body) as answer:
                told: dict[str, Any] = await answer.json()
            if not told["ok"]:
                raise BenchmarkError(f"{method} was refused: {told['error']}")
            return told

        yield post


async def _bare() -> list[float]:
    """The same calls to a web server that reads them and sends them back."""
    ready, port = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.get_context("spawn").Process(target=_serve_bare, args=(port,))
    server.start()
    try:
        number = await asyncio.to_thread(ready.recv)
        async with _posting(f"http://127.0.0.1:{number}/api/") as post:
            return await _pressed(lambda: post("chat.update", message("Edited")))
    finally:
        server.terminate()
        server.join()


def _serve_bare(port: Any) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "message": await request.json()})

    async def serve() -> None:
        application = web.Application()
        application.router.add_post("/api/{method}", answer)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(serve())
