"""Every block and element has a box with something in it, and nothing sticks out of it."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pytest
from playwright.async_api import Page

from playground.page.gallery_blocks import SPECIMENS
from tests.browser.conftest import OpenDesk
from tests.scenario.world import World

_TILE = 4_000  # px: a picture taller than some 16,000 is not drawn to its end

# The place on the whole page of each item's surface, and of each block in it.
_BOXES = """() => [...document.querySelectorAll(".gallery-item")].flatMap((item) => {
  const blocks = item.querySelectorAll(".surface, .surface > :not(hr)");
  return [...blocks].map((block, number) => {
    const { x, y, width, height } = block.getBoundingClientRect();
    return { name: `${item.id} ${number}`, x, y: y + scrollY, width, height };
  });
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
    const colours = new Uint32Array(data.buffer);
    const counts = new Map();
    let begin = 0;
    for (let at = 1; at <= colours.length; at++) {
      if (colours[at] === colours[begin]) continue;
      counts.set(colours[begin], (counts.get(colours[begin]) ?? 0) + at - begin);
      begin = at;
    }
    return colours.length - Math.max(...counts.values());
  });
}"""

_LEAST_INK = 12  # pixels: the thinnest of them, a divider, has some hundred


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1200, 375])
async def test_no_box_is_blank_and_none_overflows(
    world: World, desk: OpenDesk, width: int, *, dark: bool
) -> None:
    one = await desk(world, path="/gallery", size=(width, 800), dark=dark)
    boxes = await one.measures(_BOXES)
    assert {box["name"].split()[0] for box in boxes} == {f"gallery-{it.name}" for it in SPECIMENS}
    assert [box["name"] for box in boxes if box["width"] < 20 or box["height"] < 5] == []
    assert await one.measures("document.documentElement.scrollWidth") <= width
    assert await one.measures(_OVERFLOWING) == []
    reader = await one.page.context.new_page()  # an empty page, whose scripts may read pictures
    ink = {name: count async for name, count in _inked(one.page, reader, boxes)}
    assert [name for name, count in ink.items() if count < _LEAST_INK] == []
    assert len(ink) == len(boxes)


async def _inked(page: Page, reader: Page, boxes: Sequence[Mapping[str, Any]]) -> Any:
    for tile, parts in _tiles(boxes):
        png = await page.screenshot(full_page=True, clip=tile, animations="disabled")
        picture = f"data:image/png;base64,{base64.b64encode(png).decode()}"
        places = [{**part, "x": part["x"], "y": part["y"] - tile["y"]} for part in parts]
        counts = await reader.evaluate(_INK, [picture, places])
        for part, count in zip(parts, counts, strict=True):
            yield part["name"], count


def _tiles(boxes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, list[Mapping[str, Any]]]]:
    """Parts of the page of a height that a picture may have, and the boxes in each."""
    for _, group in groupby(boxes, key=lambda box: int(box["y"]) // _TILE):
        parts = list(group)
        top = min(part["y"] for part in parts)
        bottom = max(part["y"] + part["height"] for part in parts)
        right = max(part["x"] + part["width"] for part in parts)
        yield {"x": 0, "y": top, "width": right, "height": bottom - top}, parts
