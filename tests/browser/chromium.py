"""The system's Chromium, which these tests drive. Nothing is downloaded."""

import shutil

from playwright.async_api import Browser, Playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
"""Where it is; None when it is not installed."""

# It works for root, in a container without a GPU, and asks no server of its maker's for anything.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


async def launch(playwright: Playwright) -> Browser:
    """Start it without a window; each start has a profile of its own."""
    return await playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
