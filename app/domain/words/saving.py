"""Mails that are saved as drafts: nothing of them is sent, and no word here says so."""


def save(template: str, subject: str, target: str) -> str:
    """Drafts, as the reading says them."""
    if template == "follow_up":
        return f"Save a draft of the follow-up email to {target}"
    return f"Save a draft to {target}: “{subject}”"


def what_text(target: str) -> str:
    """A draft without a text."""
    return f"What should the draft to {target} say?"


def sample_title(label: str) -> str:
    """The title over one finished draft."""
    return f"The draft to {label}"


def not_from_here() -> str:
    """Drafts that lie there already, and are to leave."""
    return (
        "Drafts leave only from your drafts folder: open it and press send there, or ask me to"
        " email people instead. Nothing was done."
    )


LOOK_IN = "the drafts"
"""Where a person looks for one in doubt."""
