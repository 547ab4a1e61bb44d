"""Every block and element has a box with something in it, and nothing sticks out of it."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.conftest import OpenDesk
from tests.scenario.world import World

_TILE = 4_000  # px: a picture taller than some 16,000 is not drawn to its end

# The place of each item's surface on the whole page.
_ITEMS = """() => [...document.querySelectorAll(".gallery-item")].map((item) => {
  const box = item.querySelector(".surface").getBoundingClientRect();
  return { name: item.id, x: box.x, y: box.y + scrollY, width: box.width, height: box.height };
})"""

# What is wider than its box and cannot be scrolled. Where words are cut with an ellipsis, or stand
# only for readers, that is meant. A pixel is what rounding makes of a fraction.
_OVERFLOWING = """() => [...document.querySelectorAll(".gallery-item")].flatMap((item) => {
  const meant = (one) => {
    const style = getComputedStyle(one);
    return ["auto", "scroll"].includes(style.overflowX) || style.textOverflow === "ellipsis"
      || style.display === "inline" || one.matches(".visually-hidden, select, input, textarea")
      || one.closest("svg") !== null;
  };
  return [item, ...item.querySelectorAll("*")]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && !meant(one))
    .map((one) => `${item.id}: ${one.tagName}.${one.className}`
      + ` ${one.scrollWidth} > ${one.clientWidth}`);
})"""

# How many pixels of each part of a picture are not of the part's most frequent colour.
_INK = """async ([picture, parts]) => {
  const image = await createImageBitmap(await (await fetch(picture)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return parts.map(({ x, y, width, height }) => {
    const { data } = context.getImageData(x, y, Math.max(1, width), Math.max(1, height));
    const counts = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return data.length / 4 - Math.max(...counts.values());
  });
}"""

_LEAST_INK = 12  # pixels: the thinnest of them, a divider, has some hundred


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1200, 375])
async def test_no_box_is_blank_and_none_overflows(
    world: World, desk: OpenDesk, width: int, *, dark: bool
) -> None:
    one = await desk(world, path="/gallery", size=(width, 800), dark=dark)
    items = await one.measures(_ITEMS)
    assert len(items) > 50
    assert [item["name"] for item in items if item["width"] < 20 or item["height"] < 5] == []
    assert await one.measures("document.documentElement.scrollWidth") <= width
    assert await one.measures(_OVERFLOWING) == []
    reader = await one.page.context.new_page()  # an empty page, whose scripts may read pictures
    ink = {name: count async for name, count in _inked(one.page, reader, items)}
    assert [name for name, count in ink.items() if count < _LEAST_INK] == []
    assert len(ink) == len(items)


async def _inked(page: Page, reader: Page, items: Sequence[Mapping[str, Any]]) -> Any:
    for tile, parts in _tiles(items):
        png = await page.screenshot(full_page=True, clip=tile, animations="disabled")
        picture = f"data:image/png;base64,{base64.b64encode(png).decode()}"
        places = [{**part, "x": part["x"], "y": part["y"] - tile["y"]} for part in parts]
        counts = await reader.evaluate(_INK, [picture, places])
        for part, count in zip(parts, counts, strict=True):
            yield part["name"], count


def _tiles(items: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, list[Mapping[str, Any]]]]:
    """Parts of the page of a height that a picture may have, and the items in each."""
    for _, group in groupby(items, key=lambda item: int(item["y"]) // _TILE):
        parts = list(group)
        top, bottom = parts[0]["y"], parts[-1]["y"] + parts[-1]["height"]
        right = max(part["x"] + part["width"] for part in parts)
        yield {"x": 0, "y": top, "width": right, "height": bottom - top}, parts
