"""Blocks: what each one needs, what it may hold, and on which surfaces Slack takes it.

The figures are those of Slack's Block Kit reference (docs.slack.dev/reference/block-kit). Where
it is silent they are those that slackblocks (github.com/nicklambourne/slackblocks, spec/) measured
on Slack's own blocks.validate; so is the table of surfaces.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from playground.blockkit.basics import BASIC, FILE, MARKDOWN, holders
from playground.blockkit.cards import AGENT_BLOCKS, ALERT, AUTH_PROVIDER, CALL, CARDS, container
from playground.blockkit.charts import CHARTS
from playground.blockkit.elements import DATETIME, FILE_INPUT, RICH_TEXT_INPUT
from playground.blockkit.rules import Shape, Typed
from playground.blockkit.tables import TABLES

Surface: TypeAlias = Literal["message", "modal", "home"]

# Choosing a date and time in one element does not exist on home tabs, uploads only in modals, and
# rich text is composed in views only.
_MOMENTS_ON: Mapping[Surface, Mapping[str, Shape]] = {
    "message": DATETIME,
    "modal": DATETIME,
    "home": {},
}
_FIELDS_ON: Mapping[Surface, Mapping[str, Shape]] = {
    "message": {},
    "modal": {**RICH_TEXT_INPUT, **FILE_INPUT},
    "home": RICH_TEXT_INPUT,
}


def _holders(surface: Surface) -> Mapping[str, Shape]:
    return holders(_MOMENTS_ON[surface], {**_MOMENTS_ON[surface], **_FIELDS_ON[surface]})


# What the reference lists as the children of a container.
_CHILDREN = {
    **{kind: BASIC[kind] for kind in ("context", "divider", "header", "image", "section")},
    **{kind: BASIC[kind] for kind in ("rich_text", "video")},
    "file": FILE,
    "table": TABLES["table"],
}


def _wide(surface: Surface) -> Mapping[str, Shape]:
    """What needs the width of a message or a home tab."""
    return {
        **CARDS,
        **TABLES,
        **CHARTS,
        "container": container({**_CHILDREN, **_holders(surface)}),
    }


# No source tells where an auth_provider may stand: it is taken everywhere.
_ONLY_ON: Mapping[Surface, Mapping[str, Shape]] = {
    "message": {
        **_wide("message"),
        **AGENT_BLOCKS,
        "markdown": MARKDOWN,
        "file": FILE,
        "call": CALL,
    },
    "modal": {"alert": ALERT, "card": CARDS["card"]},
    "home": _wide("home"),
}


def _on(surface: Surface) -> Typed:
    own = {**_holders(surface), **_ONLY_ON[surface]}
    return Typed({**BASIC, "auth_provider": AUTH_PROVIDER, **own})


BLOCKS: Mapping[Surface, Typed] = {
    "message": _on("message"),
    "modal": _on("modal"),
    "home": _on("home"),
}
MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}
