"""Taskiq on Redis streams: a task an item, acknowledged when it has been carried out."""

import asyncio
import time

from redis.asyncio import Redis
from taskiq.acks import AcknowledgeType
from taskiq.api import run_receiver_task
from taskiq_redis import RedisStreamBroker

from benchmarks.engine.work import Load, Provider, Took, letters, serve

STREAM = "taskiq"  # its default, of the stream and of the group
LOOK_EVERY = 0.01


async def carry_out(load: Load, store: str) -> Took:
    """The receiver runs in this process, as it does in a worker's."""
    broker, provider = RedisStreamBroker(url=store, consumer_id="0"), Provider(load)
    all_sent = asyncio.Event()

    async def send(_to: str, _subject: str, _body: str) -> None:
        await provider.call()
        if provider.calls == load.items:
            all_sent.set()

    task = broker.task(task_name="send")(send)
    await broker.startup()
    began = time.perf_counter()
    for chunk in letters(load):
        for start in range(0, len(chunk), load.parallel):
            part = chunk[start : start + load.parallel]
            await asyncio.gather(*(task.kiq(*one.values()) for one in part))
    queued = time.perf_counter() - began
    receiver = asyncio.create_task(
        run_receiver_task(
            broker, max_async_tasks=load.parallel, ack_time=AcknowledgeType.WHEN_EXECUTED
        ),
        name="receiver",
    )
    await all_sent.wait()
    await _acknowledged(store)
    took = provider.took(queued)
    receiver.cancel()
    await asyncio.gather(receiver, return_exceptions=True)
    await broker.shutdown()
    return took


async def _acknowledged(store: str) -> None:
    async with Redis.from_url(store) as redis:
        while (  # noqa: ASYNC110 - Redis does not tell when all is acknowledged
            await redis.xpending(STREAM, STREAM)
        )["pending"]:
            await asyncio.sleep(LOOK_EVERY)


if __name__ == "__main__":
    serve(carry_out)
