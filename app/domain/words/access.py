"""What people read who may not do something."""


def members_only() -> str:
    return (
        "Only full members of this workspace can use this; guests and people of other "
        "organisations cannot. Ask a colleague here to do it. Nothing was done."
    )


def unexpected(reference: str) -> str:
    return (
        "Something failed here, and this did not finish. Nothing runs that was not confirmed. "
        f"Please try again; if it fails again, give your administrator this reference: {reference}"
    )


def question_gone() -> str:
    return "This question was answered already, or is too old. Ask again. Nothing was done."


def not_changed(reason: str) -> str:
    return f"The draft was left as it was. {reason}"
