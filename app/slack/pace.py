"""How fast this app goes with Slack: every interval of its messages in one value.

Tiers as Slack documents them (per method, app and workspace): docs.slack.dev/apis/web-api/rate-limits.
"""

from app.domain.batching import Quota
from app.domain.value import Value


class Pace(Value):
    """Intervals in seconds, and what may be sent in how long.

    - `updates`: chat.update is tier 3, 50 and more a minute for a whole workspace;
    - `calm_updates`: what progress may use of that: the rest is for the ends;
    - `posts`: chat.postMessage, one a second a channel;
    - `between_updates`: between two updates of one message, at least;
    - `share`: what each running operation adds to that, since all of them share `updates`;
    - `look_again`: how long a run's message waits for news before it looks itself: what another
      process writes tells nobody here;
    - `publish`: for how long a process takes it upon itself to show a run: after its death another
      one does; longer than Slack takes for an answer, so that no two edit at once;
    - `note`: between two updates of what the channel sees of a run, at least: it has no part of
      the budget of its own;
    - `glance`: between two checks whether something was decided meanwhile;
    - `long_run`: how long a run takes before its end is also said in a reply: edits notify nobody;
    - `again`: before a call that Slack did not take is made again, one after the other;
    - `until_shown`: the same for a run's message, which is shown however long it takes: the last
      one repeats;
    - `call`: how long Slack may take for an answer;
    - `look_for_expired`: between two looks for drafts whose time is over;
    - `stop`: what messages under way may take when the app stops; a restart shows the rest;
    - `known`: how long a person's profile is kept: users.info has a budget, and people press often;
    - `uninstalled`: for how long what was being worked on when a workspace uninstalled the app may
      still write something; nobody installs it anew and asks for something in less.
    """

    updates: Quota = Quota(limit=50, seconds=60)
    calm_updates: Quota = Quota(limit=40, seconds=60)
    posts: Quota = Quota(limit=1, seconds=1)
    between_updates: float = 2.0
    share: float = 1.3
    look_again: float = 2.0
    publish: float = 20.0
    note: float = 30.0
    glance: float = 0.1
    long_run: float = 60.0
    again: tuple[float, ...] = (0.5, 2.0, 5.0)
    until_shown: tuple[float, ...] = (1.0, 2.0, 5.0, 10.0)
    call: float = 10.0
    look_for_expired: float = 60.0
    stop: float = 1.0
    known: float = 60.0
    uninstalled: float = 60.0
