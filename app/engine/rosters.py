"""People in Slack as a source: those of a channel, a thread or a user group, as records."""

from collections.abc import Sequence

from app.domain.errors import NotThereYet
from app.domain.identity import Requester
from app.domain.record import Entity, Record
from app.domain.roster import Member, Roster
from app.domain.sources import ME, SlackPeople
from app.domain.words import engine as words


class Rosters:
    """Finds people by where they are together; without a `roster`, nobody can be found so."""

    def __init__(self, roster: Roster | None, most_items: int) -> None:
        self._roster = roster
        self._most = most_items

    async def records(self, source: SlackPeople, who: Requester) -> Sequence[Record]:
        """The people, without those that the words except. Raises BadGroup, NotThereYet, BulkError."""
        if self._roster is None:
            raise NotThereYet(words.not_from_slack(source.label))
        members = await self._roster.members(source, who, self._most)
        me = who.email or ""
        out = {(me if one == ME else one).casefold() for one in source.exclude} - {""}
        return [_record(one) for one in members if not out & _called(one)]


def _called(member: Member) -> set[str]:
    return {member.address.casefold(), member.name.casefold()}


def _record(member: Member) -> Record:
    """One person; the address is the id, and somebody without one has Slack's."""
    fields = {"email": member.address, "name": member.name, "zone": member.zone}
    return Record(entity=Entity.PERSON, id=member.address or member.id, fields=fields)
