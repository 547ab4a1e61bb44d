"""What the planner asks and refuses."""

from collections.abc import Sequence

from app.domain.record import Entity
from app.domain.words.readings import listed

PAST_CHOICES = (("Today", "today"), ("Yesterday", "yesterday"))
FUTURE_CHOICES = (
    ("Today", "today"),
    ("Tomorrow", "tomorrow"),
    ("This week", "this week"),
    ("Next week", "next week"),
)
DAY_CHOICES = (("Today", "today"), ("Tomorrow", "tomorrow"))
WHO_CHOICES = (("All colleagues", "all colleagues"), ("All contacts", "all contacts"))
BY_CHOICES = (
    ("15 minutes", "15 minutes"),
    ("30 minutes", "30 minutes"),
    ("1 hour", "60 minutes"),
)
LEADING_CHOICES = (("which", "It says which meetings"), ("later", "It says when to do it"))

_ENTITIES = {
    Entity.EVENT: "meetings",
    Entity.LEAD: "leads",
    Entity.DEAL: "deals",
    Entity.CONTACT: "contacts",
}


# Questions


def which_of_several(label: str, phrase: str, count: int) -> str:
    """A word that several names fit."""
    noun = {"person": "people", "company": "companies", "city": "cities", "status": "statuses"}
    return f"I know {count} {noun.get(label, f'{label}s' if label != 'which' else 'things')} for “{phrase}”. Which one do you mean?"


def unknown_name(label: str, phrase: str) -> str:
    """A name that nobody has."""
    noun = {"person": "nobody", "tags": "no tag"}.get(label, f"no {label}")
    return f"I know {noun} called “{phrase}”. Which one do you mean?"


def which_stage(label: str) -> str:
    """A stage that the CRM calls otherwise."""
    if label == "won":
        return "Which stage are closed deals in?"
    return "Which stage do new deals start in?"


def which_date(noun: str, when: str) -> str:
    """A date without a word for what happened then."""
    return f"Which {noun} {when}: by which date?"


def which_meetings() -> str:
    """All meetings, without a time."""
    return "Which meetings do you mean? Say when they are."


def which_or_when(said: str, label: str) -> str:
    """A date before the verb."""
    return f"Does “{said}” ({label}) say which meetings, or when to do it?"


def nobody_left() -> str:
    """Everybody who is named is also left out."""
    return "That names somebody and leaves out just the same people, so nobody is left to write to."


def who() -> str:
    """A mail or invitation to nobody."""
    return "Who is it for?"


def what_text(target: str) -> str:
    """A mail without a text."""
    return f"What should the email to {target} say?"


def which_title() -> str:
    """An event without a title."""
    return "What should the meeting be called?"


def which_day() -> str:
    """An event without one day."""
    return "On which day?"


def which_time() -> str:
    """An event without a time."""
    return "At what time does it start?"


def which_tag(target: str) -> str:
    """Tagging without a tag."""
    return f"Which tag should {target} get?"


def which_tag_to_remove(target: str) -> str:
    """Untagging without a tag."""
    return f"Which tag should be removed from {target}?"


def which_value(label: str, target: str) -> str:
    """A change without its new value."""
    return f"What should the new {label} of {target} be?"


def by_how_much() -> str:
    """A move without an amount."""
    return "By how much should they move?"


def which_direction() -> str:
    """A move that can be read both ways."""
    return "Should they start later or earlier?"


def one_or_all(target: str) -> str:
    """One record spoken of, where several may fit."""
    return f"You spoke of one. Do you mean all {target}?"


def really_all(target: str) -> str:
    """A whole kind of contact."""
    return f"That would delete all {target}. Do you mean all of them?"


def all_of(target: str) -> str:
    """The choice of all of a set."""
    return f"All {target}"


def which_of_them(noun: str, phrases: Sequence[str]) -> str:
    """Words that were to narrow a set, not understood."""
    quoted = listed([f"“{phrase}”" for phrase in phrases])
    return f"I did not understand which {noun} you mean: {quoted}. Nothing was done."


def narrower(noun: str) -> str:
    """How to narrow a set."""
    ways = {"leads": "owned by Akira", "deals": "in Proposal that are older than 30 days"}
    return f"Say which, for example “all {noun} {ways.get(noun, 'tagged bounced')}”."


def not_understood(phrases: Sequence[str], reading: str) -> str:
    """Words left over, with what was understood."""
    quoted = listed([f"“{phrase}”" for phrase in phrases])
    return f"I understood: {reading}. I did not understand {quoted}. What should I do?"


def only_containing(entity: Entity, name: str, phrase: str) -> str:
    """The choice of those that have the words in their name."""
    return f"Only {_ENTITIES[entity]} whose {name} contains “{phrase}”"


def go_on_without(phrase: str) -> str:
    """The choice to leave words out."""
    return f"Go on without “{phrase}”"


def rephrase_label() -> str:
    """The choice to start again."""
    return "Say it in other words"


def one_tag_at_a_time() -> str:
    """Several tags in one condition."""
    return "I can look for one tag at a time. Please name one."


def one_day_for_a_time(clock: str) -> str:
    """A time of day on several days."""
    return f"“{clock}” needs one day, such as tomorrow. Please name the day."


def one_day_to_move() -> str:
    """Several days moved to one."""
    return "To move meetings to another day, please name the one day they are on now."


# Refusals


def empty() -> str:
    """Nothing was said."""
    return "Tell me in one sentence what to do."


def help_text() -> str:
    """What the app is for."""
    return "I do bulk work in email, calendar, contacts and CRM. You see a preview first; nothing happens before you confirm."


def too_long(limit: int) -> str:
    """A text that is no sentence."""
    return f"That is longer than {limit:,} characters. Tell me in one sentence what to do; long texts can be edited in the preview."


def no_verb() -> str:
    """No known verb at the head."""
    return "I did not find what to do in that. Start with what should happen. Nothing was done."


def not_yet(what: str) -> str:
    """A path that is not built."""
    return f"I cannot do that yet ({what}). Nothing was done."


def negated() -> str:
    """A "not" in a request."""
    return "There is a “not” in that, and I might turn it round. Nothing was done."


def everything() -> str:
    """Deleting all there is."""
    return "I never delete everything."


def unbounded(verb: str, noun: str) -> str:
    """A change to all records of a kind."""
    return f"I do not {verb} all {noun} at once. Nothing was done."


def which_object(verb: str) -> str:
    """A known verb with an object that it does not work on."""
    return f"I did not understand what to {verb}. Nothing was done."


def which_field() -> str:
    """An update of a field that cannot be set."""
    return "I can set the stage, the status or the owner. Nothing was done."


def no_addresses() -> str:
    """Contacts without addresses."""
    return "I need the email addresses of the contacts to add. Nothing was done."


def not_an_address(typed: str) -> str:
    """Something typed like an address that is none."""
    return f"“{typed}” is not a complete email address. Nothing was done."


def too_many_addresses(limit: int) -> str:
    """More typed addresses than fit."""
    return f"That is more than {limit:,} addresses. Nothing was done."


def already_over(target: str) -> str:
    """Meetings of the past."""
    return f"It is too late for {target}: they are over. Nothing was done."


def in_the_past(moment: str) -> str:
    """An event that would have begun."""
    return f"{moment} is in the past. Nothing was done."


def too_long_event() -> str:
    """An event of more than two weeks."""
    return "A meeting lasts from one minute to two weeks. Nothing was done."


def no_move_to_time() -> str:
    return (
        "I can move one meeting to a time such as 16:00, and several by an amount or to another"
        " day. Nothing was done."
    )


def clocks_change() -> str:
    """Moves onto or from a day on which the clocks change."""
    return "The clocks change on one of these days, so some meetings would land an hour off. Nothing was done."


def rephrase() -> str:
    """The person wants to start again."""
    return "All right, nothing was done. Say it again in other words."
