"""What a person waits for: the preview, the first item after Confirm, the summary of 50 items."""

from benchmarks.journal import first_call
from benchmarks.report import Row, Unit, median
from benchmarks.stack import PEOPLE, Setup, running

TIMES = 5
"""Repetitions; the median is shown."""

PREVIEW_GOAL = {1_000: 300.0}
FIRST_ITEM_GOAL = 150.0
"""Milliseconds."""

FIFTY = 50
FIFTY_GOAL = 30.0
"""Seconds: what the source design asks for 50 items of a second each."""


async def preview_rows(items: int, times: int = TIMES) -> list[Row]:
    """From the delivery of the command until the preview is posted, for a new person each time."""
    async with running(Setup(contacts=items)) as stack:
        await stack.preview(PEOPLE[-1])  # the office makes its file with the first look
        taken = [1000 * (await stack.preview(user)).seconds for user in PEOPLE[:times]]
    what = f"preview of {items:,} items (median of {times})"
    slowest = f"slowest {max(taken):,.1f} ms"
    return [Row(what, median(taken), Unit.MILLISECONDS, PREVIEW_GOAL.get(items), slowest)]


async def first_item_rows(items: int = 12, times: int = 7) -> list[Row]:
    """From the press of Confirm All until the provider is called for the first item."""
    taken = []
    async with running(Setup(contacts=items)) as stack:
        outbox = stack.data / "sandbox" / "outbox"
        for user in PEOPLE[:times]:
            preview = await stack.preview(user)
            pressed = await stack.confirm(preview)
            await stack.ended(preview)
            taken.append(1000 * (first_call(outbox) - pressed))
            for message in outbox.glob("*.eml"):
                message.unlink()
    what = f"Confirm to the first of {items} items started (median of {times})"
    slowest = f"slowest {max(taken):,.1f} ms"
    return [Row(what, median(taken), Unit.MILLISECONDS, FIRST_ITEM_GOAL, slowest)]


async def fifty_rows() -> list[Row]:
    """Fifty items of a second each, from the press of Confirm All until the summary is shown."""
    async with running(Setup(contacts=FIFTY, latency=1.0)) as stack:
        preview = await stack.preview(PEOPLE[0])
        pressed = await stack.confirm(preview)
        took = (await stack.ended(preview))["at"] - pressed
    what = f"{FIFTY} items of 1 s each, Confirm to summary"
    return [Row(what, took, Unit.SECONDS, FIFTY_GOAL, "one after another: 50 s")]
