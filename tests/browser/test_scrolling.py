"""What one reads stays where it is, whatever happens above and below it."""

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


async def test_earlier_messages_come_without_a_jump(world: World, desk: OpenDesk) -> None:
    for number in range(400):
        await world.slack.say(PRIYA, f"Message number {number}.", SALES)
    sam = await desk(world, path=SALES)
    await expect(sam.message("Message number 399.")).to_be_in_viewport()
    await expect(sam.messages("Message number 0.")).to_have_count(0)
    await scrolls_to(sam, 1000)
    for _ in range(60):
        reading = await sam.measures(_READING)
        before = await sam.messages().count()
        await sam.page.mouse.move(700, 400)
        await sam.page.mouse.wheel(0, -500)
        await sam.page.wait_for_function(
            f"(last) => Math.abs(({_STANDS})(last.id) - last.at - 500) <= 1"
            " || document.getElementById('scroller').scrollTop === 0",
            arg=reading,
        )
        if await sam.messages("Message number 0.").count() and before == await sam.messages().count():
            break
    await sam.page.locator("#scroller").evaluate("(it) => { it.scrollTop = 0; }")
    await expect(sam.messages()).to_have_count(400)
    await expect(sam.page.get_by_text("This is the beginning of the channel.")).to_be_in_viewport()
    said = await sam.page.locator("#scroller article .content").all_inner_texts()
    assert [one.strip() for one in said] == [f"Message number {n}." for n in range(400)]


async def post(world: World, text: str) -> str:
    """Let the app post; the message's ts."""
    return str((await world.bot().chat_postMessage(channel=SALES, text=text))["ts"])


async def scrolls_to(desk: Desk, top: int) -> None:
    await desk.page.locator("#scroller").evaluate("(it, top) => { it.scrollTop = top; }", top)


async def moved(desk: Desk, reading: dict[str, Any]) -> float:
    """By how many pixels what was read stands elsewhere now."""
    return abs(float(await desk.measures(_STANDS, reading["id"])) - float(reading["at"]))
