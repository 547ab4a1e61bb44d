"""How the office behaves."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from app.connectors.office.seed import SeedName
from app.domain.batching import Quota
from app.domain.kinds import BulkType

_PREFIX = "OFFICE_"


def _from_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


class OfficeSettings(BaseModel):
    """Settings of the office.

    `latency` is the seconds that execute() takes, whatever the size of its batch; reading is
    never slowed down. `failure_rate` (0 to 1) is the share of attempts that fail, always the same
    ones. `seed`, `contacts` (how many more, tagged `bulk`) and `zone` (IANA) matter when the file
    is made; an existing file keeps what is in it. `quotas` replaces the source design's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    outbox: Path
    latency: float = Field(default=0.0, ge=0)
    failure_rate: float = Field(default=0.0, ge=0, le=1)
    seed: SeedName = SeedName.DEFAULT
    contacts: int = Field(default=0, ge=0)
    zone: str = "UTC"
    quotas: Annotated[Mapping[BulkType, Quota], BeforeValidator(_from_json)] = {}

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            return ZoneInfo(zone).key
        except (KeyError, ValueError) as unknown:
            raise ValueError(f"{zone!r} is no IANA time zone") from unknown

    @classmethod
    def under(cls, data: Path, options: Mapping[str, str], zone: str = "UTC") -> Self:
        """Settings from variables such as OFFICE_LATENCY, with the files under DATA/sandbox.

        OFFICE_QUOTAS is JSON, like {"bulk_email": {"limit": 50, "seconds": 5}}. Raises
        ValueError naming the variable that cannot be used.
        """
        given: dict[str, Any] = {
            name.removeprefix(_PREFIX).lower(): value
            for name, value in options.items()
            if name.startswith(_PREFIX)
        }
        folder = data / "sandbox"
        places = {"path": folder / "office.db", "outbox": folder / "outbox", "zone": zone}
        try:
            return cls.model_validate(places | given)
        except ValidationError as invalid:
            first = invalid.errors()[0]
            name = _PREFIX + str(first["loc"][0]).upper()
            raise ValueError(f"{name}: {first['msg']}") from invalid
