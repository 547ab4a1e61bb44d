"""The words of what is done after something else: both shown, and confirmed, together."""

from app.domain.record import Entity
from app.domain.words.reader import Reader

_RECORDS = {Entity.CONTACT: "contact", Entity.LEAD: "lead", Entity.DEAL: "deal"}
WAITS = "Starts once the step before is done, for those it was done for."
WAITS_ALL = "Starts once the step before is done for all of them."
WAITS_END = "Starts once the step before has ended."
NOT_DONE = "the step before was not done for this one"
CANCELLED = "the step before was cancelled"
NEVER_RAN = "the step before never ran"
NOTHING_DONE = "the step before was done for none of them"
GONE = "the step before is not on record any more"
WAITS_FOR_FIRST = (
    "This starts by itself once the step before is done. Cancel that one to stop both."
)
ONE_CONFIRM = "This is confirmed together with the step before it, in the same preview."
PUT_BACK_FIRST = "This one is taken out of the step before. Put it back there first."
LOST = (
    "The first step is confirmed. What was to follow it is not on record any more, and will not be "
    "done: ask for it again once the first has ended."
)


def then(title: str) -> str:
    """Like "Then: Tag 12 contacts"."""
    return f"Then: {title}"


def edit_step(number: int) -> str:
    """The button of the form of a later step."""
    return f"Edit step {number}"


def see_step(reader: Reader, number: int, count: int) -> str:
    """The button of the list of a later step."""
    return f"See step {number} ({reader.number(count)})"


def waiting(doing: str) -> str:
    """Like "Next: tagging 12 contacts"."""
    return f"Next: {doing[:1].lower()}{doing[1:]}"


def titles(first: str, *others: str) -> str:
    """Like "Email 12 people, then tag 12 contacts"."""
    return ", then ".join((first, *(f"{one[:1].lower()}{one[1:]}" for one in others)))


def not_all_of(undone: int) -> str:
    """Why nothing follows a step that was not done for so many of its items."""
    return f"{undone:,} of the step before {'was' if undone == 1 else 'were'} not done"


def no_record(entity: Entity) -> str:
    """Why a later step leaves out somebody of the first."""
    return f"no {_RECORDS.get(entity, 'record')} has this address"


def nobody(entity: Entity) -> str:
    """Why a later step has nothing to do, and what to ask instead."""
    none = f"none of them is a {_RECORDS.get(entity, 'record')}"
    return f"The second step has nothing to do: {none}. Ask for the first one alone."


def was_to_follow(why: str) -> str:
    """What became of a step that never started."""
    return f"It was to follow, and did not: {why}."


TWO_THINGS = "I could not read both parts of that as one request. Nothing was done."
PART_OR_STEP = (("step", "Do that, too"), ("text", "It is part of the message"))


def two_halves(first: str, second: str) -> str:
    """The two requests to send one after the other."""
    return (
        f"Send them one after the other: “{first}”, then “{second}”. If the second is part of a "
        "message, put the message in quotes."
    )


def part_or_step(second: str) -> str:
    """The question whether words are part of a message, or a second thing to do."""
    return f"Is “{second}” part of the message, or a second thing to do?"
