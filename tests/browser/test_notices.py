"""Passing notices: they cover nothing that one needs next, and go when all is well again."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import NARROW, WIDE
from tests.scenario.world import SALES, World

_MEETS = """([one, other]) => {
  const [a, b] = [one, other].map((it) => document.querySelector(it).getBoundingClientRect());
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}"""


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["375", "1280"])
async def test_a_notice_covers_neither_box_nor_heading(
    world: World, desk: OpenDesk, size: tuple[int, int]
) -> None:
    sam = await desk(world, path=SALES, size=size)
    await sam.box.fill("/nothing")
    sam.expects("/page/act/say")
    await sam.button("Send").click()
    await expect(sam.toast).to_contain_text("/nothing")
    for place in (".composer", ".room-head"):
        assert not await sam.measures(_MEETS, [".toast", place]), place
    await sam.box.fill("Hello, then")
    await sam.button("Send").click()
    await expect(sam.message("Hello, then")).to_be_in_viewport()
    await expect(sam.toast).to_have_count(0)


async def test_an_address_that_leads_nowhere_leads_home(world: World, desk: OpenDesk) -> None:
    sam = await desk(world)
    for path, why in (
        ("/as/U0NOBODY/app", "nobody with the id"),
        (f"/as/{sam.user}/C0NOWHERE", "cannot see it"),
        ("/nothing/here", "There is no such page."),
    ):
        sam.expects(path)
        await sam.goes_to(path)
        await expect(sam.page.get_by_role("main")).to_contain_text(why)
        await sam.page.get_by_role("link", name="Go to the workspace").click()
        await sam.is_ready()
