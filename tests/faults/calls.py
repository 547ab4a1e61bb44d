"""The provider's own record of its calls: what is in it happened, whoever was killed meanwhile."""

import os
import time
from collections import Counter
from collections.abc import Callable, Collection
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Kind(StrEnum):
    """What a line tells of a call."""

    BEGUN = "begun"
    PREPARED = "prepared"  # the first of two phases is done: there is something nobody sees
    EFFECT = "effect"
    RECOGNISED = "recognised"  # the key had its effect before: there is no second one
    FAULT = "fault"  # it is answered with the fault that was planned


class Line(NamedTuple):
    """One line; `at` is in seconds of the machine's wall clock, `key` is `operation:item`."""

    kind: Kind
    key: str
    process: int
    at: float

    @property
    def item(self) -> str:
        """The item's id."""
        return self.key.partition(":")[2]


class Record:
    """One file that all processes add to: each line is one write at its end."""

    def __init__(self, path: Path) -> None:
        flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY
        self._file = os.open(path, flags, 0o600)

    def add(self, kind: Kind, key: str, *, durably: bool = False) -> None:
        """Write a line; `durably`: it is on the disk when this returns."""
        os.write(self._file, f"{kind} {key} {os.getpid()} {time.time()}\n".encode())
        if durably:
            os.fsync(self._file)

    def close(self) -> None:
        """Nothing more is written."""
        os.close(self._file)


class Reader:
    """The record so far; each look reads only what was added since the last one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        self._lines: list[Line] = []

    def lines(self) -> list[Line]:
        """Every line, in the order of writing."""
        if self._path.exists():
            with self._path.open("rb") as file:
                file.seek(self._read)
                new = file.read()
            whole = new[: new.rfind(b"\n") + 1]
            self._read += len(whole)
            self._lines += [_line(one) for one in whole.decode().splitlines()]
        return self._lines

    def of(self, *kinds: Kind, where: Callable[[Line], bool] | None = None) -> list[Line]:
        """The lines of these kinds."""
        return [one for one in self.lines() if one.kind in kinds and (not where or where(one))]

    def effects(self, keys: Collection[str]) -> Counter[str]:
        """How often each of these had its effect."""
        return Counter(one.key for one in self.of(Kind.EFFECT) if one.key in keys)


def _line(text: str) -> Line:
    kind, key, process, at = text.split()
    return Line(Kind(kind), key, int(process), float(at))
