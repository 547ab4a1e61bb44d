"""Which addresses can be written to: each once, and only where one is given and is valid."""

from collections.abc import Iterator, Sequence

from email_validator import EmailNotValidError, validate_email

from app.domain.words import engine as words
from app.engine.builders.base import Built, Placed, name_of


def normalise(address: str) -> str | None:
    """The address as it is compared and written to, or None where it is not one."""
    try:
        return validate_email(address.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def reachable(records: Sequence[Placed], built: Built) -> Iterator[tuple[Placed, str]]:
    """Records with their address; the others are left out, with the reason."""
    seen: set[str] = set()
    for one in records:
        record = one.record
        given = record.text("email")
        address = normalise(given) if given else None
        if not given:
            built.leave_out(one, name_of(record), words.no_address())
        elif address is None:
            built.leave_out(one, f"{name_of(record)} ({given})", words.invalid_address())
        elif address.casefold() in seen:
            built.leave_out(one, f"{name_of(record)} ({address})", words.duplicate_address())
        else:
            seen.add(address.casefold())
            yield one, address
