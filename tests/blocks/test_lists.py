"""The two long lists: all items before a run, and what became of each after it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkDraft, BulkItem
from blocks import ids
from blocks.details_view import details_view, parse_status, parts_of
from blocks.items_view import ItemSearch, items_view, searched
from blocks.message import View
from blocks.paging import span_of
from tests.blocks.checks import buttons, interactive, shown
from tests.blocks.samples import READER, SHIFT_STEP, draft, event_change, mail, run

I = ItemStatus  # noqa: E741 - the name of one status is enough in long lists
MAILS = [mail(place) for place in range(40)]
DRAFT = draft(total=39, excluded=frozenset({"i1"}))
MIXED = (*[I.COMPLETED] * 20, *[I.FAILED] * 2, *[I.IN_DOUBT] * 3)


def listed(a_draft: BulkDraft, items: Sequence[BulkItem], page: int = 0, search: str = "") -> View:
    """The list of these items of a draft, read in chunks of seven."""
    wanted = searched(search)
    found = ItemSearch(wanted, page)
    for start in range(0, len(items), 7):
        found.look_at(items[start : start + 7])
    return items_view(a_draft, found.page, READER, wanted)


def state(view: View) -> ids.ItemsState:
    """What the modal remembers."""
    return ids.ItemsState.parse(view["private_metadata"])


def test_a_page_holds_fifteen_and_leads_on() -> None:
    first = listed(DRAFT, MAILS)
    assert buttons(first) == ["Exclude", "Include", *["Exclude"] * 13, "Next"]
    text = shown(first["blocks"])
    assert "39 people, 1 taken out" in text
    assert "Page 1 of 3" in text
    last = listed(DRAFT, MAILS, page=2)
    assert buttons(last) == [*["Exclude"] * 10, "Previous"]


def test_a_page_that_is_gone_becomes_the_last() -> None:
    assert state(listed(DRAFT, MAILS, page=99)).page == 2


def test_each_mail_shows_its_subject_its_text_and_its_risk() -> None:
    blocks = listed(DRAFT, MAILS[:2])["blocks"][3:]
    kinds = [block["type"] for block in blocks]
    assert kinds == ["divider", "rich_text", "context", "actions"] * 2
    assert [shown(part).splitlines() for part in (blocks[:4], blocks[4:])] == [
        [
            "john@company.com",
            "Subject: Follow-up: Q4 planning",
            "Thanks for the productive discussion about the road map.",
            "Low risk: goes to a colleague",
            "Exclude",
        ],
        [
            "Taken out: sarah@company.com",
            "Subject: Follow-up: Q4 planning",
            "Following up on the Q4 planning we discussed.",
            "Low risk: goes to a colleague",
            "Include",
        ],
    ]


def test_what_is_taken_out_is_struck_through() -> None:
    names = [
        block["elements"][0]["elements"]
        for block in listed(DRAFT, MAILS[:2])["blocks"]
        if block["type"] == "rich_text"
    ]
    styles = [[part["style"] for part in name] for name in names]
    assert styles == [[{"bold": True}], [{"bold": True}, {"strike": True}]]


def test_both_ways_out_of_the_list_keep_what_was_changed_and_say_so() -> None:
    view = listed(DRAFT, MAILS)
    assert "take effect at once" in shown(view["blocks"])
    assert (view["submit"]["text"], view["close"]["text"]) == ("Done", "Back to preview")


def test_changes_are_listed_in_full() -> None:
    view = listed(draft(SHIFT_STEP), [event_change(0)])
    assert "Time: 10:00–10:30 → 11:00–11:30" in shown(view["blocks"])  # noqa: RUF001 - a range


def test_a_search_finds_people_beyond_the_page_and_is_remembered() -> None:
    view = listed(DRAFT, MAILS, search=" JOHN ")
    assert "4 found" in shown(view["blocks"])
    assert len(buttons(view)) == 4
    assert state(view).search == "JOHN"


def test_a_search_for_nobody_says_so() -> None:
    assert "Nothing here." in shown(listed(DRAFT, MAILS, search="zz")["blocks"])


def test_a_toggle_names_its_item() -> None:
    values = [each["value"] for each in interactive(listed(DRAFT, MAILS)["blocks"][7:])]
    assert ids.ToggleRef.parse(values[0]) == ids.ToggleRef.of("d1", "i1", out=False)
    assert ids.ToggleRef.parse(values[1]) == ids.ToggleRef.of("d1", "i2", out=True)


def test_details_show_what_became_of_each() -> None:
    text = shown(details_view(run(MIXED, OperationStatus.COMPLETED))["blocks"])
    assert "20 sent · 2 failed · 3 in doubt" in text
    assert "john@company.com  sent, 1.8 s" in text.splitlines()


def test_details_can_be_narrowed_to_what_failed() -> None:
    ended = run(MIXED, OperationStatus.COMPLETED)
    view = details_view(replace(ended, lines=ended.of(I.FAILED)), status=I.FAILED)
    text = shown(view["blocks"])
    assert text.count("failed: Invalid email address") == 2
    assert "sent, " not in text
    metadata = ids.DetailsState.parse(view["private_metadata"])
    assert parse_status(metadata.status) is I.FAILED


def test_details_of_long_ago_say_that_the_texts_were_removed() -> None:
    ended = run(MIXED, OperationStatus.COMPLETED)
    assert "removed" not in shown(details_view(ended)["blocks"])
    text = shown(details_view(replace(ended, kept_days=30))["blocks"])
    assert "Names and texts were removed 30 days after the end." in text
    assert "20 sent · 2 failed · 3 in doubt" in text
    text = shown(details_view(replace(ended, kept_days=0))["blocks"])
    assert "Names and texts were removed when Bulkhead was uninstalled." in text


def test_the_menu_counts_each_status_and_all() -> None:
    menu = next(iter(interactive(details_view(run(MIXED))["blocks"])))
    labels = [option["text"]["text"] for option in menu["options"]]
    assert labels == ["All (25)", "Sent (20)", "Failed (2)", "In doubt (3)"]
    assert parse_status(menu["initial_option"]["value"]) is None


@pytest.mark.parametrize("status", [OperationStatus.COMPLETED, OperationStatus.EXECUTING])
def test_an_item_in_doubt_is_settled_here_also_while_the_run_goes_on(
    status: OperationStatus,
) -> None:
    looked = run(MIXED, status)
    view = details_view(replace(looked, lines=looked.of(I.IN_DOUBT)), status=I.IN_DOUBT)
    assert buttons(view) == ["It was sent", "Send again"] * 3


def test_the_details_are_given_one_page_and_count_all() -> None:
    looked = run((I.COMPLETED,) * 40, OperationStatus.COMPLETED)
    last = details_view(replace(looked, lines=looked.lines[30:]), page=99)
    assert buttons(last) == ["Previous"]
    text = shown(last["blocks"])
    assert "Page 3 of 3" in text
    assert text.count("  sent, ") == 10


def test_the_pages_of_all_begin_with_what_needs_a_person() -> None:
    counts = run(
        (*[I.COMPLETED] * 40, *[I.FAILED] * 17, *[I.IN_DOUBT], *[I.SKIPPED] * 2)
    ).progress.counts
    pages = [parts_of(counts, span_of(60, page), None) for page in range(4)]
    assert pages[0] == [(I.FAILED, range(15))]
    assert pages[1] == [
        (I.FAILED, range(15, 17)),
        (I.IN_DOUBT, range(1)),
        (I.SKIPPED, range(2)),
        (I.COMPLETED, range(10)),
    ]
    assert pages[2:] == [[(I.COMPLETED, range(10, 25))], [(I.COMPLETED, range(25, 40))]]
    assert parts_of(counts, span_of(17, 1), I.FAILED) == [(I.FAILED, range(15, 17))]


def test_details_of_a_status_without_items_say_so() -> None:
    ended = run(MIXED, OperationStatus.COMPLETED)
    view = details_view(replace(ended, lines=ended.of(I.SKIPPED)), status=I.SKIPPED)
    assert "Nothing here." in shown(view["blocks"])
