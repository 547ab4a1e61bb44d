"""Mails that are answered or passed on."""


def no_sender() -> str:
    return "its sender has no valid address"


def own_mail() -> str:
    return "you wrote it"


def to_about(address: str, subject: str) -> str:
    """An item by whom it goes to and which mail it is about."""
    return f"{address} ({subject})" if subject else address


def which_mails() -> str:
    """Mails that nothing narrows."""
    return "Which emails do you mean? Say whose, about what, or since when. Nothing was done."


def latest_or_all(target: str) -> str:
    """One of them was spoken of, and there may be several."""
    return f"You spoke of one. Which of the {target} do you mean?"


LATEST_OR_ALL = (("latest", "Only the latest"), ("all", "All of them"))


def what_answer(target: str) -> str:
    """An answer without a text."""
    return f"What should the answer to {target} say?"


def only_latest(count: int, *, oldest: bool) -> str:
    """Which of several, by their date."""
    which = "oldest" if oldest else "latest"
    return f"(only the {which} one)" if count == 1 else f"(only the {which} {count})"


def sent_by(who: str) -> str:
    return f"from {who}"


def about(topic: str) -> str:
    return f"about “{topic}”"


def unanswered() -> str:
    return "you have not answered"


def reply(target: str, text: str) -> str:
    """Answers, as the reading says them."""
    return f"Reply to {target}: “{text}”"


def forward(target: str, people: str) -> str:
    """Mails passed on, as the reading says it."""
    return f"Forward {target} to {people}"
