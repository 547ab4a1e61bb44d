"""One interactive element, prepared for its template: what it is called, holds and offers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2s
from typing import Any

from playground.controls import Option, current_entry, option_of, words
from playground.page.dates import DateText
from playground.page.inline import emojis
from playground.page.scene import Scene

Payload = Mapping[str, Any]

# A group of controls has a legend; a single control a label that is tied to it.
GROUPED = frozenset(
    {
        "checkboxes",
        "radio_buttons",
        "multi_static_select",
        "multi_users_select",
        "multi_channels_select",
        "multi_conversations_select",
    }
)
_TEXTS = frozenset(
    {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
)
_DISPATCH: Mapping[str, str] = {"on_enter_pressed": "enter", "on_character_entered": "change"}
_LONGEST_TEXT = 3000  # characters, Slack's limit of a plain_text_input without one of its own
_NAMES: Mapping[str, str] = {
    "overflow": "More actions",
    "datepicker": "Date",
    "timepicker": "Time",
    "datetimepicker": "Date and time",
    "checkboxes": "Options",
    "radio_buttons": "Options",
    "file_input": "Files",
}
_CHANNEL_KINDS = frozenset({"public", "private", "mpim"})


@dataclass(frozen=True)
class Group:
    """Options under one heading; the heading is empty where there are no groups."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class ElementModel:
    """An element in its block, as somebody sees it who may have entered something already."""

    element: Payload
    block: Payload
    scene: Scene

    @property
    def kind(self) -> str:
        return str(self.element.get("type", ""))

    @property
    def block_id(self) -> str:
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        return str(self.element.get("action_id", ""))

    @cached_property
    def id(self) -> str:
        """An id that is this element's alone in the page and stays the same when it is redrawn."""
        parts = (*sorted(self.scene.place.items()), self.block_id, self.action_id)
        return "e" + blake2s(repr(parts).encode(errors="replace"), digest_size=8).hexdigest()

    @property
    def is_input(self) -> bool:
        return self.block.get("type") == "input"

    @property
    def grouped(self) -> bool:
        return self.kind in GROUPED

    @property
    def required(self) -> bool:
        return self.is_input and self.block.get("optional") is not True

    @property
    def dispatch(self) -> str:
        """When a change is sent to the app: "change", "enter", both, or "" for with the form."""
        if not self.is_input:
            return "change"
        if self.block.get("dispatch_action") is not True:
            return ""
        if self.kind not in _TEXTS:
            return "change"
        config = self.element.get("dispatch_action_config")
        wanted = config.get("trigger_actions_on") if isinstance(config, Mapping) else None
        return " ".join(_DISPATCH[one] for one in wanted or () if one in _DISPATCH) or "enter"

    @property
    def confirm(self) -> str:
        """The confirm dialog as JSON for the page's script; empty when there is none."""
        dialog = self.element.get("confirm")
        if not isinstance(dialog, Mapping):
            return ""
        said = {
            "title": emojis(words(dialog.get("title"))),
            "text": emojis(words(dialog.get("text"))),
            "confirm": emojis(words(dialog.get("confirm"))) or "Yes",
            "deny": emojis(words(dialog.get("deny"))) or "No",
            "style": str(dialog.get("style") or ""),
        }
        return json.dumps(said, ensure_ascii=False)

    @property
    def label(self) -> str:
        """What the element is called when no label stands beside it."""
        if self.is_input:
            return emojis(words(self.block.get("label")))
        named = str(self.element.get("accessibility_label") or "")
        said = words(self.element.get("text")) or self.placeholder
        return emojis(named or said) or _NAMES.get(self.kind, "Choose")

    @property
    def placeholder(self) -> str:
        return emojis(words(self.element.get("placeholder")))

    @property
    def hint_id(self) -> str:
        return f"{self.id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.id}-error"

    @property
    def legend_id(self) -> str:
        return f"{self.id}-legend"

    @property
    def described_by(self) -> str:
        """The ids of the hint and the error of an input block, for aria-describedby."""
        if not self.is_input:
            return ""
        hint = f"{self.hint_id} " if self.block.get("hint") else ""
        return f"{hint}{self.error_id}"

    @property
    def error(self) -> str:
        return self.scene.errors.get(self.block_id, "") if self.is_input else ""

    @property
    def focused(self) -> bool:
        return self.element.get("focus_on_load") is True

    @property
    def most(self) -> int | None:
        """How many can be chosen; None when that is not limited."""
        most = self.element.get("max_selected_items")
        return most if isinstance(most, int) else None

    @property
    def longest(self) -> int:
        """How many characters a text may have."""
        longest = self.element.get("max_length")
        return longest if isinstance(longest, int) else _LONGEST_TEXT

    @cached_property
    def held(self) -> Any:
        """What is entered or chosen, as Slack's state has it; None for nothing."""
        entry = current_entry(self.block_id, self.element, self.scene.values)
        return next((value for key, value in entry.items() if key != "type"), None)

    @property
    def local_time(self) -> str:
        """What a datetimepicker holds, in the viewer's zone."""
        zone = DateText(self.scene.directory.zone)
        return zone.local(self.held) if isinstance(self.held, int) else ""

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """What can be chosen from: the element's options or groups, or people and channels."""
        if self.kind.removeprefix("multi_") in {"users_select", "channels_select"}:
            return (Group("", (*self._people(), *self._channels())),)
        if self.kind.removeprefix("multi_") == "conversations_select":
            found = (
                Group("Channels", tuple(self._channels())),
                Group("People", tuple(self._people())),
            )
            return tuple(one for one in found if one.options)
        groups = _mappings(self.element.get("option_groups"))
        if groups:
            return tuple(Group(emojis(words(one.get("label"))), _options(one)) for one in groups)
        return (Group("", _options(self.element)),)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """All that can be chosen, groups aside."""
        return tuple(option for group in self.groups for option in group.options)

    @cached_property
    def chosen(self) -> tuple[Option, ...]:
        """What is chosen, in the order of the choice."""
        several = self.held if isinstance(self.held, list | tuple) else [self.held]
        known = {option.value: option for option in self.options}
        found = (
            option_of(one) if isinstance(one, Mapping) else known.get(str(one)) for one in several
        )
        return tuple(one for one in found if one is not None)

    @cached_property
    def chosen_values(self) -> frozenset[str]:
        return frozenset(option.value for option in self.chosen)

    @staticmethod
    def as_json(option: Option) -> str:
        """The option as the app gave it: a search's choice is sent back unchanged."""
        return json.dumps(option.source, ensure_ascii=False)

    def _people(self) -> Iterator[Option]:
        if self.kind.endswith("channels_select") or not self._included(frozenset({"im"})):
            return
        for user_id, name in self.scene.directory.people.items():
            yield Option(name, user_id, {})

    def _channels(self) -> Iterator[Option]:
        if self.kind.endswith("users_select") or not self._included(_CHANNEL_KINDS):
            return
        for channel_id, name in self.scene.directory.channels.items():
            yield Option(f"#{name}", channel_id, {})

    def _included(self, kinds: frozenset[str]) -> bool:
        """Whether a conversations filter lets any of these kinds through."""
        given = self.element.get("filter")
        include = given.get("include") if isinstance(given, Mapping) else None
        return not include or bool(kinds & set(include))


def _options(holder: Payload) -> tuple[Option, ...]:
    return tuple(option_of(one) for one in _mappings(holder.get("options")))


def _mappings(value: Any) -> list[Payload]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
