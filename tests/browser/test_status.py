"""What the app is doing, whether it is there at all, and what one could ask it."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import expect

from playground import Workspace
from playground.server import PlaygroundServer
from playground.workspace import default_workspace
from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.browser.form_bot import SHORTCUTS, FormBot


@pytest_asyncio.fixture(loop_scope="session")
async def ws() -> AsyncIterator[Workspace]:
    async with Workspace(people=["ana", "ben"], shortcuts=SHORTCUTS) as ws:
        yield ws


@pytest_asyncio.fixture(loop_scope="session")
async def ana(ws: Workspace, desk: OpenDesk) -> Desk:
    return await desk(ws.url, "U0ANA")


async def test_a_status_stands_in_its_thread_and_at_the_message_while_that_is_closed(
    ws: Workspace, ana: Desk
) -> None:
    bot, dm = ws.web_client(), ws.person("ana").dm
    await ana.writes("Plan a trip")
    said = ana.message("Plan a trip")
    ts = str(await said.get_attribute("data-ts"))
    await bot.assistant_threads_setStatus(
        channel_id=dm, thread_ts=ts, status="is looking at the map..."
    )
    hint = said.get_by_role("link", name="Helper is looking at the map...")
    await expect(hint).to_be_visible()
    await expect(ana.page.locator("#status")).to_be_hidden()
    await ana.reloads()
    await hint.click()
    await ana.is_ready()
    line = ana.thread.locator("#thread-status")
    await expect(line).to_have_text("Helper is looking at the map...")
    await expect(hint).to_have_count(0)
    await bot.assistant_threads_setStatus(channel_id=dm, thread_ts=ts, status="is packing...")
    await expect(line).to_have_text("Helper is packing...")
    await bot.chat_postMessage(channel=dm, thread_ts=ts, text="To the sea!")
    await ana.sees(ana.reply(), "To the sea!")
    await expect(line).to_be_hidden()


async def test_stop_is_there_as_soon_as_an_agent_works(ws: Workspace, ana: Desk) -> None:
    bot, dm = ws.web_client(), ws.person("ana").dm
    await ana.writes("Count the stars")
    said = ana.message("Count the stars")
    ts = str(await said.get_attribute("data-ts"))
    place = {"channel_id": dm, "thread_ts": ts}
    await bot.agents_sessions_setStatus(**place, status="processing", title="Counting")
    await ana.sees(ana.page.locator("#status"), "Helper is working: Counting", "Stop")
    await ana.sees(said, "Helper is working: Counting")
    await ana.goes_to(f"app?thread={ts}")
    await expect(ana.button("Stop", ana.thread)).to_be_visible()
    await expect(ana.page.locator("#status")).to_be_hidden()
    await bot.agents_sessions_setStatus(**place, status="active")
    await expect(ana.button("Stop", ana.thread)).to_have_count(0)


async def test_a_playground_without_an_app_says_so_until_one_comes(
    ws: Workspace, ana: Desk
) -> None:
    line = ana.page.locator("#connection")
    await ana.sees(line, "No app is connected.", f"{ws.url}/api/")
    await ana.writes("/stack")
    await ana.sees(ana.toast, 'error "dispatch_failed". No app is connected: start yours.')
    bot = FormBot(ws.web_client(), ws.signing_secret)
    async with ws.running(bot.app):
        await expect(line).to_be_hidden()
        await ana.writes("/stack")
        await ana.sees(ana.modal, "Level 1")
        await ana.page.keyboard.press("Escape")
        await expect(ana.modal).to_have_count(0)
    await expect(line).to_be_visible()


async def test_examples_are_for_beginners(desk: OpenDesk) -> None:
    company = default_workspace().model_copy(update={"examples": ("Plan a trip", "Count stars")})
    async with PlaygroundServer(company) as server:
        ada = await desk(server.url, company.users[0].id)
        await ada.presses("Plan a trip")
        await ada.sees(ada.message(), "Plan a trip")
        await expect(ada.button("Count stars")).to_be_hidden()
        await ada.page.get_by_text("Examples").click()
        await ada.presses("Count stars")
        await ada.sees(ada.message(), "Count stars")
        await ada.reloads()
        await expect(ada.button("Count stars")).to_be_hidden()
