"""What people do on the page reaches the app as it would from Slack, or is refused in a sentence."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from tests.playground.page.acting import (
    COLOURS,
    GO,
    Browser,
    Json,
    Refused,
    field,
    filled,
    opened,
    place_of,
    plain,
)
from tests.playground.tiny_bot import (
    ADA,
    BEN,
    CHLOE,
    GENERAL,
    PROJECTS,
    button,
    modal,
    seen,
)


async def test_a_press_tells_the_app_what_the_person_entered_in_the_message(
    browser: Browser, bot: AsyncWebClient, heard: list[Json]
) -> None:
    blocks = [field("note", "plain_text_input"), button("go", "7")]
    place = await place_of(bot, blocks)
    fields = [filled("note", "by hand")]
    await browser.act("press", user=ADA, place=place, fields=fields, **GO)
    await browser.act("press", user=ADA, place=place, **GO)
    await browser.act("press", user=BEN, place=place, **GO)
    values = [body["state"]["values"]["note"]["a"]["value"] for body in heard]
    assert values == ["by hand", "by hand", None]
    assert heard[0]["actions"][0]["value"] == "7"


async def test_what_is_entered_is_kept_without_telling_the_app(
    browser: Browser, bot: AsyncWebClient, heard: list[Json]
) -> None:
    blocks = [field("much", "number_input", is_decimal_allowed=False), button("go")]
    place = await place_of(bot, blocks)
    await browser.act("enter", user=ADA, place=place, fields=[filled("much", "12")])
    await browser.act("enter", user=ADA, place=place, fields=[filled("much", "a dozen")])
    assert heard == []
    await browser.act("press", user=ADA, place=place, **GO)
    assert heard[0]["state"]["values"]["much"]["a"]["value"] == "12"


async def test_a_choice_is_sent_as_the_whole_option(
    browser: Browser, bot: AsyncWebClient, heard: list[Json]
) -> None:
    select = {"type": "static_select", "action_id": "a", "options": COLOURS}
    section = {"type": "section", "block_id": "s", "text": plain("Pick"), "accessory": select}
    place = await place_of(bot, [section])
    at = {"user": ADA, "place": place, "block_id": "s", "action_id": "a"}
    assert await browser.act("press", **at, raw=["blue"]) == {"errors": {}}
    assert heard[0]["actions"][0]["selected_option"] == COLOURS[1]
    assert heard[0]["state"]["values"]["s"]["a"]["selected_option"] == COLOURS[1]
    with pytest.raises(Refused, match="no longer offered"):
        await browser.act("press", **at, raw=["mauve"])
    assert len(heard) == 1


async def test_a_live_input_that_does_not_fit_is_told_at_its_field_and_not_to_the_app(
    browser: Browser, bot: AsyncWebClient, heard: list[Json]
) -> None:
    place = await place_of(bot, [field("mail", "email_text_input", live=True)])
    at = {"user": ADA, "place": place, "block_id": "mail", "action_id": "a"}
    answer = await browser.act("press", **at, raw=["zoe"])
    assert "email address" in answer["errors"]["mail"]
    assert heard == []
    assert await browser.act("press", **at, raw=["zoe@example.com"]) == {"errors": {}}
    assert heard[0]["actions"][0]["value"] == "zoe@example.com"


@pytest.mark.usefixtures("heard")
async def test_a_modal_is_submitted_once_everything_in_it_fits(
    browser: Browser,
    bot: AsyncWebClient,
    slack: PlaygroundClient,
    app: AsyncApp,
) -> None:
    submitted: list[Json] = []

    @app.view("form")
    async def take(ack: Any, view: Json) -> None:
        submitted.append(view["state"]["values"])
        await ack()

    blocks = [field("name", "plain_text_input"), field("mail", "email_text_input")]
    view_id = await opened(bot, slack, app, blocks)
    fields = [filled("name"), filled("mail", "zoe")]
    wrong = await browser.act("submit", user=ADA, view_id=view_id, fields=fields)
    assert list(wrong["errors"]) == ["name", "mail"]
    assert "complete this" in wrong["errors"]["name"]
    assert submitted == []
    fields = [filled("name", "Zoe"), filled("mail", "zoe@example.com"), filled("gone", "x")]
    right = await browser.act("submit", user=ADA, view_id=view_id, fields=fields)
    assert right == {"errors": {}}
    assert submitted[0]["mail"]["a"] == {"type": "email_text_input", "value": "zoe@example.com"}
    assert await slack.views(ADA) == []


async def test_a_button_in_a_modal_comes_with_all_that_is_typed_so_far(
    browser: Browser,
    bot: AsyncWebClient,
    slack: PlaygroundClient,
    app: AsyncApp,
    heard: list[Json],
) -> None:
    blocks = [field("name", "plain_text_input"), button("go")]
    view_id = await opened(bot, slack, app, blocks)
    fields = [filled("name", "half a na")]
    await browser.act("press", user=ADA, place={"view_id": view_id}, fields=fields, **GO)
    assert heard[0]["view"]["state"]["values"]["name"]["a"]["value"] == "half a na"
    await bot.views_update(view_id=view_id, view=modal(blocks=[*blocks, {"type": "divider"}]))
    (view,) = await slack.views(ADA)
    assert view["state"]["values"]["name"]["a"]["value"] == "half a na"


async def test_a_search_offers_groups_and_takes_back_what_it_offered(
    browser: Browser, bot: AsyncWebClient, app: AsyncApp, heard: list[Json]
) -> None:
    @app.options("a")
    async def search(ack: Any, payload: Json) -> None:
        option = {"text": plain(f"Hull {payload['value']}"), "value": "p1"}
        await ack(option_groups=[{"label": plain("Ships"), "options": [option]}])

    select = {"type": "external_select", "action_id": "a"}
    place = await place_of(bot, [{"type": "actions", "block_id": "s", "elements": [select]}])
    at = {"user": ADA, "place": place, "block_id": "s", "action_id": "a"}
    (found,) = await browser.act("options", **at, query="12")
    assert (found["group"], found["text"]) == ("Ships", "Hull 12")
    with pytest.raises(Refused, match="that the search finds"):
        await browser.act("press", **at, raw=["Hull 12"])
    sent = '{"text": {"type": "plain_text", "text": "Hull 12"}, "value": "p1"}'
    await browser.act("press", **at, raw=[sent])
    assert heard[0]["actions"][0]["selected_option"] == found["option"]


async def test_people_act_only_on_what_they_see(
    browser: Browser,
    bot: AsyncWebClient,
    slack: PlaygroundClient,
    app: AsyncApp,
    heard: list[Json],
) -> None:
    place = await place_of(bot, [button("go")], PROJECTS)
    view_id = await opened(bot, slack, app, [button("go")])
    with pytest.raises(Refused, match=f"Chloe Martin is not in {PROJECTS}"):
        await browser.act("press", user=CHLOE, place=place, **GO)
    with pytest.raises(Refused, match="Ben Silva has no open view"):
        await browser.act("press", user=BEN, place={"view_id": view_id}, **GO)
    for act in ("submit", "close"):
        with pytest.raises(Refused, match="no open modal"):
            await browser.act(act, user=BEN, view_id=view_id)
    with pytest.raises(Refused, match="nobody with the id"):
        await browser.act("say", user="U0NOBODY", text="hello", channel=GENERAL)
    assert heard == []


async def test_closing_opening_home_and_shortcuts(
    browser: Browser,
    bot: AsyncWebClient,
    slack: PlaygroundClient,
    app: AsyncApp,
    heard: list[Json],
) -> None:
    used: list[str] = []

    @app.event("app_home_opened")
    async def home(event: Json) -> None:
        used.append(event["tab"])
        view = {"type": "home", "blocks": [button("go")]}
        await bot.views_publish(user_id=event["user"], view=view)

    @app.shortcut("from_message")
    async def shortcut(ack: Any, shortcut: Json) -> None:
        used.append(shortcut["message_ts"])
        await ack()

    view_id = await opened(bot, slack, app, [button("go")])
    await browser.act("close", user=ADA, view_id=view_id)
    assert await slack.views(ADA) == []
    before = await slack.seq()
    await browser.act("home", user=ADA)
    published = await seen(slack, "view_opened", after=before, user=ADA)
    place = {"view_id": published["view"]["id"]}
    await browser.act("press", user=ADA, place=place, **GO)
    assert heard[0]["view"]["type"] == "home"
    said = await browser.act("say", user=ADA, text="look", channel=GENERAL)
    await browser.act("shortcut", user=BEN, callback_id="from_message", **said)
    assert used == ["home", said["ts"]]


async def test_reading_and_reacting(browser: Browser, slack: PlaygroundClient) -> None:
    said = await browser.act("say", user=ADA, text="look", channel=GENERAL)
    await browser.act("read", user=BEN, **said)
    assert await seen(slack, "read", user=BEN, channel=GENERAL, ts=said["ts"])
    await browser.act("react", user=BEN, **said, name="eyes")
    (message,) = await slack.messages(GENERAL, BEN)
    assert message["reactions"] == [{"name": "eyes", "count": 1, "users": [BEN]}]
    with pytest.raises(Refused, match="is not in"):
        await browser.act("read", user=CHLOE, channel=PROJECTS, ts=said["ts"])


async def test_what_is_no_act_is_refused_with_a_sentence(browser: Browser) -> None:
    with pytest.raises(Refused, match="There is no call fly"):
        await browser.act("fly", user=ADA)
    with pytest.raises(Refused, match="not usable"):
        await browser.act("press", user=ADA, place={"planet": "Mars"}, **GO)
    with pytest.raises(Refused, match="not usable"):
        await browser.act("submit", user=ADA)
    async with browser.session.post(
        f"{browser.url}/page/act/say",
        json={"user": ADA, "text": "hello", "channel": GENERAL},
        headers={"Origin": "https://elsewhere.example"},
    ) as response:
        assert response.status == 403
