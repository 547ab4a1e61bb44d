"""What a digest covers of the actions that were shown: the same actions, the same digest."""

import hashlib
import json
from collections.abc import Iterable

from app.domain.actions import Action, Invite
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import Account, BulkItem


def digest_of(kind: BulkType, verb: BulkVerb, account: Account, items: Iterable[BulkItem]) -> str:
    """A SHA-256 in hex over what is to be done; the same actions, the same digest.

    Of an event's key it covers only which invitations share it, for the key itself follows from
    the draft: the same request a second time has the same digest.
    """
    digest = ActionsDigest(kind, verb, account)
    digest.add(items)
    return digest.hexdigest()


class ActionsDigest:
    """The same, of items that come some at a time: never of all at once in memory."""

    def __init__(self, kind: BulkType, verb: BulkVerb, account: Account) -> None:
        self._events: dict[str, int] = {}
        head = json.dumps([kind, verb, account.provider, account.name])
        self._sha = hashlib.sha256(head.encode())

    def add(self, items: Iterable[BulkItem]) -> None:
        """The next ones, in their order."""
        for item in items:
            agreed = _agreed(item.parameters, self._events)
            self._sha.update(agreed.model_dump_json().encode() + b"\0")

    def hexdigest(self) -> str:
        """Of what was added so far."""
        return self._sha.hexdigest()


def _agreed(action: Action, events: dict[str, int]) -> Action:
    """The action with its event numbered in the order of appearance; `events` holds the numbers."""
    if not isinstance(action, Invite):
        return action
    number = events.setdefault(action.event_key, len(events))
    return action.model_copy(update={"event_key": str(number)})
