"""The benchmark's tables and requests, as they lie in their folder: every value is text."""

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.processes import BenchmarkError

NOW = datetime(2023, 11, 30, tzinfo=UTC)
"""When every request is said: the benchmark's Thursday, as it begins."""

USER = "Sam"
"""Who says it."""

FILES = {
    "calendar": "calendar_events.csv",
    "email": "emails.csv",
    "customer_relationship_manager": "customer_relationship_manager_data.csv",
    "directory": "email_addresses.csv",
}
"""Tables by the domain whose functions change them; nothing changes the directory."""

Row = Mapping[str, str]


@dataclass(frozen=True)
class Tables:
    """Rows by table, in the files' order; `user` is the address of whoever asks."""

    calendar: Sequence[Row]
    email: Sequence[Row]
    customer_relationship_manager: Sequence[Row]
    directory: Sequence[str]
    user: str


@dataclass(frozen=True)
class Request:
    """A request; `answer` are the function calls expected, None where the file has none."""

    id: str
    domain: str
    query: str
    answer: tuple[str, ...] | None


def read_tables(folder: Path) -> Tables:
    """The tables of a folder. Raises BenchmarkError for one that is not there."""
    addresses = _addresses(folder / FILES["directory"])
    return Tables(
        calendar=_rows(folder / FILES["calendar"]),
        email=_rows(folder / FILES["email"]),
        customer_relationship_manager=_rows(folder / FILES["customer_relationship_manager"]),
        directory=addresses,
        user=_user(addresses),
    )


def read_requests(path: Path) -> list[Request]:
    """The requests of a file with one JSON object a line. Raises BenchmarkError."""
    lines = [line for line in _text(path).splitlines() if line.strip()]
    return [_request(json.loads(line)) for line in lines]


def _request(line: dict[str, object]) -> Request:
    identity, query = str(line["id"]), str(line["query"])
    given = line.get("answer")
    answer = tuple(str(one) for one in given) if isinstance(given, list) else None
    domain = line.get("domain") or identity.rpartition("-")[0] or "all"
    return Request(identity, str(domain), query, answer)


def _rows(path: Path) -> list[Row]:
    return list(csv.DictReader(_text(path).splitlines(keepends=True)))


def _addresses(path: Path) -> list[str]:
    """One address a line; a heading, where there is one, is none."""
    entries = (line.strip() for line in _text(path).splitlines())
    return [entry for entry in entries if "@" in entry]


def _user(addresses: Sequence[str]) -> str:
    """The user's address: the directory's, or the one it would have there."""
    mine = [one for one in addresses if one.split("@")[0].split(".")[0] == USER.casefold()]
    if mine:
        return mine[0]
    domains = Counter(one.partition("@")[2] for one in addresses).most_common(1)
    if not domains:
        raise BenchmarkError(f"{FILES['directory']} has no addresses.")
    return f"{USER.casefold()}@{domains[0][0]}"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BenchmarkError(f"{path} cannot be read: {error.strerror}.") from error
