"""Mails that are answered or passed on."""

from collections.abc import Sequence

from app.domain.words.reader import plural


def no_sender() -> str:
    return "its sender has no valid address"


def own_mail() -> str:
    return "you wrote it"


def to_about(address: str, subject: str) -> str:
    """An item by whom it goes to and which mail it is about."""
    return f"{address} ({subject})" if subject else address


def labelled(subject: str, sender: str, when: str) -> str:
    """A mail in a list."""
    about = ", ".join(filter(None, (sender, when)))
    return f"{subject or 'No subject'} ({about})" if about else subject or "No subject"


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


def reply_all(target: str, text: str) -> str:
    """Answers to everybody who got the mails, as the reading says them."""
    return f"Reply to everyone on {target}: “{text}”"


def and_others(address: str, count: int) -> str:
    """Who gets an answer to all, like "tom@example.org and 4 others"."""
    return f"{address} and {plural(count, 'other')}" if count else address


def also_to(addresses: Sequence[str]) -> str:
    """Everybody else who gets it."""
    return f"Also to: {', '.join(addresses)}"


def broken_recipient(address: str) -> str:
    """Why a mail cannot be answered to all."""
    return f"“{address}” on it is no valid address"


def forward(target: str, people: str) -> str:
    """Mails passed on, as the reading says it."""
    return f"Forward {target} to {people}"


IN_THE_INBOX = "emails in your inbox"


def unread(*, read: bool) -> str:
    return "that are read" if read else "that are unread"


def aged(said: str, moment: str, *, newer: bool) -> str:
    """Mails by their age, the limit printed."""
    return f"{said} ({'since' if newer else 'before'} {moment})"


def archive(target: str) -> str:
    """Mails put away, as the reading says it."""
    return f"Archive {target}"


def trash(target: str) -> str:
    """Mails thrown away, as the reading says it."""
    return f"Move {target} to the trash"


def mark(target: str, *, read: bool) -> str:
    """Mails marked, as the reading says it."""
    return f"Mark {target} as {'read' if read else 'unread'}"


def label(name: str, target: str, *, added: bool) -> str:
    """Mails with one label more or less, as the reading says it."""
    return f"Label {target} “{name}”" if added else f"Remove the label “{name}” from {target}"


def which_label(target: str) -> str:
    """A label that was not given."""
    return f"Which label for {target}?"


def which_label_to_remove() -> str:
    """A label to be taken off that was not named."""
    return "Which label should go?"


def which_mark(target: str) -> str:
    """What to mark mails as was not said, or is not known."""
    return f"Mark {target} as what?"


READ_OR_UNREAD = (("read", "Read"), ("unread", "Unread"))
