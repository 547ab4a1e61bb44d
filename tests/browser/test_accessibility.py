"""axe-core finds nothing wrong: in light and dark, wide and narrow."""

from typing import Any
from urllib.parse import urlencode

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from playground import Workspace
from tests.browser.conftest import OpenDesk
from tests.browser.desk import NARROW, WIDE, Desk
from tests.browser.form_bot import SHORTCUTS, FormBot
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"
LOOKS = [
    pytest.param({"dark": dark, "size": size}, id=f"{'dark' if dark else 'light'}-{size[0]}")
    for dark in (False, True)
    for size in (WIDE, NARROW)
]
pytestmark = pytest.mark.parametrize("looks", LOOKS)


async def test_the_main_job(world: World, desk: OpenDesk, looks: dict[str, Any]) -> None:
    sam = await desk(world, **looks)
    await sam.writes(FOLLOW_UP)
    await sam.sees(sam.message("Email 12 people"), "Confirm All")
    await is_accessible(sam)

    await sam.presses("Edit")
    await sam.modal.get_by_label("Subject").fill("{{ shoe_size }}")
    await sam.presses("Update preview", sam.modal)
    await sam.sees(sam.modal, "is not a field here")
    await is_accessible(sam)
    await sam.page.keyboard.press("Escape")
    await expect(sam.modal).to_have_count(0)

    world.gate.shut(after=5)
    await sam.presses("Confirm All")
    await sam.opens_thread(sam.message("Email 12 people"))
    await sam.sees(sam.reply("Emailing 12 people"), "5 of 12 done")
    await is_accessible(sam)
    await sam.presses("Cancel Execution", sam.thread)
    await expect(sam.question).to_be_visible()
    await is_accessible(sam)
    await sam.page.keyboard.press("Escape")
    world.gate.open()
    await sam.sees(sam.reply(), "12 emails sent")
    await is_accessible(sam)


async def test_the_builders_panel(world: World, desk: OpenDesk, looks: dict[str, Any]) -> None:
    sam = await desk(world, path="app?builder=1", **looks)
    for name in ("Limits", "Faults", "App", "Activity"):
        await sam.builder.get_by_role("tab", name=name).click()
        await expect(sam.builder.get_by_role("tabpanel", name=name)).to_be_visible()
        await is_accessible(sam)
    await sam.builder.locator("#builder-rows summary").first.click()
    await expect(sam.builder.locator("#builder-rows pre").first).to_be_visible()
    await is_accessible(sam)


async def test_a_home_tab_and_a_form_of_every_chooser(
    desk: OpenDesk, looks: dict[str, Any]
) -> None:
    async with Workspace(people=["ana"], shortcuts=SHORTCUTS) as ws:
        bot = FormBot(ws.web_client(), ws.signing_secret)
        async with ws.running(bot.app):
            ana = await desk(ws.url, "U0ANA", "app?tab=home", **looks)
            await ana.sees(ana.page.locator("#home"), "At home")
            await is_accessible(ana)
            await ana.goes_to("app")
            await ana.page.get_by_label("Shortcuts").first.click()
            await ana.page.get_by_role("button", name="Order something").click()
            await ana.modal.get_by_role("combobox").first.press_sequentially("ap")
            await expect(ana.modal.get_by_role("option")).to_have_count(2)
            await is_accessible(ana)


async def test_pages_beside_the_workspace(
    world: World, desk: OpenDesk, looks: dict[str, Any]
) -> None:
    app = world._server.hub.app
    asked = {
        "client_id": app.client_id,
        "scope": "chat:write,commands",
        "redirect_uri": app.redirect_urls[0],
        "state": "of-this-story",
    }
    sam = await desk(world, path="/gallery", **looks)
    await is_accessible(sam)
    await sam.goes_to(f"/oauth/v2/authorize?{urlencode(asked)}")
    await expect(sam.page.get_by_role("button").first).to_be_visible()
    await is_accessible(sam)


async def is_accessible(desk: Desk) -> None:
    """No rule of axe-core is violated; says which, and where."""
    # Without "preload" it does not fetch the style sheets once more, from addresses it makes up.
    options = {"resultTypes": ["violations"], "preload": False}
    found = await Axe().run(desk.page, options=options)
    violations = [
        f"{one['id']}: {one['help']} at {node['target']}: {node.get('failureSummary', '')}"
        for one in found.response["violations"]
        for node in one["nodes"][:6]
    ]
    assert violations == []
