"""What a request hangs on, in words."""


def meetings(person: str, when: str, *, none: bool) -> str:
    """A meeting of the requester with somebody."""
    with_whom = f" with {person}" if person else ""
    return f"{_any('meeting', none=none)}{with_whom}{_when(when)}"


def mails_from(person: str, topic: str, when: str, *, none: bool) -> str:
    """A mail to the requester."""
    return f"{_any('email', none=none)} from {person} to you{_about(topic)}{_when(when)}"


def mails_to(person: str, topic: str, when: str, *, none: bool) -> str:
    """A mail that the requester sent."""
    return f"{_any('email', none=none)} from you to {person}{_about(topic)}{_when(when)}"


def if_so(said: str, reading: str) -> str:
    """A request under its condition."""
    return f"If there is {said}: {reading}"


def otherwise(reading: str) -> str:
    """The request for the other case."""
    return f"Otherwise: {reading}"


def replied(topic: str, when: str, *, none: bool) -> str:
    """Whether the person of an item has answered."""
    return f"{'has not' if none else 'has'} replied{_about(topic)}{_when(when)}"


def free() -> str:
    """Whether the person of an item has nothing else at that time."""
    return "is free then"


def only_who(reading: str, said: str) -> str:
    """A request for those of the people of whom something is so."""
    return f"{reading}, only whoever {said}"


def free_when() -> str:
    """People who are to be free, without a time."""
    return "When should they be free? Say it in other words, with the day and the time."


def _any(noun: str, *, none: bool) -> str:
    article = "an" if noun[0] in "aeiou" else "a"
    return f"{'no' if none else article} {noun}"


def _about(topic: str) -> str:
    return f" about “{topic}”" if topic else ""


def _when(when: str) -> str:
    return f" {when}" if when else ""
