"""Takes the pictures of the README: `make screenshots`, or `python -m scripts.screenshots [FOLDER]`.

The whole demo runs in this process, at a fixed time of day, so that only what changed in the
product changes in the pictures. Needs Chromium.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, Page, async_playwright

from app.composition import Application
from app.demo_company import PEOPLE, ZONE, company
from app.domain.words.demo import EXAMPLES, MAIN_BUTTON
from app.engine.clock import SystemClock
from app.settings import Settings
from playground.server import PlaygroundServer
from tests.browser.chromium import CHROMIUM, launch

FOLDER = Path("docs/pictures")
SIZE = {"width": 1200, "height": 760}
SHARPNESS = 1.5
"""Device pixels a CSS pixel: the pictures stay sharp on good screens."""

TIME = "2026-11-23T14:30:00"
Theme = Literal["light", "dark"]


def main() -> int:
    """Take them all; the exit status."""
    if not CHROMIUM:
        sys.stderr.write("Chromium is needed for pictures: install the package chromium.\n")
        return 1
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_take(folder))
    return 0


async def _take(folder: Path) -> None:
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        for theme in ("light", "dark"):
            async with _demo() as url, _window(browser, theme) as page:
                await _story(page, url, folder, theme)
        await browser.close()


async def _story(page: Page, url: str, folder: Path, theme: Theme) -> None:
    await page.goto(f"{url}/as/{PEOPLE['sam']}/app")
    await page.get_by_role("button", name=EXAMPLES[0]).click()
    confirm = page.get_by_role("button", name=MAIN_BUTTON)
    await confirm.wait_for()
    await _picture(page, folder / f"preview-{theme}.png")
    await confirm.click()
    await page.get_by_role("link", name="1 reply").click()
    await page.locator("#thread-log").get_by_text("4 of 12 done").wait_for()
    await _picture(page, folder / f"run-{theme}.png")
    await page.locator("#thread-log").get_by_text("12 emails sent").wait_for()
    await page.get_by_role("link", name="Close the thread").click()
    await page.get_by_role("link", name="Builder").click()
    await page.locator("#builder").get_by_text("chat.update").first.wait_for()
    await _picture(page, folder / f"builder-{theme}.png")


async def _picture(page: Page, path: Path) -> None:
    await page.mouse.move(0, 0)  # nothing is hovered over
    await page.wait_for_load_state("networkidle")
    await page.evaluate("() => document.fonts.ready")
    await page.screenshot(path=path)
    sys.stdout.write(f"{path}\n")


@asynccontextmanager
async def _window(browser: Browser, theme: Theme) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport={"width": SIZE["width"], "height": SIZE["height"]},
        color_scheme=theme,
        device_scale_factor=SHARPNESS,
    )
    yield await context.new_page()
    await context.close()


@asynccontextmanager
async def _demo() -> AsyncIterator[str]:
    """The demo's Slack and app, slow enough to be seen at work; the address of the page."""
    offset = datetime.fromisoformat(TIME).replace(tzinfo=ZoneInfo(ZONE)) - datetime.now(UTC)
    clock = SystemClock(offset)
    with TemporaryDirectory(prefix="bulkhead-pictures-") as data:
        slack = PlaygroundServer(company(), now=_seconds(offset))
        async with slack, Application(_settings(Path(data), slack.url), clock, connections=1):
            yield slack.url


def _seconds(offset: timedelta) -> Callable[[], float]:
    """The clock of the local Slack, in seconds since 1970."""

    def now() -> float:
        return (datetime.now(UTC) + offset).timestamp()

    return now


def _settings(data: Path, url: str) -> Settings:
    installed = company().app
    return Settings(
        data=data,
        bot_token=installed.bot_token,
        app_token=installed.app_token,
        api_url=f"{url}/api/",
        slots=4,
        options={"OFFICE_ZONE": ZONE, "OFFICE_LATENCY": "1.5"},
    )


if __name__ == "__main__":
    sys.exit(main())
