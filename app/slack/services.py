"""What the surfaces share; composition makes it, and each surface takes what it needs."""

from dataclasses import dataclass

from app.domain.departures import Departures
from app.domain.journal import OperationStore
from app.domain.ports import Clock, Dispatcher
from app.engine.drafts import BulkDraftManager
from app.engine.later import LaterDrafts
from app.engine.progress import BulkProgressTracker
from app.engine.recurring import Runs
from app.engine.scheduler import Scheduler
from app.engine.starting import Agenda
from app.engine.tasks import TaskKeeper
from app.slack.asking import Asking
from app.slack.gateway import SlackGateway
from app.slack.inbox import InboxProcessor
from app.slack.pace import Pace
from app.slack.people import People
from app.slack.previews import Previews
from app.slack.runs import RunMessages


@dataclass(frozen=True)
class Services:
    """The collaborators of the Slack surfaces.

    `clock` is the journal's: what people see and press is compared with what was written there,
    wherever that was.
    """

    inbox: InboxProcessor
    gateway: SlackGateway
    people: People
    asking: Asking
    previews: Previews
    runs: RunMessages
    drafts: BulkDraftManager
    operations: OperationStore
    tracker: BulkProgressTracker
    dispatcher: Dispatcher
    tasks: TaskKeeper
    clock: Clock
    agenda: Agenda
    scheduler: Scheduler
    schedule_runs: Runs
    later: LaterDrafts
    departures: Departures
    pace: Pace
