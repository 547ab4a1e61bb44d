"""What tests of every folder may ask for."""

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import hypothesis
import pytest

from app.storage.upgrade import migrate_url
from tests.postgres import any_postgres, database, name_of


def pytest_configure() -> None:
    """Tests that are told to stop still stop the Postgres they started, as with Ctrl-C.

    Examples have no deadline.
    """
    # How long an example takes is the machine's affair, and a benchmark's.
    hypothesis.settings.register_profile("bulkhead", deadline=None)
    hypothesis.settings.load_profile("bulkhead")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The administration address of a Postgres, one for all tests of this process."""
    with any_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_database(postgres_server: str) -> Iterator[str]:
    """The name of a database with the journal's schema, which nobody may connect to: a template."""
    with database(postgres_server) as url, ThreadPoolExecutor(1) as thread:
        thread.submit(migrate_url, url).result()
        yield name_of(url)


@pytest.fixture
def postgres_url(postgres_server: str, migrated_database: str) -> Iterator[str]:
    """The address of a database with the journal's schema and nothing in it."""
    with database(postgres_server, migrated_database) as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a database with nothing in it."""
    with database(postgres_server) as url:
        yield url
