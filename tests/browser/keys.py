"""The keyboard alone: where the focus is, that it can be seen, and how one gets further."""

from dataclasses import dataclass

from playwright.async_api import Page, expect

_MOST_STOPS = 80

# Its own name as a reader hears it, whether anything shows that it has the focus, and whether it
# is in sight: neither scrolled away nor covered by something else.
_FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const named = (at.getAttribute("aria-labelledby") ?? "").split(" ")
    .map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const name = at.getAttribute("aria-label") || named.trim() || at.labels?.[0]?.textContent
    || at.textContent || at.value || at.tagName;
  const frame = at.closest(".attach") ?? (at.matches(".composer textarea") ? at.closest(".composer-box") : at);
  const style = getComputedStyle(frame);
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || (frame !== at && style.boxShadow !== "none");
  const box = frame.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 40), 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 0), innerHeight - 1);
  const hit = document.elementFromPoint(x, y);
  const uncovered = hit && (frame.contains(hit) || hit.contains(frame) && !hit.matches("dialog"));
  const visible = frame.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  return {
    name: name.replace(/\\s+/g, " ").trim(), ring: Boolean(ring),
    sight: Boolean(visible && uncovered && box.bottom > 0 && box.top < innerHeight),
  };
}"""


@dataclass(frozen=True)
class Focus:
    """What has the focus; `ring` and `sight` say whether one sees that, and sees it at all."""

    name: str
    ring: bool
    sight: bool


class Keys:
    """Somebody who has no mouse. A focus that is lost or that cannot be seen fails the test."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def focus(self) -> Focus:
        """What has the focus. Raises AssertionError when nothing has it."""
        found = await self._page.evaluate(_FOCUS)
        assert found is not None, "the focus is lost"
        return Focus(**found)

    async def focus_is_seen(self) -> Focus:
        """The same, and that it can be seen."""
        focus = await self.focus()
        assert focus.ring, f"nothing shows that {focus.name!r} has the focus"
        assert focus.sight, f"{focus.name!r} has the focus and is out of sight"
        return focus

    async def goes_to(self, name: str, *, back: bool = False) -> None:
        """Press Tab (Shift+Tab when `back`) until what has that name has the focus.

        A name that ends in "…" is the beginning of one.
        """
        passed = []
        for _ in range(_MOST_STOPS):
            await self._page.keyboard.press("Shift+Tab" if back else "Tab")
            if await self._page.evaluate("document.activeElement === document.body"):
                continue  # the browser's own controls come between the last stop and the first
            focus = await self.focus_is_seen()
            if focus.name == name or (name[-1] == "…" and focus.name.startswith(name[:-1])):
                return
            passed.append(focus.name)
        raise AssertionError(f"{name!r} cannot be reached; passed were {passed}")

    async def presses(self, *keys: str) -> None:
        for key in keys:
            await self._page.keyboard.press(key)

    async def types(self, text: str) -> None:
        await self._page.keyboard.type(text)

    async def is_at(self, name: str) -> None:
        """Wait until what has that name has the focus, and see it there."""
        await expect(self._page.locator(":focus")).to_have_count(1)
        await self._page.wait_for_function(f"(name) => ({_FOCUS})()?.name === name", arg=name)
        await self.focus_is_seen()
