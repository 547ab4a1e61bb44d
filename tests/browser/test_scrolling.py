"""What one reads stays where it is, whatever happens above and below it."""

import re
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.scenario.world import PRIYA, SALES, World

LONG = "\n".join(f"A line that makes the message longer: {number}" for number in range(12))

# The first message that is wholly in sight, and where it stands.
_READING = """() => {
  const top = document.getElementById("scroller").getBoundingClientRect().top;
  const first = [...document.querySelectorAll("#scroller .item")]
    .find((item) => item.getBoundingClientRect().top >= top);
  return { id: first.id, at: first.getBoundingClientRect().top };
}"""
_STANDS = "(id) => document.getElementById(id).getBoundingClientRect().top"
_TURN = 400  # pixels of the wheel, in each of which what one reads moves by just as many
_MOST_TURNS = 60
_HAS_MOVED_BY = """([{ id, at }, turn]) => {
  const now = document.getElementById(id).getBoundingClientRect().top;
  return Math.abs(now - at - turn) <= 1;
}"""
_FROM_THE_END = """() => {
  const it = document.getElementById("scroller");
  return it.scrollHeight - it.scrollTop - it.clientHeight;
}"""


async def test_edits_above_and_below_do_not_move_what_one_reads(
    world: World, desk: OpenDesk
) -> None:
    posted = [await post(world, f"Message number {number}.") for number in range(50)]
    sam = await desk(world, path=SALES)
    await scrolls_to(sam, 600)
    for number, said in ((2, "above"), (48, "below"), (0, "far above")):
        reading = await sam.measures(_READING)
        await world.bot().chat_update(
            channel=SALES, ts=posted[number], text=f"Edited {said}\n{LONG}"
        )
        await expect(sam.messages(f"Edited {said}")).to_have_count(1)
        assert await moved(sam, reading) <= 1, said
    reading = await sam.measures(_READING)
    await world.bot().chat_delete(channel=SALES, ts=posted[1])
    await expect(sam.messages("Message number 1.")).to_have_count(0)
    assert await moved(sam, reading) <= 1
    await world.slack.say(PRIYA, "And a new one", SALES)
    await expect(sam.messages("And a new one")).to_have_count(1)
    assert await moved(sam, reading) <= 1


async def test_at_the_end_one_stays_at_the_end(world: World, desk: OpenDesk) -> None:
    posted = [await post(world, f"Message number {number}.") for number in range(50)]
    sam = await desk(world, path=SALES)
    await expect(sam.message("Message number 49.")).to_be_in_viewport()
    await world.slack.say(PRIYA, LONG, SALES)
    await expect(sam.message("longer: 11")).to_be_in_viewport()
    assert await sam.measures(_FROM_THE_END) <= 1
    await world.bot().chat_update(channel=SALES, ts=posted[49], text=f"Edited\n{LONG}")
    await expect(sam.messages("Edited")).to_have_count(1)
    assert await sam.measures(_FROM_THE_END) <= 1
    await world.bot().chat_update(channel=SALES, ts=posted[49], text="Short again")
    await expect(sam.messages("Short again")).to_have_count(1)
    assert await sam.measures(_FROM_THE_END) <= 1


_IS_NOT_AT_THE_TOP_OR_IS_DONE = """() =>
  document.getElementById("scroller").scrollTop > 0
  || document.getElementById("top").dataset.earlier === "0"
"""


async def test_earlier_messages_come_without_a_jump(world: World, desk: OpenDesk) -> None:
    for number in range(400):
        await world.slack.say(PRIYA, f"Message number {number}.", SALES)
    sam = await desk(world, path=SALES)
    await expect(sam.message("Message number 399.")).to_be_in_viewport()
    await expect(sam.messages("Message number 0.")).to_have_count(0)
    await sam.page.mouse.move(700, 400)
    seen: set[int] = set()
    for _ in range(_MOST_TURNS):
        reading = await sam.measures(_READING)
        await sam.page.mouse.wheel(0, -_TURN)
        await sam.page.wait_for_function(_HAS_MOVED_BY, arg=[reading, _TURN])
        seen |= set(await numbers_on(sam))
        if await sam.messages("Message number 0.").count():
            break
    await scrolls_to(sam, 0)
    await expect(sam.page.get_by_text("This is the beginning of the channel.")).to_be_in_viewport()
    assert seen | set(await numbers_on(sam)) == set(range(400))


async def test_what_was_left_far_behind_is_there_again_as_it_now_is(
    world: World, desk: OpenDesk
) -> None:
    edited = await post(world, "The first of all")
    for number in range(400):
        await world.slack.say(PRIYA, f"Message number {number}.\n{LONG}", SALES)
    sam = await desk(world, path=SALES)
    while not await sam.messages("The first of all").count():
        await scrolls_to(sam, 0)
        await sam.page.wait_for_function(_IS_NOT_AT_THE_TOP_OR_IS_DONE)
    await scrolls_to(sam, 10_000_000)
    await expect(sam.message("Message number 399.")).to_be_in_viewport()
    await expect(sam.messages("The first of all")).to_have_count(0)

    await world.bot().chat_update(channel=SALES, ts=edited, text="Edited meanwhile")
    await scrolls_to(sam, 0)
    await expect(sam.message("Edited meanwhile")).to_be_in_viewport()
    await numbers_on(sam)


async def test_one_sees_what_one_writes_wherever_one_was(world: World, desk: OpenDesk) -> None:
    for number in range(50):
        await world.slack.say(PRIYA, f"Message number {number}.", SALES)
    sam = await desk(world, path=SALES)
    await scrolls_to(sam, 300)
    await sam.writes("Written from further up")
    await expect(sam.message("Written from further up")).to_be_in_viewport()
    assert await sam.measures(_FROM_THE_END) <= 1


async def test_what_others_write_meanwhile_is_counted(world: World, desk: OpenDesk) -> None:
    for number in range(50):
        await world.slack.say(PRIYA, f"Message number {number}.", SALES)
    sam = await desk(world, path=SALES)
    newer = sam.page.get_by_role("button", name=re.compile(r"^\d+ new messages?$"))
    await world.slack.say(PRIYA, "Seen at once", SALES)
    await expect(sam.message("Seen at once")).to_be_in_viewport()
    await expect(newer).to_have_count(0)

    await scrolls_to(sam, 300)
    for number in range(3):
        await world.slack.say(PRIYA, f"Said meanwhile: {number}", SALES)
    await expect(newer).to_have_text("3 new messages")
    await expect(sam.message("Said meanwhile: 2")).not_to_be_in_viewport()
    await newer.click()
    await expect(sam.message("Said meanwhile: 2")).to_be_in_viewport()
    await expect(newer).to_have_count(0)

    await scrolls_to(sam, 300)
    await world.slack.say(PRIYA, "One more", SALES)
    await expect(newer).to_have_text("1 new message")
    await scrolls_to(sam, 10_000_000)
    await expect(newer).to_have_count(0)


_HELD = "document.querySelectorAll('#scroller .item').length"
_COUNT_MEASURING = """() => {
  const measure = Element.prototype.getBoundingClientRect;
  globalThis.measured = 0;
  Element.prototype.getBoundingClientRect = function () {
    globalThis.measured += 1;
    return measure.call(this);
  };
}"""


async def test_a_window_that_stays_open_lets_go_of_what_is_far_away(
    world: World, desk: OpenDesk
) -> None:
    sam = await desk(world, path=SALES)
    for number in range(420):
        await world.slack.say(PRIYA, f"Message number {number}.\n{LONG}", SALES)
    await expect(sam.message("Message number 419.")).to_be_in_viewport()
    await sam.page.wait_for_function(f"() => {_HELD} <= 260")
    assert await sam.measures(_FROM_THE_END) <= 1

    await scrolls_to(sam, 40_000)
    await sam.page.wait_for_function(f"() => ({_READING})().id")
    await sam.measures(_COUNT_MEASURING)
    await world.slack.say(PRIYA, "Another one", SALES)
    await expect(sam.page.get_by_role("button", name="1 new message")).to_be_visible()
    assert await sam.measures("measured") < 40

    await scrolls_to(sam, 0)
    await expect(sam.message("Message number 0.")).to_be_in_viewport()
    await numbers_on(sam)
    await scrolls_to(sam, 10_000_000)
    await expect(sam.message("Another one")).to_be_in_viewport()
    await numbers_on(sam)


async def numbers_on(desk: Desk) -> list[int]:
    """The numbers of the messages that the page holds: in order, and none twice."""
    said = await desk.page.locator("#scroller article .content").all_text_contents()
    found = [re.match(r"Message number (\d+)\.", one.strip()) for one in said]
    numbers = [int(one[1]) for one in found if one]
    assert numbers == sorted(set(numbers))
    return numbers


async def post(world: World, text: str) -> str:
    """Let the app post; the message's ts."""
    return str((await world.bot().chat_postMessage(channel=SALES, text=text))["ts"])


async def scrolls_to(desk: Desk, top: int) -> None:
    await desk.page.locator("#scroller").evaluate("(it, top) => { it.scrollTop = top; }", top)


async def moved(desk: Desk, reading: dict[str, Any]) -> float:
    """By how many pixels what was read stands elsewhere now."""
    return abs(float(await desk.measures(_STANDS, reading["id"])) - float(reading["at"]))
