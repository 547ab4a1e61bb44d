"""The least that carrying out items can cost: a loop that calls the same office, and no journal.

Prints items a second. Run as a child of the benchmark, so that it has a process of its own.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.connectors.office import Office, OfficeSettings
from app.domain.actions import SendMail
from app.domain.operation import Account
from app.domain.ports import Call

BODY = "Hello Recipient, we moved to the harbour."


def _calls(count: int) -> Iterator[Call]:
    for number in range(1, count + 1):
        mail = SendMail(
            to=f"recipient.{number:05}@bulk.example",
            to_name=f"Recipient {number:05}",
            subject="Message from U001",
            body=BODY,
        )
        yield Call(item_id=str(number), key=f"bare:{number}", action=mail)


async def _worker(office: Office, calls: Iterator[Call]) -> None:
    account = Account(provider="office", name="u001@harbor.example")
    for call in calls:
        (outcome,) = await office.execute(account, [call])
        assert outcome.result == "done"


async def _run(options: argparse.Namespace, folder: Path) -> float:
    settings = OfficeSettings(
        path=folder / "office.db", outbox=folder / "outbox", latency=options.latency
    )
    office = Office(settings, now=lambda: datetime.now(UTC), sleep=asyncio.sleep)
    await _worker(office, _calls(1))  # makes the file
    calls = _calls(options.items)  # shared: whoever is free takes the next
    started = time.perf_counter()
    await asyncio.gather(*(_worker(office, calls) for _ in range(options.parallel)))
    took = time.perf_counter() - started
    await office.close()
    return float(options.items / took)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, required=True)
    parser.add_argument("--latency", type=float, required=True, help="seconds")
    parser.add_argument("--parallel", type=int, required=True, help="calls in flight")
    return parser


if __name__ == "__main__":
    with TemporaryDirectory(prefix="bulkhead-bare-") as temporary:
        rate = asyncio.run(_run(_parser().parse_args(), Path(temporary)))
    sys.stdout.write(f"{rate}\n")
