"""What a plan will do, said back in one line; and the parts that such a line is made of."""

from collections.abc import Sequence

from app.domain.sources import Relation
from app.domain.words.reader import plural

_FIELDS = {"tags": "tag", "name_email": "person", "kind": "kind of contact"}


def field_name(name: str) -> str:
    """A field as people call it."""
    return _FIELDS.get(name, name)


def any_of(values: Sequence[str]) -> str:
    """Like "Berlin, Hamburg or Bonn"."""
    return _joined(values, "or")


def listed(values: Sequence[str]) -> str:
    """Like "a, b and c"; long lists are shortened."""
    shown = 3
    if len(values) > shown + 1:
        return f"{', '.join(values[:shown])} and {plural(len(values) - shown, 'other')}"
    return _joined(values, "and")


def _joined(values: Sequence[str], word: str) -> str:
    if len(values) < 2:  # noqa: PLR2004 - one value is no list
        return "".join(values)
    return f"{', '.join(values[:-1])} {word} {values[-1]}"


def without(name: str) -> str:
    """A set whose field is empty."""
    return {"owner": "without an owner", "tags": "without a tag"}.get(
        name, f"without {field_name(name)}"
    )


def titled(title: str, *, whole: bool) -> str:
    """Meetings by their title, or by words in it."""
    return f"called “{title}”" if whole else f"with “{title}” in the title"


def in_status(status: str) -> str:
    """Leads by their status."""
    return f"in status {status}"


def who_closed(when: str) -> str:
    """Customers by their deals."""
    return f"who closed {when or 'a deal'}"


def aged(said: str, moment: str, *, newer: bool) -> str:
    """Records by their age, the limit printed."""
    return f"{said} (created {'since' if newer else 'before'} {moment})"


def dated(name: str, when: str) -> str:
    """Records by a date field."""
    return f"{'closed' if name == 'closed_at' else 'created'} {when}"


def from_now_on() -> str:
    """What is over is left out."""
    return "from now on"


def upcoming() -> str:
    """Everything still to come."""
    return "still to come"


def only_some(count: int, *, last: bool) -> str:
    """Which of several, by their order: "(only the next one)"."""
    which = "last" if last else "first"
    return f"(only the {which} one)" if count == 1 else f"(only the {which} {count})"


def rename(target: str, name: str) -> str:
    """Meetings that get another title."""
    return f"Rename {target} to “{name}”"


def your(described: str) -> str:
    """The requester's own records."""
    return f"your {described}"


def attendees(said: str, *, one: bool) -> str:
    """The people of a meeting."""
    noun = "meeting" if one else "meetings"
    return f"the attendees of your {noun} {said}".strip()


def except_for(names: Sequence[str]) -> str:
    """Who is left out."""
    return f", except {_joined(names, 'and')}" if names else ""


def send(template: str, subject: str, target: str) -> str:
    """A mail to a set of people."""
    if template == "follow_up":
        return f"Send the follow-up email to {target}"
    return f"Email {target}: “{subject}”"


def invite(target: str, title: str, moment: str, minutes: int) -> str:
    """People invited to a new event."""
    return f"Invite {target} to “{title}” on {moment}, {plural(minutes, 'minute')}"


def cancel(target: str) -> str:
    """Meetings cancelled."""
    return f"Cancel {target}"


def shift(target: str, moved: str) -> str:
    """Meetings moved."""
    return f"Move {target} {moved}"


def by_minutes(minutes: int) -> str:
    """Like "30 minutes later" or "2 hours earlier"."""
    amount, way = abs(minutes), "later" if minutes > 0 else "earlier"
    if amount % 1440 == 0:
        return f"{plural(amount // 1440, 'day')} {way}"
    if amount % 60 == 0:
        return f"{plural(amount // 60, 'hour')} {way}"
    return f"{plural(amount, 'minute')} {way}"


def to_day(day: str) -> str:
    """The day that meetings are moved to."""
    return f"to {day}, at the same times"


def add_contacts(target: str, tag_name: str) -> str:
    """New contacts."""
    tagged = f", tagged {tag_name}" if tag_name else ""
    return f"Add {target} to your contacts{tagged}"


def tag(tag_name: str, target: str, *, added: bool) -> str:
    """A tag added or removed."""
    return (
        f"Add the tag “{tag_name}” to {target}"
        if added
        else f"Remove the tag “{tag_name}” from {target}"
    )


def delete(target: str) -> str:
    """Records deleted."""
    return f"Delete {target}"


def set_to(name: str, target: str, shown: str, value: str) -> str:
    """A field of leads or deals set."""
    if name == "owner":
        address = f" ({value})" if "@" in value and shown != value else ""
        return f"Reassign {target} to {shown}{address}"
    return f"Set the {name} of {target} to {shown}"


def create_deals(target: str, stage: str, *, follow_up: bool) -> str:
    """New deals for customers."""
    noun = "a follow-up deal" if follow_up else "a deal"
    return f"Create {noun} in {stage} for each of the {target}"


ROLES = {
    Relation.ATTENDEES: "everyone on those meetings",
    Relation.CUSTOMER: "the customers of those deals",
    Relation.OWNER: "their owners",
    Relation.SENDER: "those who sent them",
}
"""The people that records of the step before lead to."""


MAILS = "emails"


def those(noun: str) -> str:
    """The records of the step before."""
    return f"those {noun}"


def and_also(first: str, second: str) -> str:
    """Two changes of the same records in one line."""
    return f"{first}, and {second[:1].lower()}{second[1:]}"
