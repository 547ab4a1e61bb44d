"""Words about sentences that change a draft."""

from collections.abc import Sequence

FOR_EXAMPLE = (
    "For example: “only the ones in Berlin”, “not Sarah”, “tomorrow at 9 instead”, “only the first 5”. "
    "Texts and addresses can be changed with Edit."
)
NOTHING_TO_NARROW = (
    "The people of this draft were named one by one. Press Edit to change them, or leave some out, "
    "for example: “not Sarah”."
)
WHICH_TIME = (
    "That could be when to do it, or which ones are meant. Say the whole request again with the "
    "time in it."
)
NOBODY_LEFT = "That would leave nobody. Press Cancel on the preview if nothing should be done."
PRESS_CANCEL = "Nothing runs until Confirm is pressed. Press Cancel on the preview to drop it."


def not_understood(phrases: Sequence[str]) -> str:
    """What of the sentence says nothing that a draft can be changed by."""
    said = ", ".join(f"“{phrase}”" for phrase in phrases)
    return f"I did not understand {said} as a change of this draft. It is as it was."


def only_first(count: int) -> str:
    """A limit, as the reading tells it."""
    return f"only the first {count}"


def only(said: str) -> str:
    """A condition more, as the reading tells it."""
    return f"only those {said}"


NEW_TEXT = "with the new text"


def subject(said: str) -> str:
    """Another subject, as the reading tells it."""
    return f"with the subject “{said}”"


def without(names: Sequence[str]) -> str:
    """Who is left out, as the reading tells it."""
    return f"without {', '.join(names)}"


OF_A_SCHEDULE = (
    "A request that runs again and again is read anew each time, so it cannot be changed by a "
    "sentence. Cancel this preview and say the whole request, with the change in it."
)


def updated(title: str) -> str:
    """What is answered to a change that was made."""
    return f"Changed: {title}. The preview above shows it; nothing runs until Confirm is pressed."
