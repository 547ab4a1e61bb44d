"""Light and dark, wide and narrow."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import NARROW, WIDE, Desk
from tests.browser.keys import Keys
from tests.scenario.world import PRIYA, SALES, World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"

_BRIGHTNESS = """(selector) => {
  const [r, g, b] = getComputedStyle(document.querySelector(selector)).backgroundColor
    .match(/[\\d.]+/g).map(Number);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""
_WIDER_THAN_THE_WINDOW = """() => {
  const root = document.documentElement;
  return [root, document.body].some((one) => one.scrollWidth > root.clientWidth)
    ? [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1)
        .map((one) => one.tagName + "." + one.className).slice(0, 5)
    : [];
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_the_page_is_as_light_as_the_system(
    world: World, desk: OpenDesk, *, dark: bool
) -> None:
    sam = await desk(world, dark=dark)
    await sam.writes(FOLLOW_UP)
    await sam.presses("Edit")
    await expect(sam.modal).to_be_visible()
    for place in ("body", "#modals dialog"):
        bright = await sam.measures(_BRIGHTNESS, place)
        assert bright < 64 if dark else bright > 192, place
    await world.settled()


async def test_the_switch_turns_the_light_off_and_it_stays_off(sam: Desk) -> None:
    assert await sam.measures(_BRIGHTNESS, "body") > 192
    await sam.page.get_by_role("button", name="Light or dark").click()
    assert await sam.measures(_BRIGHTNESS, "body") < 64
    await sam.reloads()
    assert await sam.measures(_BRIGHTNESS, "body") < 64
    await sam.page.get_by_role("button", name="Light or dark").click()
    assert await sam.measures(_BRIGHTNESS, "body") > 192


async def test_the_whole_job_is_done_on_a_narrow_screen(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, size=NARROW)
    await fits(sam)
    await sam.writes(FOLLOW_UP)
    await sam.sees(sam.message(), "Email 12 people")
    await fits(sam)
    await sam.presses("See all 12")
    await sam.sees(sam.modal, "12 people")
    await fits(sam)
    await within_sight(sam.button("Done", sam.modal))
    await sam.presses("Done", sam.modal)
    await expect(sam.modal).to_have_count(0)

    await sam.presses("Confirm All")
    await sam.opens_thread(sam.message("Email 12 people"))
    await sam.sees(sam.reply(), "12 emails sent")
    await fits(sam)
    await expect(sam.reply_box).to_be_in_viewport()
    await sam.thread.get_by_role("link", name="Close the thread").click()
    await expect(sam.thread).to_have_count(0)
    await expect(sam.box).to_be_in_viewport()
    await world.settled()


async def test_rooms_and_people_open_and_close_on_a_narrow_screen(
    world: World, desk: OpenDesk
) -> None:
    sam = await desk(world, size=NARROW)
    switch = sam.page.get_by_role("button", name="Channels and people")
    await expect(sam.side).to_be_hidden()
    await switch.click()
    await expect(switch).to_have_attribute("aria-expanded", "true")
    await expect(sam.side).to_be_in_viewport()
    await fits(sam)
    await sam.page.keyboard.press("Escape")
    await expect(sam.side).to_be_hidden()
    await expect(switch).to_have_attribute("aria-expanded", "false")
    await expect(switch).to_be_focused()

    await switch.click()
    await sam.page.mouse.click(NARROW[0] - 20, NARROW[1] / 2)  # beside it
    await expect(sam.side).to_be_hidden()

    await switch.click()
    await sam.opens_room("sales")
    await expect(sam.side).to_be_hidden()
    await switch.click()
    await sam.side.get_by_role("link", name="Priya Nair").click()
    await sam.is_ready()
    assert f"/as/{PRIYA}/" in sam.page.url


@pytest.mark.parametrize("tab", ["Activity", "Limits", "Faults", "App"])
async def test_the_builders_panel_fits_a_narrow_screen(
    world: World, desk: OpenDesk, tab: str
) -> None:
    sam = await desk(world, path=f"{SALES}?builder=1", size=NARROW)
    await sam.builder.get_by_role("tab", name=tab).click()
    await expect(sam.builder.get_by_role("tabpanel")).to_be_visible()
    await fits(sam)
    close = sam.builder.get_by_role("link", name="Close the builder panel")
    await within_sight(close)
    await close.click()
    await expect(sam.builder).to_have_count(0)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["375", "1280"])
async def test_every_stop_of_the_tab_key_is_in_sight(
    world: World, desk: OpenDesk, size: tuple[int, int]
) -> None:
    sam = await desk(world, size=size)
    await sam.writes(FOLLOW_UP)
    await sam.sees(sam.message(), "Confirm All")
    keys = Keys(sam.page)
    await sam.box.focus()
    for label in ("Cancel", "See all 12", "Edit", "Confirm All"):
        await keys.goes_to(label, back=True)
    await keys.goes_to("Send")
    await world.settled()


async def fits(desk: Desk) -> None:
    """Nothing makes the page wider than its window."""
    assert await desk.measures(_WIDER_THAN_THE_WINDOW) == []


async def within_sight(what: Locator) -> None:
    """It is wholly within the window."""
    await expect(what).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [375, 800, 1280])
async def test_in_an_open_panel_the_focus_is_never_behind_it(
    world: World, desk: OpenDesk, width: int
) -> None:
    sam = await desk(world, size=(width, 720))
    await sam.writes(FOLLOW_UP)
    await sam.presses("Confirm All")
    await sam.opens_thread(sam.message("Email 12 people"))
    await sam.sees(sam.reply(), "12 emails sent")
    keys = Keys(sam.page)
    await keys.is_at("Reply")
    await keys.goes_to("View Details", back=True)
    await keys.goes_to("Close the thread", back=True)
    for _ in range(12):
        await keys.presses("Tab")
        if not await sam.measures("document.activeElement === document.body"):
            await keys.focus_is_seen()
    await world.settled()


async def test_thread_and_builder_are_both_in_sight(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path="app?builder=1")
    await sam.writes(FOLLOW_UP)
    await sam.presses("Confirm All")
    await sam.opens_thread(sam.message("Email 12 people"))
    await sam.sees(sam.reply(), "12 emails sent")
    await within_sight(sam.thread.get_by_role("heading", name="Thread"))
    await within_sight(sam.reply_box)
    await within_sight(sam.box)
    await within_sight(sam.builder.get_by_role("tab", name="App"))
    await sam.presses("View Details", sam.thread)
    await sam.sees(sam.modal, "12 sent")
    await world.settled()


async def test_going_on_past_the_rooms_closes_them(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, size=NARROW)
    keys = Keys(sam.page)
    await keys.goes_to("Channels and people")
    await keys.presses("Enter")
    await keys.is_at("◆Bulkhead")
    await keys.goes_to("Builder")
    await expect(sam.side).to_be_hidden()
    await keys.is_at("Builder")
