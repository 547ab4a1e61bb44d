"""What Bulkhead has no use for, with a small Bolt app: home, shortcuts, stacks, choosers."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import expect

from playground import Workspace
from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.browser.form_bot import SHORTCUTS, FormBot
from tests.browser.keys import Keys


@pytest_asyncio.fixture(loop_scope="session")
async def ws() -> AsyncIterator[Workspace]:
    async with Workspace(people=["ana", "ben"], shortcuts=SHORTCUTS) as ws:
        bot = FormBot(ws.web_client(), ws.signing_secret)
        async with ws.running(bot.app):
            yield ws


@pytest_asyncio.fixture(loop_scope="session")
async def ana(ws: Workspace, desk: OpenDesk) -> Desk:
    return await desk(ws.url, "U0ANA")


async def test_the_home_tab_is_published_and_pressed(ana: Desk) -> None:
    await ana.page.get_by_role("link", name="Home", exact=True).click()
    home = ana.page.get_by_role("region", name="Home of Helper")
    await ana.sees(home, "At home", "Pressed 0 times")
    await ana.presses("Count", home)
    await ana.sees(home, "Pressed 1 times")
    await expect(ana.button("Count", home)).to_be_focused()
    await ana.page.keyboard.press("Enter")
    await ana.sees(home, "Pressed 2 times")
    await ana.page.get_by_role("link", name="Messages", exact=True).click()
    await expect(ana.box).to_be_visible()


async def test_a_global_shortcut_opens_a_form_of_every_chooser(ana: Desk) -> None:
    await ana.page.get_by_label("Shortcuts").first.click()
    await ana.page.get_by_role("button", name="Order something").click()
    await ana.sees(ana.modal, "Order")
    await chooses_a_fruit(ana)
    await chooses_toppings(ana)

    await ana.modal.get_by_label("Day").fill("2026-12-24")
    await ana.modal.get_by_label("Time").fill("18:30")
    await ana.modal.get_by_label("Napkin").check()
    await ana.modal.get_by_label("Large").check()
    await ana.presses("Send order", ana.modal)
    await expect(ana.modal).to_have_count(0)
    told = ana.message("Ordered with ticket 7")
    await ana.sees(
        told,
        '"day": "2026-12-24"',
        '"extras": ["napkin"]',
        '"fruit": "apricot"',
        '"size": "large"',
        '"time": "18:30"',
        '"toppings": ["nuts", "honey"]',
    )


async def chooses_a_fruit(ana: Desk) -> None:
    """Search, choose, change one's mind, remove, choose again: nothing below moves."""
    fruit = ana.modal.get_by_role("combobox", name="Fruit")
    await fruit.press_sequentially("ap")
    found = ana.modal.get_by_role("listbox", name="Fruit").get_by_role("option")
    await expect(found).to_have_text(["Apple", "Apricot"])
    below = ana.modal.get_by_text("Toppings").first
    place = await below.bounding_box()
    await found.nth(1).click()
    await ana.sees(ana.modal.locator(".chips"), "Apricot")
    assert await below.bounding_box() == place  # neither list nor choice moves the form
    await expect(fruit).to_be_hidden()
    await ana.presses("Fruit: Apricot", ana.modal)
    await expect(fruit).to_be_focused()
    await ana.page.keyboard.press("Escape")  # the search, not the form
    await expect(ana.button("Fruit: Apricot", ana.modal)).to_be_focused()
    await ana.page.keyboard.press("Enter")
    await fruit.press_sequentially("ch")
    await found.filter(has_text="Cherry").click()
    await ana.presses("Remove Cherry", ana.modal)
    await expect(fruit).to_be_focused()
    await fruit.press_sequentially("apr")
    await found.click()
    await expect(ana.button("Fruit: Apricot", ana.modal)).to_be_focused()


async def chooses_toppings(ana: Desk) -> None:
    """Open the list, leave it by a click beside it, choose two, leave it by Escape."""
    box = ana.modal.locator("details.picker > summary")
    await box.click()
    body = await ana.modal.locator(".modal-body").bounding_box()
    await expect(ana.modal.get_by_label("Honey")).to_be_in_viewport(ratio=1)
    await ana.page.mouse.click(5, 5)
    await expect(ana.modal.get_by_label("Honey")).to_be_hidden()
    assert await ana.modal.locator(".modal-body").bounding_box() == body
    await box.click()
    await ana.modal.get_by_label("Honey").check()
    await ana.modal.get_by_label("Nuts").check()
    await ana.page.keyboard.press("Escape")  # the list, not the form
    await expect(ana.modal).to_be_visible()
    await ana.sees(ana.modal.locator("[data-names]"), "Nuts, Honey")


async def test_the_same_form_by_keyboard(ana: Desk) -> None:
    keys = Keys(ana.page)
    await keys.goes_to("Shortcuts")
    await keys.presses("Enter")
    await keys.goes_to("Order something…")
    await keys.presses("Enter")
    await keys.is_at("Fruit (optional)")
    await keys.types("b")
    await ana.sees(ana.modal.get_by_role("listbox", name="Fruit"), "Banana")
    await keys.presses("ArrowDown", "Enter")
    await ana.sees(ana.modal.locator(".chips"), "Banana")
    await keys.goes_to("Toppings…")
    await keys.presses("Enter")
    await keys.goes_to("Honey")
    await keys.presses("Space", "Escape")
    await keys.goes_to("Spoon")
    await keys.presses("Space")
    await keys.goes_to("Small")
    await keys.presses("Space", "ArrowDown")
    await keys.goes_to("Send order")
    await keys.presses("Enter")
    await expect(ana.modal).to_have_count(0)
    await ana.sees(
        ana.message("Ordered with ticket 7"),
        '"extras": ["spoon"]',
        '"fruit": "banana"',
        '"size": "large"',
        '"toppings": ["honey"]',
    )


async def test_a_message_shortcut_is_told_which_message(ana: Desk) -> None:
    await ana.writes("Words worth keeping")
    said = ana.message("Words worth keeping")
    await said.hover()
    await said.get_by_label("More for this message").click()
    await said.get_by_role("button", name="Quote this").click()
    await ana.sees(ana.message("Quoted"), "Quoted: Words worth keeping")


async def test_a_form_that_is_closed_is_told_to_the_app(ana: Desk) -> None:
    await ana.page.get_by_label("Shortcuts").first.click()
    await ana.page.get_by_role("button", name="Order something").click()
    await ana.presses("Close", ana.modal)
    await ana.sees(ana.message("Closed"), "Closed: ticket 7")


async def test_modals_are_stacked_three_deep_and_come_off_one_by_one(ana: Desk) -> None:
    await ana.writes("/stack")
    await ana.sees(ana.modal, "Level 1")
    for number in (1, 2):
        await ana.modal.get_by_label("Note").fill(f"Written on {number}")
        await ana.presses("Deeper", ana.modal)
        await ana.sees(ana.modal, f"Level {number + 1}")
        await expect(ana.modal.get_by_label("Note")).to_have_value("")
    await expect(ana.modal).to_have_count(1)
    for number in (2, 1):
        await ana.presses("Go back", ana.modal)
        await ana.sees(ana.modal, f"Level {number}")
        await expect(ana.modal.get_by_label("Note")).to_have_value(f"Written on {number}")
    await ana.page.keyboard.press("Escape")
    await expect(ana.modal).to_have_count(0)
    for number in (3, 2, 1):
        await expect(ana.messages(f"Closed: kept on {number}")).to_have_count(1)


async def test_choosers_in_a_message_are_heard_one_by_one(ana: Desk) -> None:
    await ana.writes("/choose")
    message = ana.message("Choose")
    await message.locator("input[type=date]").fill("2026-12-24")
    await ana.sees(ana.message("Heard a_day"), "2026-12-24")
    await message.locator("select").select_option("Banana")
    await ana.sees(ana.message("Heard a_fruit"), "banana")
    await message.locator(".element details.menu > summary").click()
    await message.get_by_role("button", name="Forget").click()
    await ana.sees(ana.message("Heard more"), "forget")

    await ana.presses("Wipe", message)
    await ana.sees(ana.question, "Wipe everything?", "This cannot be taken back.")
    await expect(ana.button("Keep it", ana.question)).to_be_focused()
    await ana.presses("Keep it", ana.question)
    await expect(ana.question).to_have_count(0)
    await ana.presses("Wipe", message)
    await ana.presses("Wipe it", ana.question)
    await expect(ana.messages("Heard wipe")).to_have_count(1)


async def test_a_press_counts_although_its_message_is_edited_under_it(
    ws: Workspace, ana: Desk
) -> None:
    await ana.writes("/choose")
    await ana.sees(ana.message("Choose"), "Wipe")
    ts = str(await ana.message("Choose").get_attribute("data-ts"))
    blocks = ws.calls("chat.postMessage")[-1].arguments["blocks"]
    async with ana.page.expect_websocket() as connecting:
        await ana.reloads()
    live = await connecting.value
    await ana.button("Wipe").hover()
    await ana.page.mouse.down()
    async with live.expect_event("framereceived", lambda frame: "Chosen" in str(frame)):
        await ws.web_client().chat_update(
            channel=ws.person("ana").dm,
            ts=ts,
            text="Chosen",
            blocks=[{"type": "header", "text": {"type": "plain_text", "text": "Chosen"}}, *blocks],
        )
    await ana.page.mouse.up()
    await ana.sees(ana.question, "Wipe everything?")
    await ana.sees(ana.message(), "Chosen")
