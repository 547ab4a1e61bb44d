"""`python -m app migrate`, and what starts on a journal that was not migrated."""

import asyncio
import base64
import os
import sys
from pathlib import Path

from app.storage.upgrade import check_url

ROOT = Path(__file__).parents[3]
KEY = base64.b64encode(b"k" * 32).decode()


async def app(command: str, data: Path, url: str) -> tuple[int, str]:
    """The exit status of a command, and what it said to the person at the terminal."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", command),
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "BULKHEAD_DATA": str(data),
            "BULKHEAD_KEY": KEY,
            "DATABASE_URL": url,
        },
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        _, said = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_a_worker_on_an_empty_postgres_says_what_to_run(
    empty_postgres_url: str, tmp_path: Path
) -> None:
    status, said = await app("worker", tmp_path, empty_postgres_url)
    assert (status, "Run: python -m app migrate" in said) == (1, True)
    assert "Traceback" not in said
    assert await app("migrate", tmp_path, empty_postgres_url) == (0, "")
    await asyncio.to_thread(check_url, empty_postgres_url)
    assert await app("migrate", tmp_path, empty_postgres_url) == (0, ""), "it is up to date"


async def test_a_postgres_that_is_not_there_is_named_by_its_variable(tmp_path: Path) -> None:
    nowhere = f"postgresql://postgres@/none?host={tmp_path}"
    status, said = await app("migrate", tmp_path, nowhere)
    assert (status, said.startswith("DATABASE_URL: Postgres cannot be used")) == (1, True)
    assert "Traceback" not in said


async def test_a_file_is_made_and_brought_up_to_date(tmp_path: Path) -> None:
    assert await app("migrate", tmp_path / "data", "") == (0, "")
    check_url(tmp_path / "data" / "journal.db")
