"""What the blocks of one message or view need beside themselves in order to be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from playground.choices import Directory

Surface = Literal["message", "modal", "home"]


@dataclass(frozen=True)
class Scene:
    """Where blocks stand and who looks at them.

    - `names`: display names by id, of people, channels, user groups and the bot;
    - `directory`: the people and channels that a select offers, and the viewer's time zone;
    - `place`: {"channel", "ts"} of a message or {"view_id"} of a view;
    - `values`: what is entered so far, as {block_id: {action_id: state entry}};
    - `errors`: what is wrong with inputs, by block_id;
    - `me`: the viewer's user id (mentions of them stand out);
    - `domain`: the workspace's; permalinks to it are followed on this page.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    directory: Directory = field(default_factory=Directory)
    surface: Surface = "message"
    place: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    me: str = ""
    domain: str = ""
