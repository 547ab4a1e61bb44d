"""What PgQueuer's tables and channel are called here, whatever stands in the environment."""

from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.domain.settings import DBSettings
from pgqueuer.types import Channel
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

PREFIX = "bulkhead_"
"""Of every table, type, function and channel of the queue: bulkhead_pgqueuer and so on."""


class Names(DBSettings):
    """The library's names, from nowhere but here.

    Its own settings read variables as common as CHANNEL and FUNCTION: a process that has one of
    them would listen where nobody speaks.
    """

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - what pydantic-settings hands over
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_more: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


NAMES = Names(prefix=PREFIX)

CHANNEL = Channel(NAMES.channel)
"""Where the queue's tables tell of their changes."""

DECISIONS = f"{PREFIX}decided"
"""Where processes tell each other of decisions."""


def builders() -> tuple[QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder]:
    """The three makers of statements that the library's queries take, in their order."""
    return (
        QueryBuilderEnvironment(NAMES),
        QueryQueueBuilder(NAMES),
        QuerySchedulerBuilder(NAMES),
    )
