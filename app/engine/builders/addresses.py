"""Which addresses can be written to: each once, and only where one is given and is valid."""

from collections.abc import Iterator, Sequence

from email_validator import EmailNotValidError, validate_email

from app.domain.record import Record
from app.domain.words import engine as words
from app.engine.builders.base import Built, name_of


def normalise(address: str) -> str | None:
    """The address as it is compared and written to, or None where it is not one."""
    try:
        return validate_email(address.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def reachable(records: Sequence[Record], built: Built) -> Iterator[tuple[Record, str]]:
    """Records with their address; the others are left out, with the reason."""
    seen: set[str] = set()
    for record in records:
        given = record.text("email")
        address = normalise(given) if given else None
        if not given:
            built.leave_out(name_of(record), words.no_address())
        elif address is None:
            built.leave_out(f"{name_of(record)} ({given})", words.invalid_address())
        elif address.casefold() in seen:
            built.leave_out(f"{name_of(record)} ({address})", words.duplicate_address())
        else:
            seen.add(address.casefold())
            yield record, address
