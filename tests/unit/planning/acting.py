"""Golden requests: sentences that must become a step, and what the step is.

Each family is a list of ways to say the same; the expected step is written once.
"""

from app.domain.plan import ChangeHow, Step
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter
from tests.unit.planning.steps import (
    AKIRAS,
    CLOSED_LAST_QUARTER,
    JINSOO,
    NEXT_TUESDAY,
    THIRTY_DAYS_AGO,
    TOMORROW,
    added,
    below,
    cancel,
    contact_change,
    contact_delete,
    crm_delete,
    crm_set,
    equals,
    new_deals,
    review,
    shift,
    tagged,
    within,
)

ACTING: tuple[tuple[Step, tuple[str, ...]], ...] = (
    (
        review("2026-11-26T09:00:00Z", 30),
        (
            "Invite everyone in sales to a 30-minute pipeline review on Thursday at 10",
            "Could you please invite everybody in Sales to a 30 min pipeline review on Thursday at 10am?",
            "invite the sales team to a half-hour pipeline review this Thursday at 10:00",
            "Invite everyone in sales on Thursday at 10 to a 30-minute pipeline review",
            "On Thursday at 10 invite everyone in sales to a 30-minute pipeline review",
            "Please set up a half-hour pipeline review with the sales team for Thursday, 10:00",
            "Schedule a 30 minute pipeline review with everyone in sales on 26 Nov at 10",
            "Send an invitation for a 30-minute pipeline review to everyone in sales on Thursday at 10",
            "Invite everyone in the sales department to a pipeline review from 10 to 10:30 on Thursday",
        ),
    ),
    (
        review("2026-11-24T13:00:00Z", 60, "Kick-off"),
        (
            "Invite the sales team to a kick-off tomorrow at 2pm for an hour",
            "Invite everyone in sales to an hour-long kick-off tomorrow at 2",
            "invite sales to a “Kick-off” tomorrow at 14:00 for 60 minutes",
        ),
    ),
    (
        cancel(*NEXT_TUESDAY),
        (
            "Cancel all my meetings next Tuesday",
            "cancel my meetings next tuesday.",
            "Please cancel every meeting I have next Tuesday",
            "CANCEL ALL MY MEETINGS NEXT TUESDAY!!!",
            "Can you cancel all of my appointments next Tuesday? Thanks!",
            "Clear my calendar next Tuesday",
            "Delete all my events on Tuesday next week",
            "Cancel all meetings on 1 December",
            "Remove all my meetings on 2026-12-01",
        ),
    ),
    (
        cancel(*TOMORROW),
        ("cancel tomorrow's meetings", "Call off all my meetings tomorrow, please"),
    ),
    (
        cancel(*within("start", "2026-11-24T11:00:00Z", "2026-11-24T17:00:00Z")),
        ("Cancel my meetings tomorrow afternoon", "cancel all meetings tomorrow from 12 to 18:00"),
    ),
    (
        cancel(
            Filter(field="attendees", comparison=Comparison.HAS, value="tom@harbor.example"),
            *TOMORROW,
        ),
        ("Cancel my meetings with Tom tomorrow", "Cancel tomorrow's meetings with Tom Weber"),
    ),
    (
        cancel(*within("start", "2026-11-24T09:00:00Z", "2026-11-24T09:01:00Z")),
        ("Cancel my 10am meeting tomorrow", "cancel my 10 o'clock meeting tomorrow"),
    ),
    (
        shift(30, *TOMORROW),
        (
            "Push my meetings tomorrow by 30 minutes",
            "Push tomorrow's meetings 30 minutes later",
            "please move all my meetings tomorrow back by half an hour",
            "Delay all my meetings tomorrow by 30 min",
            "Postpone my meetings tomorrow by 0.5 hours",
            "Could you shift my meetings tomorrow by 30 minutes?",
        ),
    ),
    (
        shift(-60, *TOMORROW),
        (
            "Bring my meetings tomorrow forward by an hour",
            "Bring forward my meetings tomorrow by 1 hour",
            "Move all my meetings tomorrow one hour earlier",
        ),
    ),
    (
        shift(90, *TOMORROW),
        ("Push my meetings tomorrow by an hour and a half", "Move my meetings tomorrow by 1h30"),
    ),
    (
        shift(3 * 24 * 60, *TOMORROW),
        ("Move my meetings tomorrow to Friday", "Reschedule tomorrow's meetings to 27 Nov"),
    ),
    (
        added("ana@example.org", "bob@example.org", "li@example.org", tag="partner"),
        (
            "Add ana@example.org, bob@example.org and li@example.org to my contacts with the tag partner",
            "please add ana@example.org, bob@example.org, and li@example.org to my contacts tagged partner",
            "Add <mailto:ana@example.org|ana@example.org>, bob@example.org & li@example.org as new contacts with tag “partner”",
            "Save ana@example.org, bob@example.org, li@example.org to my address book with the label Partner",
        ),
    ),
    (
        added("li@example.org"),
        ("save li@example.org as a contact", "Add li@example.org to our contacts."),
    ),
    (
        contact_change(ChangeHow.ADD, "VIP", equals("company", "Acme GmbH")),
        (
            "Tag every contact at Acme as vip",
            "tag all contacts at Acme GmbH as VIP",
            "Mark every contact at Acme as vip",
            "Add the tag vip to all contacts at Acme",
            "Add the vip tag to every contact at acme",
            "Label Acme contacts vip",
            "Tag everyone at Acme as vip",
            "Please tag all of Acme's contacts with “vip”",
        ),
    ),
    (
        contact_change(ChangeHow.REMOVE, "VIP", equals("city", "Berlin")),
        (
            "Remove the tag VIP from all contacts in Berlin",
            "Remove the vip tag from every contact in Berlin",
            "Untag vip from contacts in Berlin",
        ),
    ),
    (
        contact_change(ChangeHow.REMOVE, "VIP", tagged("VIP")),
        ("Remove the tag vip from all contacts",),
    ),
    (
        contact_delete(tagged("bounced")),
        (
            "Delete all contacts tagged bounced",
            "delete every contact that is tagged bounced",
            "Remove all contacts with the tag “bounced”, please",
            "I need to delete all bounced contacts",
            "Get rid of all contacts labelled Bounced!",
        ),
    ),
    (
        contact_delete(equals("city", "Berlin")),
        ("Delete all contacts in Berlin", "erase all Berlin contacts"),
    ),
    (
        contact_delete(Filter(field="email", comparison=Comparison.EMPTY)),
        ("Delete all contacts without an email address",),
    ),
    (
        crm_set(Entity.LEAD, "owner", JINSOO, AKIRAS),
        (
            "Reassign all of Akira's leads to Jinsoo",
            "Reassign all of Akira\u2019s leads to Jinsoo Park",
            "Give Jinsoo all of Akira's leads",
            "Hand over Akira's leads to Jinsoo",
            "Assign all leads owned by Akira Sato to Jinsoo",
            "Reassign to Jinsoo all leads assigned to Akira",
            "Can you transfer every lead that belongs to Akira to jinsoo, please?",
            "Set the owner of all of Akira's leads to Jinsoo",
            "Move Akira's leads to Jinsoo",
        ),
    ),
    (
        crm_set(
            Entity.LEAD,
            "owner",
            "sam@harbor.example",
            Filter(field="owner", comparison=Comparison.EMPTY),
        ),
        ("Assign all leads without an owner to me",),
    ),
    (
        crm_set(
            Entity.DEAL,
            "stage",
            "Lost",
            equals("stage", "Proposal"),
            below("created_at", THIRTY_DAYS_AGO),
        ),
        (
            "Move every deal in Proposal that is older than 30 days to Lost",
            "Move all deals older than 30 days in the proposal stage to lost",
            "Mark all proposal deals older than 30 days as lost",
            "Set the stage of every deal in Proposal that is more than 30 days old to Lost",
            "Move every deal that is in Proposal and older than 30 days to Lost",
        ),
    ),
    (
        crm_set(Entity.DEAL, "stage", "Won", AKIRAS),
        ("Set the stage of all deals owned by Akira to Won", "Move Akira's deals to the Won stage"),
    ),
    (crm_delete(Entity.LEAD, AKIRAS), ("Delete all leads owned by Akira", "Remove Akira's leads")),
    (
        crm_delete(Entity.LEAD, equals("status", "Lost")),
        ("Delete all leads that are lost", "delete lost leads"),
    ),
    (
        new_deals("Follow-up: {{ company }}", CLOSED_LAST_QUARTER),
        (
            "Create a follow-up deal for every customer who closed last quarter",
            "Create follow-up deals for all customers who closed a deal last quarter",
            "For every customer who closed last quarter, create a follow-up deal",
            "Please add a follow up deal for each client that closed in the last quarter",
        ),
    ),
)
