"""What the journal needs of a database: transactions whose bodies are plain functions.

Bodies are synchronous functions on a SQLAlchemy Connection, the same ones for every database. They
may be run again from the beginning, so they leave nothing behind but rows, and return values that
need no connection.
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

P = ParamSpec("P")
T = TypeVar("T")


class Database(Protocol):
    """The journal's database."""

    async def open(self) -> None:
        """Connect. Raises SchemaError when its schema does not fit this version."""
        ...

    async def tx(
        self, body: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `body` in one transaction; committed when this returns, rolled back on an error.

        A transaction that began goes on to its end when its caller is cancelled meanwhile.
        """
        ...

    async def close(self) -> None:
        """Wait for transactions under way, though not for ever, and let go of the database."""
        ...
