"""Records that become one, and what of them is lost."""

DROPPED = "dropped"
"""What becomes of a value that another one stands in the way of."""


def merge(target: str, field: str) -> str:
    """Duplicates that become one, as the reading says it."""
    return f"Merge {target} that have the same {field}, each group into the one made first"


def into_one(count: int, label: str) -> str:
    """One group in a list, like "3 → 1: Ann Lee (ann@example.org)"."""
    return f"{count:,} → 1: {label}"


def what_they_share(target: str) -> str:
    """Records that are to be merged, nobody knows into how many."""
    return f"I merge {target} that are duplicates. Say what they share: the same email or the same name. Nothing was done."


def only_by(field: str) -> str:
    """Something that says little about who is who."""
    return f"I merge by email or by name, not by {field}. Nothing was done."


def deals_by_name() -> str:
    """Deals have no address to tell them by."""
    return "Deals have no email to tell duplicates by. Say “with the same name”. Nothing was done."
