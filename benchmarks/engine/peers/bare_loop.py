"""The limit: lanes in a loop that call, and record nothing."""

import asyncio
from collections.abc import Iterator

from benchmarks.engine.work import Load, Provider, Took, serve


async def _lane(provider: Provider, numbers: Iterator[int]) -> None:
    for _ in numbers:
        await provider.call()


async def carry_out(load: Load, _store: str) -> Took:
    """Whoever is free takes the next."""
    provider, numbers = Provider(load), iter(range(load.items))
    await asyncio.gather(*(_lane(provider, numbers) for _ in range(load.parallel)))
    return provider.took(queued=0.0)


if __name__ == "__main__":
    serve(carry_out)
