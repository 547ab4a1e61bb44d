"""What the demo says before the conversation begins."""

EXAMPLES = (
    "Send follow-up emails to everyone from yesterday's meeting",
    "Push my meetings tomorrow by 30 minutes",
    "Email Sarah that the contract is signed",
    "Delete all contacts",
)


MAIN_BUTTON = "Confirm All"
"""What the demo presses when nobody is there to press it."""


def page(address: str) -> str:
    """Where the page is, and what to do there."""
    return (
        "Bulkhead in a local Slack, with a made-up company. Nothing leaves this machine.\n\n"
        f"  {address}\n\n"
        f"Write there, for example: {EXAMPLES[0]}\n"
        "Ctrl-C stops it; --terminal talks here instead.\n\n"
    )


def still_here(address: str) -> str:
    """What stands after the main job has shown itself."""
    return f"That was the main job by itself. The page is at {address} until this is stopped.\n"


def welcome(log: str) -> str:
    """Where one is, and what to try."""
    tries = "\n".join(f"  {example}" for example in EXAMPLES)
    return (
        "Bulkhead in a local Slack, with a made-up company. Nothing leaves this machine.\n"
        f"Write what you want done; press buttons by their number. For example:\n{tries}\n"
        f"The log is in {log}\n\n"
    )


def bad_now(given: str) -> str:
    return f"--now {given}: write it like 2026-11-23T09:30."


def unknown_person(given: str, known: str) -> str:
    return f"--as {given}: choose one of {known}."


def no_playground() -> str:
    return "The local Slack did not start. Look above for the reason."
