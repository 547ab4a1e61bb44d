"""Structured logs: one JSON object a line, never a body, an address or a token.

What is logged is named by ids. Libraries that print payloads at DEBUG are kept above it.
"""

import logging
import sys
from typing import TextIO

import structlog


def configure(level: str, stream: TextIO | None = None) -> None:
    """Set up logging for the process; `level` is INFO or above, `stream` standard error or else."""
    sink = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level]
    logging.basicConfig(level=max(number, logging.INFO), stream=sink, format="%(name)s %(message)s")
    for name in ("slack_sdk", "aiohttp", "alembic", "asyncpg", "pgqueuer"):
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    # Bolt warns that a token in the environment goes unused: the client brings it.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sink),
        cache_logger_on_first_use=True,
    )
