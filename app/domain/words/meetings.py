"""What is asked, refused and shown about meetings."""

from collections.abc import Sequence

from app.domain.words.reader import plural

ANSWERS = (("accepted", "Accept"), ("declined", "Decline"), ("tentative", "Tentatively accept"))
"""Answers to an invitation: what each stands for, and its label."""

HOW_MANY = (("next", "Only the next one"), ("all", "All of them"))
"""Answers to `next_or_all`: what each stands for, and its label."""


def which_name() -> str:
    """A meeting's new title is missing, or cannot be told from the rest."""
    return "Put the new title in quotation marks at the end. Nothing was done."


def about_a_time(said: str) -> str:
    """A time that is not exact, where it says which meetings are meant."""
    return f"I cannot tell which meetings “{said}” covers. Nothing was done."


def into_the_past(day: str) -> str:
    """A day to move meetings to that is over."""
    return f"{day} is over, so nothing can be moved there. Nothing was done."


def to_time(moment: str) -> str:
    """Where a meeting goes."""
    return f"to {moment}"


def one_for_a_time() -> str:
    """Several meetings cannot begin at the same time."""
    return (
        "Only one meeting can be moved to a time. Say which, or move several by an amount."
        " Nothing was done."
    )


def day_for_a_time() -> str:
    """A meeting whose day nobody knows yet, moved to a time of day."""
    return "Say the day too, so that I know where it goes. Nothing was done."


def add_people(names: str, target: str) -> str:
    return f"Add {names} to {target}"


def remove_people(names: str, target: str) -> str:
    return f"Remove {names} from {target}"


def not_yourself() -> str:
    """Leaving a meeting is answering its invitation."""
    return "I cannot take you off your own meetings; cancel them instead. Nothing was done."


def set_location(target: str, place: str) -> str:
    return f"Set the location of {target} to “{place}”"


def answer(given: str, target: str) -> str:
    """Invitations answered, as the reading says it."""
    return f"{dict(ANSWERS)[given]} {target}"


def which_answer() -> str:
    """An invitation that is to be answered, nobody knows how."""
    return "Should I accept or decline?"


def organised(who: str) -> str:
    """Meetings by whose they are."""
    return f"organised by {who}"


def you_organise() -> str:
    """Why there is no invitation to answer."""
    return "you organise it"


def not_invited() -> str:
    return "you are not invited"


def answered_so() -> str:
    return "answered so already"


def shown_answer(given: str) -> str:
    """An answer in a list of changes."""
    return given or "not answered"


YOUR_ANSWER = "your answer"


def next_or_all(target: str) -> str:
    """One of them was spoken of, and there may be several."""
    return f"You spoke of one. Which of {target} do you mean?"


def so_many(count: int) -> str:
    """The people on a meeting."""
    return plural(count, "person", "people")


def with_and_without(count: int, joining: Sequence[str], leaving: Sequence[str]) -> str:
    """How many are on a meeting afterwards, and who of them is new or gone."""
    changed = [f"with {one}" for one in joining] + [f"without {one}" for one in leaving]
    return ", ".join((so_many(count), *changed))
