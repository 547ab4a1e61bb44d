"""What is asked and refused about meetings."""

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


def next_or_all(target: str) -> str:
    """One of them was spoken of, and there may be several."""
    return f"You spoke of one. Which of {target} do you mean?"
