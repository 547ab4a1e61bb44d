"""A draft that is edited: who it is about stays the same unless the edit lists others."""

from collections.abc import Sequence

from app.domain.errors import Refused
from app.domain.operation import BulkDraft, BulkItem, LeftOut, included
from app.domain.places import place_of
from app.domain.plan import Step
from app.domain.record import Record
from app.domain.sources import Listed
from app.domain.words import engine as words
from app.engine.assembled import Assembled
from app.engine.builders import Built
from app.engine.resolver import typed_records


def edited(draft: BulkDraft, step: Step, built: Built, out: frozenset[str]) -> Assembled:
    """The draft with what was built; `out` are the ids of all that the person took out."""
    left_out = (one.model_copy(update={"taken_out": one.id in out}) for one in built.left_out)
    update = {
        "step": step,
        "reading": _said(draft.reading),
        "items_version": draft.items_version + 1,
        "item_count": len(built.items),
        "excluded": out & {item.id for item in built.items},
        "left_out": tuple(left_out),
    }
    return Assembled(draft.model_copy(update=update), built.items)


def _said(reading: tuple[str, ...]) -> tuple[str, ...]:
    """What was understood, and that the person changed it since: the words may not fit any more."""
    return reading if words.edited() in reading else (*reading, words.edited())


def people_as_before(assembled: Assembled, step: Step) -> Step:
    """The step with its former source where the form lists just the people there were."""
    before = assembled.draft.step
    if before is None or not isinstance(step.source, Listed):
        return step
    running = included(assembled.items, assembled.draft.excluded)
    listed = [entry.address.casefold() for entry in step.source.entries]
    if listed != [item.label.casefold() for item in running]:
        return step
    return step.model_copy(update={"source": before.source})


def out_of(draft: BulkDraft) -> frozenset[str]:
    """The ids of all that the person took out, of those left out for another reason too."""
    return draft.excluded | {one.id for one in draft.left_out if one.taken_out}


def all_records(assembled: Assembled, _: Step) -> list[Record]:
    """What the words found, in its order, which the ids count."""
    held = [(item.id, item.record) for item in assembled.items]
    held += [(one.id, one.record) for one in assembled.draft.left_out]
    held.sort(key=lambda one: place_of(one[0]))
    once: dict[int | str, Record] = {}
    for place, (item_id, record) in enumerate(held):
        if record:  # a mail that is forwarded to several people is one record of several items
            once.setdefault(place_of(item_id) or f"unnumbered {place}", record)
    return list(once.values())


def listed_records(assembled: Assembled, step: Step) -> list[Record]:
    """The records of the addresses that the edit lists."""
    if not isinstance(step.source, Listed):
        return all_records(assembled, step)
    known = {one.text("email").casefold(): one for one in all_records(assembled, step)}
    return [known.get(one.id.casefold(), one) for one in typed_records(step.source)]


def require_kept(built: Built, running: Sequence[BulkItem] | None) -> None:
    """Refuse an edit that would drop somebody who was to run, or leave nothing; None: all were.

    What is so already is not dropped: the preview shows it among what is left out.
    """
    ids = None if running is None else {item.id for item in running}
    dropped = [one for one in built.left_out if not one.settled and (ids is None or one.id in ids)]
    if dropped:
        raise Refused(words.edit_drops(len(dropped), dropped[0].label, dropped[0].reason))
    require_items(built, ())


def require_items(built: Built, reading: Sequence[str]) -> None:
    """Raises Refused when nothing is to be done, with what was understood or left out."""
    if built.items:
        return
    if built.left_out:
        raise Refused(words.nothing_left(_reasons(built.left_out)))
    raise Refused(words.nothing_found_for(" ".join(reading)))


def _reasons(left_out: Sequence[LeftOut]) -> str:
    return "; ".join(sorted({one.reason for one in left_out}))
