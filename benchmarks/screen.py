"""What a person sees and when: an edit on the screen, and scrolling through a long channel.

Needs Chromium; without it these rows are left out, and it is said so.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page, async_playwright
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.local_slack import CHANNEL, READER, TOKEN, local_slack, message
from benchmarks.report import Row, Unit, median, percentile
from tests.browser.chromium import CHROMIUM, launch

EDITS = 100
BETWEEN_EDITS = 0.05
EDIT_GOAL_MS = 100.0

MESSAGES = 10_000
AT_ONCE = 20
STALL_GOAL_MS = 100.0
"""A pause that one notices while scrolling (the RAIL model's limit for an answer)."""

# Notes when each edit was painted: the second frame after the text came into the document.
_WATCH = """
() => {
  window.painted = {};
  const look = () => {
    const text = document.querySelector("#log > :last-child h3, #log > :last-child .block-header")
      ?.textContent.trim();
    if (text && !(text in window.painted)) {
      window.painted[text] = null;
      requestAnimationFrame(() => requestAnimationFrame(() => {
        window.painted[text] = Date.now();
      }));
    }
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
}
"""

# In the page itself: its policy forbids what playwright's own waiting evaluates.
_LAST_IS_PAINTED = """
async (last) => {
  while (!window.painted[last]) await new Promise(requestAnimationFrame);
}
"""

# Scrolls up a screen a frame until the first message is reached, and notes the longest frames.
_SCROLL = """
async () => {
  const scroller = document.getElementById("scroller");
  const top = document.getElementById("top");
  const gaps = [];
  let before = performance.now();
  const began = before;
  for (;;) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - before);
    before = now;
    scroller.scrollTop -= 600;
    if (scroller.scrollTop <= 0 && top.dataset.earlier !== "1") break;
    if (now - began > 120000) break;
  }
  const earlier = [...document.querySelectorAll(".earlier")].map((list) => Number(list.dataset.count));
  const messages = earlier.reduce((sum, count) => sum + count, 0) + document.getElementById("log").children.length;
  return { gaps, messages, held: document.querySelectorAll(".log > li").length };
}
"""


async def edit_rows() -> list[Row]:
    """From the call of chat.update to its paint, one edit after another."""
    if not CHROMIUM:
        return _left_out()
    async with _looking() as (page, slack):
        posted = await slack.chat_postMessage(**_said("edit 0"))
        await page.evaluate(_WATCH)
        sent: dict[str, float] = {}
        for number in range(1, EDITS + 1):
            sent[f"edit {number}"] = time.time() * 1000
            await slack.chat_update(ts=posted["ts"], **_said(f"edit {number}"))
            await asyncio.sleep(BETWEEN_EDITS)
        await page.evaluate(_LAST_IS_PAINTED, f"edit {EDITS}")
        painted: dict[str, float | None] = await page.evaluate("() => window.painted")
    waits = [float(painted[name] or 0) - at for name, at in sent.items() if painted.get(name)]
    what = f"chat.update to its paint on the page ({len(waits)} of {EDITS} edits)"
    return [
        Row(f"{what}, p50", median(waits), Unit.MILLISECONDS, at_most=EDIT_GOAL_MS),
        Row(f"{what}, p99", percentile(waits, 99), Unit.MILLISECONDS, at_most=EDIT_GOAL_MS),
    ]


async def scroll_rows() -> list[Row]:
    """Through a channel of 10,000 messages, from the newest to the first."""
    if not CHROMIUM:
        return _left_out()
    async with _looking(fill=True) as (page, _):
        seen: dict[str, Any] = await page.evaluate(_SCROLL)
    gaps, count = seen["gaps"], seen["messages"]
    what = f"scrolling up through {count:,} messages"
    stalls = sum(gap > STALL_GOAL_MS for gap in gaps)
    return [
        Row(f"{what}, longest frame", max(gaps), Unit.MILLISECONDS, at_most=STALL_GOAL_MS),
        Row(
            f"{what}, frame p99",
            percentile(gaps, 99),
            Unit.MILLISECONDS,
            beside=f"{len(gaps):,} frames, {stalls} over {STALL_GOAL_MS:.0f} ms; "
            f"{seen['held']} messages held at the end",
        ),
    ]


def _said(text: str) -> dict[str, Any]:
    return dict(message(text))


def _left_out() -> list[Row]:
    sys.stderr.write("Without Chromium the page is not measured; install the package chromium.\n")
    return []


@asynccontextmanager
async def _looking(*, fill: bool = False) -> AsyncIterator[tuple[Page, AsyncWebClient]]:
    async with local_slack() as url, async_playwright() as playwright:
        slack = AsyncWebClient(token=TOKEN, base_url=f"{url}/api/")
        if fill:
            await _fill(slack)
        browser = await launch(playwright)
        page = await browser.new_page(viewport={"width": 1280, "height": 860})
        await page.goto(f"{url}/as/{READER}/{CHANNEL}")
        await page.wait_for_selector("body[data-ready]")
        yield page, slack
        await browser.close()


async def _fill(slack: AsyncWebClient) -> None:
    for start in range(0, MESSAGES, AT_ONCE):
        numbers = range(start, start + AT_ONCE)
        await asyncio.gather(*(slack.chat_postMessage(**_said(f"Run {one}")) for one in numbers))
