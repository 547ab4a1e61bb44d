"""Leads, deals and contacts: what they are worth, when they were heard of, their fields."""


def worth(amount: float, *, over: bool, under: bool) -> str:
    """Deals by their amount."""
    how = "over" if over else "under" if under else "at least"
    return f"worth {how} {amount:,.10g}"


def not_heard_of(moment: str) -> str:
    """Leads by the last time that somebody was in touch with them."""
    return f"last contacted before {moment}"


def set_field(name: str, target: str, value: str) -> str:
    """A field of records, as the reading says it."""
    return f"Set the {name} of {target} to “{value}”"


def add_leads(target: str, status: str) -> str:
    """New leads of the requester's own, as the reading says them."""
    return f"Add {target} to your leads{f' in status {status}' if status else ''}"


def no_addresses() -> str:
    """Leads without addresses."""
    return "I need the email addresses of the leads to add. Nothing was done."


def which_value() -> str:
    """A new value that cannot be told from the words around it."""
    return "I cannot tell what the new value is. Put it in quotation marks. Nothing was done."


def no_such_field(target: str, name: str) -> str:
    """A field that such records do not have."""
    return f"The {target} here have no {name} to set. Nothing was done."


def no_such_value(name: str, written: str) -> str:
    """A value that the field cannot hold."""
    return f"“{written}” is no {name}. Nothing was done."


def named(shown: str) -> str:
    """One record by its name."""
    return f"called {shown}"


FIELD_NAMES = {
    "phone": "phone number",
    "follow_up_at": "follow-up date",
    "email": "email address",
}
"""Fields whose name in the records is not what people call them."""
