"""How fast the stories go: no limit of Slack's, and no wait that nobody is there for."""

from app.domain.batching import Quota
from app.slack.pace import Pace
from playground.timing import Timing

SOON = Pace(
    updates=Quota(limit=1000, seconds=1),
    calm_updates=Quota(limit=1000, seconds=1),
    posts=Quota(limit=1000, seconds=1),
    between_updates=0.02,
    share=0.0,
    glance=0.005,
    again=(0.01, 0.02),
    until_shown=(0.01, 0.02, 0.05),
    call=8.0,
    look_for_expired=3600.0,
    stop=0.1,
    known=0.0,
    uninstalled=0.0,
)
"""No story waits for Slack's limits; those are what the playground's own tests are about."""

SWIFT = Timing(retry_delays=(0.0, 0.05, 0.1))
