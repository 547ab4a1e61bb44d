"""Child processes: started, awaited until ready, and ended again by their own id."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

START_WITHIN = 30.0
"""Seconds until a child must say that it is ready; the office writes up to 10,000 contacts."""

LOOK_EVERY = 0.05
"""Seconds between two looks at a child's log."""


class BenchmarkError(Exception):
    """A measurement could not be made; the text says which and why."""


@asynccontextmanager
async def child(
    arguments: Sequence[str], environment: Mapping[str, str], log: Path, ready: str
) -> AsyncIterator[int]:
    """Run `python -m ARGUMENTS` until the block ends, from when its log says `ready`; its pid."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *arguments,
            env=dict(environment),
            stdout=output,
            stderr=output,
        )
    try:
        await _until_ready(process, log, ready)
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until_ready(process: asyncio.subprocess.Process, log: Path, ready: str) -> None:
    try:
        async with asyncio.timeout(START_WITHIN):
            while ready not in _tail(log):
                if process.returncode is not None:
                    raise BenchmarkError(f"A child ended at once: {_tail(log)}")
                await asyncio.sleep(LOOK_EVERY)
    except TimeoutError:
        raise BenchmarkError(f"A child did not start: {_tail(log)}") from None


def _tail(log: Path) -> str:
    return log.read_text()[-2000:]


async def output_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """What `python -m ARGUMENTS` prints; raises BenchmarkError when it fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, env=dict(environment), stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    if process.returncode:
        raise BenchmarkError(f"{arguments[0]} failed with status {process.returncode}.")
    return printed.decode()
