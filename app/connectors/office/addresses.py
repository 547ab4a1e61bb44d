"""What counts as an address one can write to."""

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from app.domain.errors import InvalidItem


def parse(address: str) -> ValidatedEmail:
    """The address, normalised; its domain is not looked up. Raises InvalidItem."""
    try:
        return validate_email(address, check_deliverability=False)
    except EmailNotValidError as reason:
        raise InvalidItem("Invalid email address") from reason
