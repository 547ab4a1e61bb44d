"""Requests that work, shown beside what was refused or asked."""

from app.domain.record import Entity

EXAMPLES = (
    "For example: “Email all customers in Berlin that the office is closed on Friday”, "
    "“Cancel all my meetings next Tuesday”, “Tag every contact at Acme as vip”."
)
SHIFT = "For example: “Push my meetings tomorrow by 30 minutes”."
CANCEL = "For example: “Cancel all my meetings next Tuesday”."
A_STRETCH = "Say from when to when, for example: “between 11 and 13”."
REPLY = 'For example: “Reply to the last email from Tom with "Thank you!"”.'
TO_TIME = "For example: “Move my meeting with Tom tomorrow to 16:00”."
PEOPLE = "For example: “Add Tom to my meeting with Priya tomorrow”."
FIELD = 'For example: “Set the city of all contacts at Acme to "Berlin"”.'
RENAME = 'For example: “Rename my next meeting with Tom to "Catch-up"”.'
INVITE = "For example: “Invite everyone in sales to a 30-minute pipeline review on Thursday at 10”."
ADD = "For example: “Add ana@example.org and li@example.org to my contacts with the tag partner”."
TAG = "For example: “Tag every contact at Acme as vip”."
CRM = "For example: “Reassign all of Akira's leads to Jinsoo”."
DEALS = "For example: “Create a follow-up deal for every customer who closed last quarter”."
ANSWER = "For example: “Decline all my meetings next Friday”."
MERGE = "For example: “Merge duplicate contacts with the same email”."
LEADS = "For example: “Add ana@example.org and li@example.org as leads in status New”."
LOG = "For example: “Log a call with everyone at Acme yesterday”."
DELETE = "Say which, for example: “Delete all contacts tagged bounced”."
ONE_SET = (
    "Say whom or what it is about without the condition, and take out the others in the preview."
)
ADDRESS = "An address looks like ana@example.org. Mend it and ask again."
NAME = "Type their name or their email address."
NOW = "Leave out when to do it; you can wait with the Confirm button."
LINK = "Put a link into the text instead."
POSITIVE = "Say what to do, for example: “Cancel all my meetings next Tuesday”."

_HINTS = {
    Entity.EVENT: CANCEL,
    Entity.LEAD: CRM,
    Entity.DEAL: CRM,
    Entity.CONTACT: TAG,
}


def hint_for(entity: Entity) -> str:
    """An example that works for this kind of record."""
    return _HINTS.get(entity, EXAMPLES)
