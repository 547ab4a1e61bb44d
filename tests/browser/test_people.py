"""A workspace with many people, and with long names."""

import re

from playwright.async_api import expect

from playground.workspace import Channel, Person
from tests.browser.conftest import MakeWorld, OpenDesk
from tests.browser.desk import NARROW
from tests.browser.keys import Keys
from tests.browser.test_looks import fits
from tests.scenario.world import SALES, SAM, World, workspace

LONG_NAME = "Bartholomew Featherstonehaugh-Cholmondeley von und zu Hohenzollern the Third"
LONG_CHANNEL = "a-channel-with-a-very-long-name-that-goes-on-for-eighty-characters-or-nearly-so"
_LINES = """(one) => {
  const lines = document.createRange();
  lines.selectNodeContents(one);
  return new Set([...lines.getClientRects()].map((line) => Math.round(line.top))).size;
}"""


async def crowd(make_world: MakeWorld) -> World:
    base = workspace()
    many = (
        Person(id="U0LONG", name="long", real_name=LONG_NAME, title=LONG_NAME),
        *(
            Person(id=f"U0N{number:03}", name=f"n{number}", real_name=f"Person Number{number}")
            for number in range(300)
        ),
    )
    channel = Channel(id="C0LONG", name=LONG_CHANNEL, members=(SAM, "U0LONG"))
    people = base.model_copy(
        update={"users": (*base.users, *many), "channels": (*base.channels, channel)}
    )
    return await make_world(people=people)


async def test_one_of_three_hundred_is_found(make_world: MakeWorld, desk: OpenDesk) -> None:
    sam = await desk(await crowd(make_world), path=SALES)
    people = sam.side.get_by_role("link", name="Person Number")
    await expect(people.first).to_be_attached()
    keys = Keys(sam.page)
    await sam.page.get_by_label("Find a person").focus()
    await keys.types("number 29")
    await expect(people).to_have_count(13)
    await keys.types("x")
    await expect(people).to_have_count(0)
    await expect(sam.page.get_by_text("Nobody is called that.")).to_be_visible()
    await keys.presses("Backspace", "9", "Enter")
    await expect(sam.page).to_have_url(re.compile("/as/U0N299/"))


async def test_the_keyboard_gets_past_three_hundred_people(
    make_world: MakeWorld, desk: OpenDesk
) -> None:
    sam = await desk(await crowd(make_world), path=SALES)
    keys = Keys(sam.page)
    await sam.page.get_by_label("Find a person").focus()
    await keys.goes_to("Skip the people")
    await keys.presses("Enter")
    await keys.goes_to("Builder")


async def test_long_names_take_one_line(make_world: MakeWorld, desk: OpenDesk) -> None:
    world = await crowd(make_world)
    await world.slack.say("U0LONG", "It is I", "C0LONG")
    for size in (NARROW, (1280, 860)):
        sam = await desk(world, path="C0LONG", size=size)
        await fits(sam)
        heading = sam.page.get_by_role("heading", level=1)
        author = sam.message("It is I").locator(".author")
        for one in (heading, author):
            assert await one.evaluate(_LINES) == 1
            assert await one.get_attribute("title")
        if size is not NARROW:
            for line in await sam.side.locator(".person-name, .person-title").all():
                assert await line.evaluate(_LINES) == 1
