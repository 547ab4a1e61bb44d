"""What a connector is given when the application starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.ports import Clock


@dataclass(frozen=True)
class ConnectorContext:
    """Where to keep files, settings, the time, and the zone to assume where none is known.

    `options` are settings by the name of their variable, such as {"OFFICE_LATENCY": "0.2"}.
    """

    data: Path
    options: Mapping[str, str]
    clock: Clock
    zone: str = "UTC"
