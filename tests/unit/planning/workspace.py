"""A small made-up workspace: the names that the planner may meet, and who asks."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from app.domain.files import Attached
from app.domain.identity import Person, Requester, Tenant
from app.domain.plan import Reading
from app.domain.ports import PlanRequest
from app.domain.record import Entity
from app.domain.roster import MadeIn
from app.domain.value import Value
from app.planning.planner import RulesPlanner

NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
"""A Monday, 14:00 in Berlin."""

SAM = Requester(
    person=Person(tenant=Tenant(team_id="T1"), user_id="U1"),
    name="Sam Rivera",
    email="sam@harbor.example",
    zone="Europe/Berlin",
)


class KnownNames(Value):
    """A vocabulary that holds its values; a field without any has none."""

    known: Mapping[str, Sequence[str]]

    async def values(self, entity: Entity, field: str) -> Sequence[str]:
        """The distinct values of a field."""
        return self.known.get(f"{entity}.{field}", ())


VOCABULARY = KnownNames(
    known={
        "colleague.name_email": (
            "Sam Rivera <sam@harbor.example>",
            "Akira Sato <akira@harbor.example>",
            "Jinsoo Park <jinsoo@harbor.example>",
            "Sarah Lind <sarah@harbor.example>",
            "Tom Weber <tom@harbor.example>",
            "Priya Nair <priya@harbor.example>",
            "Zoë Müller <zoe@harbor.example>",
        ),
        "colleague.department": ("Sales", "Marketing", "Engineering", "Customer Support"),
        "contact.name_email": (
            "Sarah Okafor <sarah@okafor.example>",
            "Mark Lindqvist <mark@nord.example>",
            "<!channel> Ltd & Sons <odd@odd.example>",
            "No Address <>",
        ),
        "contact.company": ("Acme GmbH", "Nordlicht AG", "Globex Corp", "Globex Labs", "Bergtal"),
        "contact.city": ("Berlin", "Hamburg", "New York", "München"),
        "contact.kind": ("customer", "supplier", "partner"),
        "contact.tags": ("bounced", "VIP", "partner", "newsletter"),
        "lead.owner": ("akira@harbor.example", "tom@harbor.example"),
        "lead.status": ("New", "Contacted", "Lost"),
        "lead.company": ("Nordlicht AG", "Bergtal"),
        "lead.product": ("Annual plan", "Pilot"),
        "lead.name": ("Ana Silva", "Bo Lind"),
        "deal.stage": ("Lead", "Qualified", "Proposal", "Won", "Lost"),
        "deal.owner": ("akira@harbor.example", "priya@harbor.example"),
        "deal.company": ("Acme GmbH", "Bergtal"),
        "event.title": ("Q4 planning", "Pipeline review", "Standup", "Lunch with Tom"),
    }
)


async def read(
    text: str,
    answers: Mapping[str, str] | None = None,
    *,
    now: datetime = NOW,
    said_at: datetime | None = None,
    requester: Requester = SAM,
    attached: Attached | None = None,
    made_in: MadeIn | None = None,
) -> Reading:
    """What the planner makes of a sentence, with these answers given."""
    request = PlanRequest(
        text=text,
        requester=requester,
        now=now,
        said_at=said_at,
        answers=answers or {},
        attached=attached,
        made_in=made_in,
    )
    return await RulesPlanner().plan(request, VOCABULARY)
