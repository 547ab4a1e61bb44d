"""Celery on Redis: a task an item, acknowledged late; its worker is a process of its own.

The worker uses threads, for so many processes would only compete for the cores.
"""

import asyncio
import os
import sys
import time
from functools import cache
from typing import Any

from celery import Celery
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from benchmarks.engine.work import Load, Took, letters, serve

STORE, LATENCY = "BENCH_STORE", "BENCH_LATENCY"
QUEUE, UNACKED = "celery", "unacked"  # its default names
BEGUN = "begun"
LOOK_EVERY = 0.01


def _broker(store: str) -> str:
    """Celery has a name of its own for a Redis by way of a socket."""
    return store.replace("unix://", "redis+socket://")


app = Celery("bench", broker=_broker(os.environ.get(STORE, "memory://")))
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_hijack_root_logger=False,
)


@cache
def _first_call() -> None:
    with Redis.from_url(os.environ[STORE]) as redis:
        redis.set(BEGUN, time.perf_counter(), nx=True)


def _send(_to: str, _subject: str, _body: str) -> None:
    _first_call()
    time.sleep(float(os.environ[LATENCY]))


send: Any = app.task(name="send")(_send)


async def carry_out(load: Load, store: str) -> Took:
    """The clock of the first call is the worker's: it is the machine's, and so the same here."""
    app.conf.broker_url = _broker(store)
    began = time.perf_counter()
    for chunk in letters(load):
        await asyncio.to_thread(_queue, chunk)
    queued = time.perf_counter() - began
    worker = await _worker(load, store)
    try:
        async with AsyncRedis.from_url(store) as redis:
            await _acknowledged(redis)
            ended = time.perf_counter()
            return Took(ended - float(await redis.get(BEGUN)), queued)
    finally:
        worker.terminate()
        await worker.wait()


def _queue(chunk: list[dict[str, str]]) -> None:
    with app.producer_pool.acquire(block=True) as producer:
        for one in chunk:
            send.apply_async(args=list(one.values()), producer=producer)


async def _worker(load: Load, store: str) -> asyncio.subprocess.Process:
    quiet = ("--loglevel", "ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat")
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "celery", "--app", "benchmarks.engine.peers.celery_tasks"),
        *("worker", "--pool", "threads", "--concurrency", str(load.parallel), *quiet),
        env={**os.environ, STORE: store, LATENCY: str(load.latency)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def _acknowledged(redis: Any) -> None:
    while await _is_busy(redis):  # noqa: ASYNC110 - Redis does not tell when a queue is empty
        await asyncio.sleep(LOOK_EVERY)


async def _is_busy(redis: Any) -> bool:
    waiting = await redis.llen(QUEUE) or await redis.hlen(UNACKED)
    return bool(waiting) or not await redis.exists(BEGUN)


if __name__ == "__main__":
    serve(carry_out)
