"""docs/testing-a-bolt-app.md holds: its files are written out and its command is run."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "testing-a-bolt-app.md"
PATIENCE = 60
"""Seconds that the guide's tests may take; they need a few."""

_FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"# (?P<name>[\w.]+)\n(?P<code>.*)", re.DOTALL)


@dataclass(frozen=True)
class Guide:
    """What a reader would have on disk after typing off the page, and what they would run."""

    files: Mapping[str, str]
    commands: tuple[str, ...]

    @property
    def tests(self) -> int:
        return sum(code.count("async def test_") for code in self.files.values())

    def run(self, folder: Path) -> "subprocess.CompletedProcess[str]":
        """Run the page's command on the page's files; a warning is a failure there too."""
        for name, code in self.files.items():
            (folder / name).write_text(code, encoding="utf-8")
        program, *arguments = shlex.split(self.commands[0])
        assert program == "pytest"
        return subprocess.run(  # noqa: S603 - the command is the page's own
            [sys.executable, "-m", "pytest", "-W", "error", "-p", "no:cacheprovider", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


def read(page: str) -> Guide:
    """Collect the blocks; blocks of the same file follow one another in it."""
    files: dict[str, str] = {}
    commands = []
    for fence in _FENCE.finditer(page):
        named = _NAMED.fullmatch(fence["code"])
        if fence["kind"] == "sh":
            commands.append(fence["code"].strip())
        else:
            assert named, f"this block names no file in its first line:\n{fence['code']}"
            files[named["name"]] = files.get(named["name"], "") + named["code"]
    return Guide(files, tuple(commands))


@pytest.fixture
def page() -> str:
    return GUIDE.read_text(encoding="utf-8")


def test_every_test_of_the_guide_passes(page: str, tmp_path: Path) -> None:
    guide = read(page)
    assert guide.commands == ("pytest -q",)
    ran = guide.run(tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"{guide.tests} passed" in ran.stdout
    assert guide.tests >= 6


def test_a_guide_that_is_wrong_is_noticed(page: str, tmp_path: Path) -> None:
    wrong = (
        page.replace("pytest -q", "pytest -q test_over_http.py")
        .replace('Workspace(delivery="http")', 'Workspace(delivery="http", patience=0.3)')
        .replace("Hello {command", "Hallo {command")
    )
    ran = read(wrong).run(tmp_path)
    assert ran.returncode == 1
    assert "NotSeenError: A message containing 'Hello web!' did not come" in ran.stdout


def test_every_block_counts(page: str) -> None:
    fences = [line for line in page.splitlines() if line.startswith("```")]
    assert len(fences) == 2 * len(_FENCE.findall(page))
    assert not re.search(r"^ {4}\S", _FENCE.sub("", page), re.MULTILINE), "an unfenced block"
    with pytest.raises(AssertionError, match="names no file"):
        read("```python\nprint()\n```\n")
