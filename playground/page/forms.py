"""From a form control of the page to what Slack sends: a press's selection, a `state.values` entry.

Pure. `raw` is what the control holds as browsers submit it: values and ids, never labels; an empty
control holds nothing. Every refusal is a ChoiceError whose sentence says what would do.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from playground.choices import ChoiceError, Directory
from playground.choices import entry as typed_entry
from playground.controls import Control, empty_value
from playground.elements import STATEFUL, Placed, StateValues, offered_options
from playground.incoming import loaded

Element: TypeAlias = Mapping[str, Any]
Raw: TypeAlias = Sequence[str]


@dataclass(frozen=True)
class Offer:
    """What can be chosen beside an element's own options: people, channels, uploaded files by id."""

    directory: Directory = field(default_factory=Directory)
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def selection(element: Element, raw: Raw, offer: Offer | None = None) -> dict[str, Any]:
    """What a press on the element adds, or its state entry with `type`. Raises ChoiceError."""
    kind = str(element.get("type"))
    stateful = STATEFUL.get(kind)
    if stateful is None:
        return _PRESSED.get(kind, _nothing)(element, raw)
    if not raw:
        return {"type": kind, stateful.key: empty_value(kind)}
    read = _READERS[stateful.key]
    return {"type": kind, stateful.key: read(_Filled(element, tuple(raw), offer or Offer()))}


def entries(
    filled: Iterable[tuple[Placed, Raw]], offer: Offer | None = None
) -> tuple[StateValues, dict[str, str]]:
    """The state entries of filled-in elements, and what is wrong with the others by block_id."""
    values: StateValues = {}
    errors: dict[str, str] = {}
    for placed, raw in filled:
        if placed.element.get("type") not in STATEFUL:
            continue
        try:
            entry = selection(placed.element, raw, offer)
        except ChoiceError as problem:
            errors[placed.block_id] = str(problem)
        else:
            values.setdefault(placed.block_id, {})[placed.action_id] = entry
    return values, errors


@dataclass(frozen=True)
class _Filled:
    element: Element
    raw: tuple[str, ...]  # not empty
    offer: Offer


def _typed(key: str) -> Callable[[_Filled], Any]:
    """Read one typed value with the checks that typing in a terminal has."""

    def read(filled: _Filled) -> Any:
        element = filled.element
        control = Control("", str(element.get("type")), "", "", element)
        # A browser writes a local moment with a T between date and time, and maybe with seconds.
        typed = filled.raw[0].replace("T", " ")[:16] if key == _MOMENT else filled.raw[0]
        return typed_entry(control, typed, filled.offer.directory)[key]

    return read


def _option(filled: _Filled) -> dict[str, Any]:
    return _one_option(filled.element, filled.raw[0])


def _options(filled: _Filled) -> list[dict[str, Any]]:
    return [_one_option(filled.element, value) for value in _distinct(filled)]


def _one_option(element: Element, value: str) -> dict[str, Any]:
    known = offered_options(element)
    if known is None:
        return _found_option(value)
    if value not in known:
        raise ChoiceError("This option is no longer offered. Choose another one.")
    return known[value]


def _found_option(value: str) -> dict[str, Any]:
    """Read an option that a search found: it comes back as the JSON that the search gave out."""
    problem = ChoiceError("Choose one of the options that the search finds.")
    try:
        option = loaded(value)
    except ValueError:
        raise problem from None
    text = option.get("text") if isinstance(option, dict) else None
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        raise problem
    if not isinstance(option.get("value"), str):
        raise problem
    return dict(option)


def _people(filled: _Filled) -> Mapping[str, Any]:
    return filled.offer.directory.people


def _channels(filled: _Filled) -> Mapping[str, Any]:
    return filled.offer.directory.channels


def _conversations(filled: _Filled) -> Mapping[str, Any]:
    return {**_channels(filled), **_people(filled)}


_Known: TypeAlias = Callable[[_Filled], Mapping[str, Any]]


def _id_among(known: _Known, what: str) -> Callable[[_Filled], str]:
    return lambda filled: _known_id(filled, filled.raw[0], known, what)


def _ids_among(known: _Known, what: str) -> Callable[[_Filled], list[str]]:
    return lambda filled: [_known_id(filled, value, known, what) for value in _distinct(filled)]


def _known_id(filled: _Filled, value: str, known: _Known, what: str) -> str:
    initial = filled.element.get(STATEFUL[str(filled.element["type"])].initial) or ()
    preset = (initial,) if isinstance(initial, str) else initial
    if value not in known(filled) and value not in preset:
        raise ChoiceError(f"This {what} can't be chosen here. Choose another one.")
    return value


def _files(filled: _Filled) -> list[dict[str, Any]]:
    found = _distinct(filled)
    most = int(filled.element.get("max_files") or _MOST_FILES)
    if len(found) > most:
        raise ChoiceError(f"Add at most {most} {'file' if most == 1 else 'files'}.")
    return [_file(filled, file_id) for file_id in found]


def _file(filled: _Filled, file_id: str) -> dict[str, Any]:
    file = filled.offer.files.get(file_id)
    if file is None:
        raise ChoiceError("A file is not there any more. Add it again.")
    kinds = filled.element.get("filetypes")
    if kinds and str(file.get("name", "")).rpartition(".")[2].lower() not in kinds:
        raise ChoiceError(f"Add files of these kinds: {', '.join(kinds)}.")
    return dict(file)


def _distinct(filled: _Filled) -> list[str]:
    found = list(dict.fromkeys(filled.raw))
    most = filled.element.get("max_selected_items")
    if isinstance(most, int) and len(found) > most:
        raise ChoiceError(f"At most {most} can be chosen.")
    return found


_MOMENT = "selected_date_time"
_MOST_FILES = 10  # from Slack's reference of the file input
_TYPED = ("value", "rich_text_value", "selected_date", "selected_time", _MOMENT)
_READERS: Mapping[str, Callable[[_Filled], Any]] = MappingProxyType(
    {
        **{key: _typed(key) for key in _TYPED},
        "selected_option": _option,
        "selected_options": _options,
        "selected_user": _id_among(_people, "person"),
        "selected_users": _ids_among(_people, "person"),
        "selected_channel": _id_among(_channels, "channel"),
        "selected_channels": _ids_among(_channels, "channel"),
        "selected_conversation": _id_among(_conversations, "conversation"),
        "selected_conversations": _ids_among(_conversations, "conversation"),
        "files": _files,
    }
)


def _nothing(_element: Element, _raw: Raw) -> dict[str, Any]:
    return {}


def _overflow(element: Element, raw: Raw) -> dict[str, Any]:
    if not raw:
        raise ChoiceError("Choose one of the menu's options.")
    return {"selected_option": _one_option(element, raw[0])}


def _feedback(element: Element, raw: Raw) -> dict[str, Any]:
    for half in ("positive_button", "negative_button"):
        button = element.get(half)
        if isinstance(button, Mapping) and [button.get("value")] == list(raw):
            return {"value": button["value"], "text": button.get("text")}
    raise ChoiceError("Choose one of the two buttons.")


def _workflow(_element: Element, _raw: Raw) -> dict[str, Any]:
    raise ChoiceError("Workflows are not part of this playground.")


# What has no state: a plain button needs nothing that the element does not say itself.
_PRESSED: Mapping[str, Callable[[Element, Raw], dict[str, Any]]] = MappingProxyType(
    {"overflow": _overflow, "feedback_buttons": _feedback, "workflow_button": _workflow}
)
