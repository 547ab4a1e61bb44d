"""A window of a person, in the words that a story uses: writes, presses, opens, sees."""

import re
from contextlib import AsyncExitStack
from typing import Any, Self

from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Download,
    Error,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

WIDE = (1280, 860)
NARROW = (375, 720)
_BAD = 400
_GONE_WITH_ITS_PAGE = "ERR_ABORTED"
"""What a browser reports of requests that ended because somebody went to another page."""


class Desk:
    """One person before one window. Waits are those of the browser's driver.

    `surprises` holds what went wrong in the window: errors in its console (such as a breach of the
    content security policy), exceptions of scripts, and requests that failed or were refused.
    """

    def __init__(
        self,
        browser: Browser,
        url: str,
        user: str,
        *,
        size: tuple[int, int] = WIDE,
        dark: bool = False,
        touch: bool = False,
    ) -> None:
        self.user = user
        self._browser = browser
        self._url = url.rstrip("/")
        self._size = size
        self._dark = dark
        self._touch = touch
        self._told: list[str] = []
        self._expected: list[str] = []
        self._running = AsyncExitStack()
        self.page: Page

    async def __aenter__(self) -> Self:
        width, height = self._size
        context = await self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if self._dark else "light",
            reduced_motion="reduce",
            has_touch=self._touch,
            is_mobile=self._touch,
            timezone_id="Europe/Berlin",
            permissions=["clipboard-read", "clipboard-write"],
        )
        self._running.push_async_callback(context.close)
        self.page = await context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", self._on_error)
        self.page.on("requestfailed", self._on_failure)
        self.page.on("response", self._on_response)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._running.aclose()

    # ---- what goes wrong ------------------------------------------------------------------------

    @property
    def surprises(self) -> list[str]:
        """What went wrong and was not expected."""
        return [told for told in self._told if not any(one in told for one in self._expected)]

    def expects(self, *parts: str) -> None:
        """Say which problems, by a part of their text, belong to the story."""
        self._expected.extend(parts)

    def _on_console(self, message: ConsoleMessage) -> None:
        # A refused request is told by its response, with its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._told.append(f"console: {message.text}")

    def _on_error(self, error: Error) -> None:
        self._told.append(f"script: {error}")

    def _on_failure(self, request: Request) -> None:
        if _GONE_WITH_ITS_PAGE not in str(request.failure):
            self._told.append(f"failed: {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= _BAD:
            self._told.append(f"{response.status} {response.url}")

    # ---- where one is ---------------------------------------------------------------------------

    async def goes_to(self, path: str) -> None:
        """Open a room by its id, with what else stands in the address; "/…" is any page."""
        address = path if path.startswith("/") else f"/as/{self.user}/{path}"
        await self.page.goto(f"{self._url}{address}")
        if not path.startswith("/"):
            await self.is_ready()

    async def is_ready(self) -> None:
        """Wait until the page's scripts listen."""
        await self.page.locator("body[data-ready]").wait_for()

    async def reloads(self) -> None:
        await self.page.reload()
        await self.is_ready()

    async def opens_room(self, name: str) -> None:
        """Follow a room's link at the left."""
        await self.room(name).click()
        await expect(self.page.get_by_role("heading", level=1)).to_contain_text(name)
        await self.is_ready()

    async def opens_thread(self, message: Locator) -> None:
        await message.get_by_role("link", name=re.compile(r"\d+ repl")).click()
        await expect(self.thread).to_be_visible()
        await self.is_ready()

    # ---- what one sees --------------------------------------------------------------------------

    @property
    def side(self) -> Locator:
        return self.page.get_by_role("navigation", name="Workspace")

    def room(self, name: str) -> Locator:
        """A room's link at the left."""
        rooms = self.page.locator("#side-list")
        return rooms.get_by_role("link", name=re.compile(rf"\b{re.escape(name)}\b"))

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("complementary", name="Thread")

    @property
    def builder(self) -> Locator:
        return self.page.get_by_role("complementary", name="Builder")

    @property
    def modal(self) -> Locator:
        """The open modal."""
        return self.page.locator("#modals dialog[open]")

    @property
    def question(self) -> Locator:
        """The open confirm dialog."""
        return self.page.get_by_role("alertdialog")

    @property
    def box(self) -> Locator:
        """The box to write in."""
        return self.page.get_by_role("textbox", name=re.compile("^Message "))

    @property
    def reply_box(self) -> Locator:
        return self.thread.get_by_role("textbox", name="Reply")

    @property
    def toast(self) -> Locator:
        return self.page.locator(".toast")

    def messages(self, text: str = "") -> Locator:
        """The messages of the room with that text."""
        return self.page.locator("#scroller article").filter(has_text=text)

    def message(self, text: str = "") -> Locator:
        """The newest of them."""
        return self.messages(text).last

    def reply(self, text: str = "") -> Locator:
        """The newest message of the open thread with that text."""
        return self.thread.locator("article").filter(has_text=text).last

    def button(self, label: str, within: Locator | None = None) -> Locator:
        """The last button with exactly that label."""
        return (within or self.page).get_by_role("button", name=label, exact=True).last

    async def sees(self, where: Locator, *texts: str) -> None:
        """Wait until all of the texts stand there."""
        for text in texts:
            await expect(where).to_contain_text(text)

    # ---- what one does --------------------------------------------------------------------------

    async def writes(self, text: str) -> None:
        """Write a message and send it."""
        await self.box.fill(text)
        await self.box.press("Escape")  # the list of completions
        await self.box.press("Enter")
        await expect(self.box).to_have_value("")

    async def replies(self, text: str) -> None:
        await self.reply_box.fill(text)
        await self.reply_box.press("Enter")
        await expect(self.reply_box).to_have_value("")

    async def presses(self, label: str, within: Locator | None = None) -> None:
        await self.button(label, within).click()

    async def downloads(self, link: Locator) -> bytes:
        """Follow a link to a file; the file's bytes."""
        async with self.page.expect_download() as coming:
            await link.click()
        download: Download = await coming.value
        return (await download.path()).read_bytes()

    async def measures(self, script: str, *arguments: Any) -> Any:
        """What a script of the test reads off the page."""
        return await self.page.evaluate(script, *arguments)
