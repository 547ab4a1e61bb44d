"""Faults on demand: what Slack and the network do on a bad day. Counted, never random."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EVERY_METHOD = "*"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ApiFault(_Value):
    """What befalls the next `count` calls of `method` ("*": of any method).

    - rate_limited: 429 with Retry-After `retry_after` (whole seconds);
    - server_error: HTTP `status`;
    - hang: the call is accepted and never answered;
    - drop: the connection is cut without an answer.

    With `after_effect` the call takes effect first and only its answer is lost or replaced.
    """

    kind: Literal["rate_limited", "server_error", "hang", "drop"]
    method: str = EVERY_METHOD
    count: int = Field(default=1, ge=1)
    retry_after: int = Field(default=1, ge=0)
    status: int = Field(default=503, ge=500, le=599)
    after_effect: bool = False


class FaultPlan(_Value):
    """The faults in force; setting a plan replaces the one before, an empty plan is a good day.

    - `duplicate_deliveries`: everything is delivered twice, with the same payload;
    - `delay_deliveries`: seconds that every delivery waits before it leaves;
    - `drop_sockets`: cut all sockets, once, now;
    - `limit_scale`: multiplies all rate limits; 0 lifts them; None leaves the server's own setting.
    """

    api: tuple[ApiFault, ...] = ()
    duplicate_deliveries: bool = False
    delay_deliveries: float = Field(default=0.0, ge=0)
    drop_sockets: bool = False
    limit_scale: float | None = Field(default=None, ge=0)


class Faults:
    """The plan in force and how much of it is used up."""

    def __init__(self) -> None:
        self.plan = FaultPlan()
        self._left: list[tuple[ApiFault, int]] = []

    def set(self, plan: FaultPlan) -> None:
        """Put a plan in force."""
        self.plan = plan
        self._left = [(fault, fault.count) for fault in plan.api]

    @property
    def left(self) -> tuple[ApiFault, ...]:
        """The API faults still to come, each with the `count` that is left of it."""
        return tuple(fault.model_copy(update={"count": left}) for fault, left in self._left)

    def take(self, method: str) -> ApiFault | None:
        """The fault that befalls this call, which uses one of its counts up; None for a good call."""
        for index, (fault, left) in enumerate(self._left):
            if fault.method in (method, EVERY_METHOD):
                if left > 1:
                    self._left[index] = (fault, left - 1)
                else:
                    del self._left[index]
                return fault
        return None
