"""A phone: no mouse, and a keyboard that comes with the focus."""

from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import NARROW
from tests.scenario.world import PRIYA, SALES, World

_COVERED = """() => {
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const shown = [...document.querySelectorAll(".tools")]
    .filter((one) => one.checkVisibility({ opacityProperty: true }));
  return [...document.querySelectorAll(".content, .author, .who .clock")].filter((text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    const lines = [...range.getClientRects()];
    return shown.some((one) => lines.some((line) => meet(line, one.getBoundingClientRect())));
  }).map((text) => text.textContent);
}"""


async def test_the_tools_of_a_message_cover_no_words(world: World, desk: OpenDesk) -> None:
    for text in ("A long message that takes more than the one line of a phone", "And another " * 9):
        await world.slack.say(PRIYA, text, SALES)
    sam = await desk(world, path=SALES, size=NARROW, touch=True)
    first, second = sam.message("A long message"), sam.message("And another")
    await expect(first.get_by_role("link", name="Reply in a thread")).to_be_in_viewport(ratio=1)
    assert await sam.measures(_COVERED) == []
    tools = second.locator(".tools")
    await expect(tools).to_have_css("opacity", "0")
    await second.tap()
    await expect(tools).to_have_css("opacity", "1")
    await tools.get_by_label("More for this message").tap()
    await expect(sam.button("Copy link", second)).to_be_visible()


async def test_the_box_waits_for_a_tap(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path=SALES, size=NARROW, touch=True)
    await expect(sam.box).not_to_be_focused()
    await sam.box.tap()
    await expect(sam.box).to_be_focused()
    at_a_desk = await desk(world, path=SALES)
    await expect(at_a_desk.box).to_be_focused()
