"""Who and what is in the workspace, as one person finds it: names, rooms, people to pick."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.choices import ChoiceError, Directory, by_name


@dataclass(frozen=True)
class AddressBook:
    """The workspace (as the control API describes it) seen by `user`.

    `dm` is their direct messages with the app; "" for people who have none there.
    """

    workspace: Mapping[str, Any]
    user: str
    dm: str

    @property
    def rooms(self) -> list[str]:
        """The ids of the conversations that the person is in, their direct messages first."""
        channels = self.workspace["channels"]
        own = [self.dm] if self.dm else []
        return [*own, *(one["id"] for one in channels if self.user in one["members"])]

    @property
    def names(self) -> dict[str, str]:
        """Names by id of people, channels and the bot."""
        bot = self.workspace["bot"]
        everyone = [*self.workspace["users"], *self.workspace["channels"]]
        return {**{one["id"]: _name(one) for one in everyone}, bot["user_id"]: bot["name"]}

    @property
    def directory(self) -> Directory:
        """The people and channels that a select offers, and the person's own zone."""
        users = [one for one in self.workspace["users"] if not one["deleted"]]
        zones = {one["id"]: one["tz"] for one in users}
        return Directory(
            {one["id"]: _name(one) for one in users},
            {one["id"]: one["name"] for one in self.workspace["channels"]},
            zones.get(self.user, "UTC"),
        )

    @property
    def shared_channel(self) -> str:
        """The person's first channel that the bot is in. Raises ChoiceError without one."""
        both = {self.user, str(self.workspace["bot"]["user_id"])}
        for channel in self.workspace["channels"]:
            if both <= set(channel["members"]):
                return str(channel["id"])
        raise ChoiceError("There is no channel with both the person and the app in it.")

    def person(self, name: str) -> str:
        """Return the id of the person with that name. Raises ChoiceError."""
        return by_name(self.directory.people, name, "@")

    def room(self, name: str) -> str:
        """Return the id of the person's channel with that name ("dm": the direct messages)."""
        if name.casefold() in {"dm", ""}:
            return self.dm
        mine = {one: self.directory.channels[one] for one in self.rooms if one != self.dm}
        return by_name(mine, name, "#")


def _name(one: Mapping[str, Any]) -> str:
    return str(one.get("real_name") or one["name"])
