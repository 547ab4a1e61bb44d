"""Procrastinate on Postgres: a job an item, one worker with asynchronous jobs side by side."""

import time

from procrastinate import App, PsycopgConnector

from benchmarks.engine.work import Load, Provider, Took, letters, serve


async def carry_out(load: Load, store: str) -> Took:
    """Jobs are deferred in lists, and the worker ends when it has caught up with its queue."""
    app, provider = App(connector=PsycopgConnector(conninfo=store)), Provider(load)

    async def send(**_letter: str) -> None:
        await provider.call()

    task = app.task(name="send")(send)
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        began = time.perf_counter()
        for chunk in letters(load):
            await task.batch_defer_async(*chunk)
        queued = time.perf_counter() - began
        await app.run_worker_async(
            concurrency=load.parallel, wait=False, install_signal_handlers=False
        )
        return provider.took(queued)


if __name__ == "__main__":
    serve(carry_out)
