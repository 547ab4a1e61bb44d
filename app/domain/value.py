"""The base of every immutable value in the domain."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value: equal when its fields are equal, refused when a field is unknown.

    A validation error never prints what it was given: errors are logged, and values hold bodies.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
