"""Threads, unread marks and links to messages, between colleagues in a channel."""

import re

from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.scenario.world import PRIYA, SALES, World

_FROM_THE_MIDDLE = """() => {
  const middle = (one) => (one.top + one.bottom) / 2;
  const [list, wanted] = ["#scroller", ".wanted"]
    .map((one) => document.querySelector(one).getBoundingClientRect());
  return middle(wanted) - middle(list);
}"""


async def test_colleagues_talk_in_a_thread(world: World, desk: OpenDesk) -> None:
    sam, priya = await desk(world, path=SALES), await desk(world, PRIYA, SALES)
    await sam.writes("How was the planning meeting?")
    question = priya.message("planning meeting")
    await question.hover()
    await question.get_by_role("link", name="Reply in a thread").click()
    await expect(priya.thread).to_be_visible()
    await priya.is_ready()
    await expect(priya.reply_box).to_be_focused()
    await priya.replies("Long, and good.")
    await priya.sees(priya.reply("Long, and good."), "Priya Nair")

    await sam.sees(sam.message("planning meeting"), "1 reply")
    await expect(sam.messages("Long, and good.")).to_have_count(0)
    await sam.opens_thread(sam.message("planning meeting"))
    await sam.replies("Glad to hear it.")
    await priya.sees(priya.reply("Glad to hear it."), "Sam Rivera")
    await priya.sees(priya.message("planning meeting"), "2 replies")
    await priya.thread.get_by_role("link", name="Close the thread").click()
    await expect(priya.thread).to_have_count(0)


async def test_what_is_unread_elsewhere_is_marked_until_one_looks(world: World, sam: Desk) -> None:
    sales = sam.room("sales")
    await expect(sales).not_to_have_class("unread")
    await world.slack.say(PRIYA, "Good morning", SALES)
    await expect(sales).to_have_class("unread")
    await expect(sales.locator(".badge")).to_have_count(0)  # nobody calls for Sam
    await world.slack.say(PRIYA, "@Sam Rivera, have a look", SALES)
    await expect(sales.locator(".badge")).to_have_text("1")
    await expect(sam.page).to_have_title(re.compile(r"^\(1\) "))
    await expect(sales).to_have_accessible_name(re.compile("1 unread"))

    await sam.opens_room("sales")
    await expect(sam.side.locator(".badge")).to_have_count(0)
    await sam.opens_room("Bulkhead")
    await expect(sales).not_to_have_class("unread")
    await expect(sam.page).not_to_have_title(re.compile(r"^\("))


async def test_a_link_to_a_message_opens_it_and_marks_it(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path=SALES)
    for number in range(90):
        await world.slack.say(PRIYA, f"Message number {number}.", SALES)
    await sam.reloads()
    wanted = sam.message("Message number 40.")
    await wanted.scroll_into_view_if_needed()
    await wanted.hover()
    await wanted.get_by_label("More for this message").click()
    await sam.presses("Copy link", wanted)
    await expect(sam.toast).to_contain_text("The link is copied")
    link = str(await sam.measures("navigator.clipboard.readText()"))
    assert "/archives/" in link

    await sam.writes(f"See {link}")
    await sam.page.get_by_role("link", name=link).click()
    await expect(sam.message("Message number 40.")).to_be_in_viewport()
    await expect(sam.page.locator(".wanted")).to_have_count(1)
    await sam.sees(sam.page.locator(".wanted"), "Message number 40.")
    await expect(sam.message("Message number 89.")).not_to_be_in_viewport()


async def test_a_link_to_an_old_message_shows_what_stood_around_it(
    world: World, desk: OpenDesk
) -> None:
    for number in range(300):
        await world.slack.say(PRIYA, f"Message number {number}.", SALES)
    sam = await desk(world, path=SALES)
    oldest = (await world.slack.messages(SALES))[10]
    assert oldest["text"] == "Message number 10."
    await sam.goes_to(f"/archives/{SALES}/p{oldest['ts'].replace('.', '')}")
    await sam.is_ready()
    await expect(sam.message("Message number 10.")).to_be_in_viewport()
    assert abs(await sam.measures(_FROM_THE_MIDDLE)) <= 1
    assert await sam.measures("[scrollY, document.documentElement.scrollTop]") == [0, 0]
    await world.slack.say(PRIYA, "Said meanwhile", SALES)
    await sam.page.get_by_role("link", name="Go to the newest messages").click()
    await expect(sam.message("Said meanwhile")).to_be_in_viewport()


async def test_writing_from_beside_an_old_message_leads_to_the_newest(
    world: World, desk: OpenDesk
) -> None:
    for number in range(300):
        await world.slack.say(PRIYA, f"Message number {number}.", SALES)
    sam = await desk(world, path=SALES)
    oldest = (await world.slack.messages(SALES))[10]
    await sam.goes_to(f"/archives/{SALES}/p{oldest['ts'].replace('.', '')}")
    await sam.is_ready()
    await sam.writes("That was a year ago")
    await expect(sam.message("That was a year ago")).to_be_in_viewport()
    await expect(sam.page.get_by_role("link", name="Go to the newest messages")).to_have_count(0)
    await expect(sam.box).to_be_focused()
    await world.slack.say(PRIYA, "So it was", SALES)
    await expect(sam.message("So it was")).to_be_in_viewport()
    await sam.reloads()
    await expect(sam.message("So it was")).to_be_in_viewport()
    await expect(sam.box).to_have_value("")


async def test_a_line_shows_where_the_unread_begins(world: World, desk: OpenDesk) -> None:
    await world.slack.say(PRIYA, "Read long ago", SALES)
    sam = await desk(world, path=SALES)
    line = sam.page.locator(".unread-line")
    async with sam.page.expect_response("**/page/act/read"):
        await world.slack.say(PRIYA, "Read at once", SALES)
    await sam.opens_room("Bulkhead")
    for text in ("The first that is new", "The second"):
        await world.slack.say(PRIYA, text, SALES)
    await sam.opens_room("sales")
    await expect(line).to_have_count(1)
    below = line.locator("xpath=following-sibling::li[1]")
    await sam.sees(below, "Priya Nair", "The first that is new")
    async with sam.page.expect_response("**/page/act/read"):
        await world.slack.say(PRIYA, "The third", SALES)
    await expect(line).to_have_count(1)
    await sam.reloads()
    await expect(line).to_have_count(0)
