"""The command: reads the files, runs every request, writes the predictions, prints the figures."""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.officework.desk import Ran, desk
from benchmarks.officework.figures import Prediction, judged, table
from benchmarks.officework.functions import Books, functions_of
from benchmarks.officework.judging import Judge
from benchmarks.officework.tables import Request, Tables, read_requests, read_tables


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python benchmarks/workbench.py",
        description="Run an office benchmark's requests through planner, resolver and executor.",
    )
    made.add_argument("--data", type=Path, required=True, help="folder of the benchmark's tables")
    made.add_argument("--requests", type=Path, required=True, help="a request in JSON a line")
    made.add_argument("--out", type=Path, required=True, help="where the predictions go")
    made.add_argument(
        "--ask", action="store_true", help="act only where Slack would; a question ends a request"
    )
    return made


async def measure(options: argparse.Namespace) -> None:
    """Run them all. Raises BenchmarkError for files that cannot be read."""
    tables, requests = read_tables(options.data), read_requests(options.requests)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="officework-") as folder:
        predictions = await predict(tables, requests, Path(folder), ask=options.ask)
    seconds = time.perf_counter() - began
    lines = (json.dumps(as_json(one), ensure_ascii=False) for one in predictions)
    options.out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    mode = "asking" if options.ask else "made to act"
    print(f"{len(predictions)} requests, {mode}, in {seconds:.1f} s")
    if found := judged(predictions, Judge(tables)):
        print(f"\n{table(found)}")


async def predict(
    tables: Tables, requests: Sequence[Request], folder: Path, *, ask: bool
) -> list[Prediction]:
    """What becomes of each request, every one made of the tables as they are."""
    books = Books(tables)
    async with desk(folder, tables) as place:
        return [
            _prediction(request, await place.say(request.id, request.query, ask=ask), books)
            for request in requests
        ]


def _prediction(request: Request, ran: Ran, books: Books) -> Prediction:
    actions = tuple(call for action in ran.done for call in functions_of(action, books))
    return Prediction(request, actions, ran.outcome, "" if ran.done else ran.text)


def as_json(one: Prediction) -> dict[str, object]:
    """The line that is written for a request."""
    return {
        "id": one.request.id,
        "actions": [str(action) for action in one.actions],
        "outcome": one.outcome.value,
        "question": one.text,
    }
