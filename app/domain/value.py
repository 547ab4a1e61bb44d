"""The base of every immutable value in the domain."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value: equal when its fields are equal, refused when a field is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")
