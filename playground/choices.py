"""From what a person typed or picked to what Slack sends: `state.values` entries, selections.

Pure. Every refusal is a ChoiceError whose sentence says what would do.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from playground.controls import Control, Option, empty_value
from playground.elements import STATEFUL


class ChoiceError(ValueError):
    """What was typed does not fit the control; the message says what would."""


@dataclass(frozen=True)
class Directory:
    """Names by id of the people and channels that can be picked, and the person's time zone."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    zone: str = "UTC"  # an IANA name


def selection(control: Control, option: Option | None = None) -> dict[str, Any]:
    """Return what a press adds: a button's value, or the option; one of several is toggled."""
    if option is None:
        return {"value": control.element["value"]} if "value" in control.element else {}
    state = STATEFUL.get(control.kind)
    if state is None or state.key != "selected_options":
        return {"selected_option": dict(option.source)}
    chosen = list(control.current.get("selected_options") or [])
    kept = [one for one in chosen if one.get("value") != option.value]
    if len(kept) == len(chosen):
        kept.append(dict(option.source))
    return {"selected_options": kept}


def entry(
    control: Control,
    typed: str,
    directory: Directory | None = None,
    options: Sequence[Option] | None = None,
) -> dict[str, Any]:
    """Return the `state.values` entry for `typed`; an empty text clears the control.

    `options` stands in for the control's own where they came from a search (external selects).
    Raises ChoiceError where the text does not fit.
    """
    state = STATEFUL.get(control.kind)
    read = _READERS.get(state.key) if state is not None else None
    if state is None or read is None:  # a button, or a file that nobody can type
        raise ChoiceError(f"{control.label or control.kind} can't be filled in here.")
    if not typed.strip():
        return {"type": control.kind, state.key: empty_value(control.kind)}
    known = control.options if options is None else tuple(options)
    question = _Question(control, typed.strip(), known, directory or Directory())
    return {"type": control.kind, state.key: read(question)}


def find_option(options: Iterable[Option], text: str) -> Option:
    """Return the option with that text (letter case aside); ChoiceError lists the others."""
    known = list(options)
    exact = [one for one in known if one.text == text]
    alike = [one for one in known if one.text.casefold() == text.casefold()]
    if exact or alike:
        return (exact or alike)[0]
    names = ", ".join(one.text for one in known) or "none"
    raise ChoiceError(f"There is no option {text!r}. The options are: {names}.")


@dataclass(frozen=True)
class _Question:
    control: Control
    typed: str
    options: tuple[Option, ...]
    directory: Directory

    @property
    def parts(self) -> list[str]:
        return [part.strip() for part in self.typed.split(",") if part.strip()]


def _option(ask: _Question) -> dict[str, Any]:
    return dict(find_option(ask.options, ask.typed).source)


def _several(ask: _Question) -> list[dict[str, Any]]:
    """Read option texts between commas; one option whose text has commas itself also counts."""
    whole = [one for one in ask.options if one.text == ask.typed]
    found = whole or [find_option(ask.options, part) for part in ask.parts]
    most = ask.control.element.get("max_selected_items")
    if isinstance(most, int) and len(found) > most:
        raise ChoiceError(f"At most {most} can be chosen.")
    return [dict(one.source) for one in found]


def by_name(names: Mapping[str, str], typed: str, mark: str) -> str:
    """Return the id behind a name, or behind a first name that only one has.

    Raises ChoiceError, which lists the names.
    """
    wanted = typed.removeprefix(mark).casefold()
    exact = [key for key, name in names.items() if wanted in {name.casefold(), key.casefold()}]
    first = [key for key, name in names.items() if name.casefold().split(" ")[0] == wanted]
    found = exact or first
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{mark}{names[key]}" for key in (found or names))
    problem = "more than one" if found else "no"
    raise ChoiceError(f"There is {problem} {mark}{typed.removeprefix(mark)}. There is: {known}.")


def _person(ask: _Question) -> str:
    return by_name(ask.directory.people, ask.typed, "@")


def _channel(ask: _Question) -> str:
    return by_name(ask.directory.channels, ask.typed, "#")


def _conversation(ask: _Question) -> str:
    return _person(ask) if ask.typed.startswith("@") else _channel(ask)


def _each(read: Callable[[_Question], str]) -> Callable[[_Question], list[str]]:
    def read_all(ask: _Question) -> list[str]:
        return [
            read(_Question(ask.control, part, ask.options, ask.directory)) for part in ask.parts
        ]

    return read_all


def _date(ask: _Question) -> str:
    try:
        return date.fromisoformat(ask.typed).isoformat()
    except ValueError:
        raise ChoiceError("Write the date as YYYY-MM-DD, for example 2026-03-09.") from None


def _time(ask: _Question) -> str:
    try:
        return time.fromisoformat(ask.typed).strftime("%H:%M")
    except ValueError:
        raise ChoiceError("Write the time as HH:MM, for example 09:30.") from None


def _moment(ask: _Question) -> int:
    """Read a local time of the person, or seconds since 1970."""
    if re.fullmatch(r"\d{10}", ask.typed):
        return int(ask.typed)
    try:
        local = datetime.strptime(ask.typed, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the person's zone is put in below
    except ValueError:
        raise ChoiceError(
            "Write the date and time as YYYY-MM-DD HH:MM, for example 2026-03-09 14:30."
        ) from None
    return int(local.replace(tzinfo=ZoneInfo(ask.directory.zone)).timestamp())


def _value(ask: _Question) -> str:
    check = _VALUE_CHECKS.get(ask.control.kind)
    if check is not None:
        check(ask)
    return ask.typed


def _check_length(ask: _Question) -> None:
    low = ask.control.element.get("min_length") or 0
    high = ask.control.element.get("max_length") or 3000
    if not low <= len(ask.typed) <= high:
        raise ChoiceError(f"Write {low} to {high} characters; these are {len(ask.typed)}.")


def _check_number(ask: _Question) -> None:
    element = ask.control.element
    decimal = element.get("is_decimal_allowed") is True
    try:
        number = Decimal(ask.typed)
    except InvalidOperation:
        raise ChoiceError("Write a number, for example 12.") from None
    if not number.is_finite():
        raise ChoiceError("Write a number, for example 12.")
    if not decimal and number != number.to_integral_value():
        raise ChoiceError("Write a whole number, for example 12.")
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < Decimal(str(low)):
        raise ChoiceError(f"Write {low} or more.")
    if high is not None and number > Decimal(str(high)):
        raise ChoiceError(f"Write {high} or less.")


def _check_email(ask: _Question) -> None:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", ask.typed):
        raise ChoiceError("Write an email address, for example ada@example.com.")


def _check_url(ask: _Question) -> None:
    if not re.fullmatch(r"https?://\S+", ask.typed):
        raise ChoiceError("Write a web address, for example https://example.com.")


_VALUE_CHECKS: Mapping[str, Callable[[_Question], None]] = MappingProxyType(
    {
        "plain_text_input": _check_length,
        "number_input": _check_number,
        "email_text_input": _check_email,
        "url_text_input": _check_url,
    }
)


def _rich_text(ask: _Question) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": ask.typed}]}
    return {"type": "rich_text", "elements": [section]}


_READERS: Mapping[str, Callable[[_Question], Any]] = MappingProxyType(
    {
        "selected_option": _option,
        "selected_options": _several,
        "selected_user": _person,
        "selected_users": _each(_person),
        "selected_conversation": _conversation,
        "selected_conversations": _each(_conversation),
        "selected_channel": _channel,
        "selected_channels": _each(_channel),
        "selected_date": _date,
        "selected_time": _time,
        "selected_date_time": _moment,
        "value": _value,
        "rich_text_value": _rich_text,
    }
)
