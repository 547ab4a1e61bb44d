"""What a process does: everything, the talking, or the work."""

from enum import StrEnum


class Role(StrEnum):
    """Roles of `python -m app`.

    On SQLite one process does everything; on Postgres there can be several of each.
    """

    RUN = "run"
    WEB = "web"
    WORKER = "worker"

    @property
    def talks(self) -> bool:
        """Takes Slack's deliveries and shows what becomes of them."""
        return self is not Role.WORKER

    @property
    def works(self) -> bool:
        """Carries out items."""
        return self is not Role.WEB
