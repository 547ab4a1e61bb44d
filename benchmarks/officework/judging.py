"""Right or wrong by outcome: expected and predicted calls each change fresh tables, then compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.officework.functions import CRM, IDS, Function
from benchmarks.officework.loading import LOCAL
from benchmarks.officework.tables import NOW, Tables

CASED = "status"
"""The one column that is compared as it is written."""

_ID_DIGITS = 8

CUSTOMER_COLUMNS = (
    "assigned_to_email", "customer_name", "customer_email", "customer_phone", "last_contact_date",
    "product_interest", "status", "follow_up_by", "notes",
)  # fmt: skip

_Table = list[dict[str, str]]
_State = dict[str, _Table]
_Do = Callable[[_State, Function], None]


@dataclass(frozen=True)
class Verdict:
    """Whether the tables end up as expected, and whether they changed at all."""

    right: bool
    changed: bool

    @property
    def side_effect(self) -> bool:
        """Something was done that was not asked for, or not as it was asked for."""
        return self.changed and not self.right


class Judge:
    """Compares function calls by what they leave in the tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._untouched = self.after(())

    def verdict(self, predicted: Iterable[Function], expected: Iterable[Function]) -> Verdict:
        """What the predicted calls are worth where the expected ones are right."""
        left = self.after(predicted)
        return Verdict(right=left == self.after(expected), changed=left != self._untouched)

    def after(self, functions: Iterable[Function]) -> Mapping[str, object]:
        """What fresh tables hold after the calls, in order, as it is compared."""
        state: _State = {
            "calendar": [dict(row) for row in self._tables.calendar],
            "email": [dict(row) for row in self._tables.email],
            CRM: [dict(row) for row in self._tables.customer_relationship_manager],
            "": [],
        }
        for function in functions:
            _DO.get(function.name, _unknown)(state, function)
        return {name: [_compared(row) for row in rows] for name, rows in state.items()}


def _compared(row: Mapping[str, str]) -> Mapping[str, str]:
    return {key: value if key == CASED else value.lower() for key, value in row.items()}


def _delete(state: _State, function: Function) -> None:
    key = IDS[function.domain]
    rows = state[function.domain]
    rows[:] = [row for row in rows if row[key] != function.arguments.get(key)]


def _update(state: _State, function: Function) -> None:
    """A column that is not there makes a difference too: something was changed."""
    key = IDS[function.domain]
    for row in state[function.domain]:
        if row[key] == function.arguments.get(key):
            row[function.arguments["field"]] = function.arguments["new_value"]


def _create(state: _State, function: Function) -> None:
    columns: Sequence[str] = CUSTOMER_COLUMNS if function.domain == CRM else ()
    _add(state, function.domain, dict.fromkeys(columns, "") | dict(function.arguments))


def _send(state: _State, function: Function) -> None:
    _post(state, **function.arguments)


def _reply(state: _State, function: Function) -> None:
    said = function.arguments
    for mail in _mails(state, said["email_id"]):
        _post(state, mail["sender/recipient"], mail["subject"], said["body"])


def _forward(state: _State, function: Function) -> None:
    """The table has no place for a note above it: with one it is another text."""
    said = function.arguments
    for mail in _mails(state, said["email_id"]):
        body = said.get("note", "") + mail["body"]
        _post(state, said["recipient"], f"FW: {mail['subject']}", body)


def _mails(state: _State, email_id: str) -> _Table:
    return [row for row in state["email"] if row["email_id"] == email_id]


def _post(state: _State, recipient: str, subject: str, body: str) -> None:
    row = {
        "inbox/outbox": "outbox",
        "sender/recipient": recipient,
        "subject": subject,
        "sent_datetime": NOW.strftime(LOCAL),
        "body": body,
    }
    _add(state, "email", row)


def _add(state: _State, domain: str, row: Mapping[str, str]) -> None:
    """A new row has the next number: so the order of new rows counts."""
    key, rows = IDS[domain], state[domain]
    number = max((int(one[key]) for one in rows), default=-1) + 1
    rows.append({key: str(number).zfill(_ID_DIGITS), **row})


def _unknown(state: _State, function: Function) -> None:
    """The benchmark has no such function: that it was called is the difference."""
    state[""].append({"call": str(function)})


_DO: Mapping[str, _Do] = {
    "calendar.create_event": _create,
    "calendar.update_event": _update,
    "calendar.delete_event": _delete,
    "email.send_email": _send,
    "email.reply_email": _reply,
    "email.forward_email": _forward,
    "email.delete_email": _delete,
    f"{CRM}.add_customer": _create,
    f"{CRM}.update_customer": _update,
    f"{CRM}.delete_customer": _delete,
}
