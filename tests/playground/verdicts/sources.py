"""Where the rules are written: Slack's reference, its SDKs, and answers of Slack in public threads."""

BLOCKS = "https://docs.slack.dev/reference/block-kit/blocks"
ELEMENTS = "https://docs.slack.dev/reference/block-kit/block-elements"
OBJECTS = "https://docs.slack.dev/reference/block-kit/composition-objects"
METHODS = "https://docs.slack.dev/reference/methods"

ACTIONS = f"{BLOCKS}/actions-block"
CARD = f"{BLOCKS}/card-block"
CAROUSEL = f"{BLOCKS}/carousel-block"
CONTAINER = f"{BLOCKS}/container-block"
CONTEXT = f"{BLOCKS}/context-block"
CONTEXT_ACTIONS = f"{BLOCKS}/context-actions-block"
DATA_TABLE = f"{BLOCKS}/data-table-block"
CHART = f"{BLOCKS}/data-visualization-block"
FILE = f"{BLOCKS}/file-block"
HEADER = f"{BLOCKS}/header-block"
IMAGE = f"{BLOCKS}/image-block"
INPUT = f"{BLOCKS}/input-block"
MARKDOWN = f"{BLOCKS}/markdown-block"
PLAN = f"{BLOCKS}/plan-block"
RICH_TEXT = f"{BLOCKS}/rich-text-block"
SECTION = f"{BLOCKS}/section-block"
TABLE = f"{BLOCKS}/table-block"
TASK_CARD = f"{BLOCKS}/task-card-block"
VIDEO = f"{BLOCKS}/video-block"

BUTTON = f"{ELEMENTS}/button-element"
CHECKBOXES = f"{ELEMENTS}/checkboxes-element"
DATE = f"{ELEMENTS}/date-picker-element"
DATETIME = f"{ELEMENTS}/datetime-picker-element"
FEEDBACK = f"{ELEMENTS}/feedback-buttons-element"
FILE_INPUT = f"{ELEMENTS}/file-input-element"
ICON_BUTTON = f"{ELEMENTS}/icon-button-element"
MULTI_SELECT = f"{ELEMENTS}/multi-select-menu-element"
NUMBER_INPUT = f"{ELEMENTS}/number-input-element"
OVERFLOW = f"{ELEMENTS}/overflow-menu-element"
RADIO = f"{ELEMENTS}/radio-button-group-element"
RICH_TEXT_INPUT = f"{ELEMENTS}/rich-text-input-element"
SELECT = f"{ELEMENTS}/select-menu-element"
TEXT_INPUT = f"{ELEMENTS}/plain-text-input-element"
TIME = f"{ELEMENTS}/time-picker-element"
WORKFLOW = f"{ELEMENTS}/workflow-button-element"
# The page that lists for every element its blocks and its surfaces.
ELEMENT_SURFACES = "https://api.slack.com/reference/block-kit/block-elements"

CONFIRM = f"{OBJECTS}/confirmation-dialog-object"
CONVERSATION_FILTER = f"{OBJECTS}/conversation-filter-object"
DISPATCH = f"{OBJECTS}/dispatch-action-configuration-object"
OPTION = f"{OBJECTS}/option-object"
OPTION_GROUP = f"{OBJECTS}/option-group-object"
TEXT = f"{OBJECTS}/text-object"

MODAL_VIEWS = "https://docs.slack.dev/reference/views/modal-views"
HOME_VIEWS = "https://docs.slack.dev/reference/views/home-tab-views"
CALLS_API = "https://docs.slack.dev/apis/web-api/using-the-calls-api"
POST = f"{METHODS}/chat.postMessage"
UPDATE = f"{METHODS}/chat.update"
EPHEMERAL = f"{METHODS}/chat.postEphemeral"
OPEN = f"{METHODS}/views.open"
PUBLISH = f"{METHODS}/views.publish"
VIEW_UPDATE = f"{METHODS}/views.update"

# Every limit of that project was tried on Slack's own blocks.validate on 2026-09-26.
_PROBES = "https://github.com/nicklambourne/slackblocks/blob/master/spec"
PROBED = f"{_PROBES}/CHANGELOG.md"
PROBED_LIMITS = f"{_PROBES}/limits.json"
PROBED_SURFACES = f"{_PROBES}/vocabulary.json"
PROBED_CARD = f"{_PROBES}/fixtures/valid/blocks/card_block.json"
PROBED_BUTTON = f"{_PROBES}/fixtures/valid/elements/button_without_action_id.json"
PROBED_CASES = f"{_PROBES}/fixtures/invalid/manifest.json"

# slack_sdk's own models refuse it before it is sent.
SDK = "https://github.com/slackapi/python-slack-sdk/blob/v3.47.0/slack_sdk/models/blocks"
SDK_BLOCKS = f"{SDK}/blocks.py"
SDK_ELEMENTS = f"{SDK}/block_elements.py"
SDK_VIEWS = (
    "https://github.com/slackapi/python-slack-sdk/blob/v3.47.0/slack_sdk/models/views/__init__.py"
)


def thread(repository: str, number: int) -> str:
    """A thread on GitHub in which an answer of Slack is quoted."""
    return f"https://github.com/{repository}/issues/{number}"


TEXT_ANSWER = thread("metabase/metabase", 74943)
BLOCKS_ANSWER = thread("ryanrosello-og/playwright-slack-report", 180)
FIELDS_ANSWER = thread("getsentry/eng-pipes", 725)
ELEMENTS_ANSWER = thread("adobe/spacecat-api-service", 176)
OPTION_ANSWER = thread("rtCamp/frappe-slack-connector", 54)
VIEW_BLOCKS_ANSWER = thread("grafana-cold-storage/oncall", 210)
VIEW_FIELD_ANSWER = thread("nicklambourne/slackblocks", 36)
BUTTON_FIELD_ANSWER = thread("slackapi/bolt-js", 1891)
SECTION_ANSWER = thread("slackapi/java-slack-sdk", 1017)
SUBMIT_ANSWER = thread("slackapi/node-slack-sdk", 875)
OPTION_URL_ANSWER = thread("slack-go/slack", 612)
BLOCK_ID_ANSWER = thread("slack-go/slack", 725)
ACTION_ID_ANSWER = thread("knacklabs/gantry", 458)
INPUT_IN_MESSAGE = thread("yhatt/jsx-slack", 218)
FILE_IN_MODAL = thread("yhatt/jsx-slack", 76)
BLOCKS_FORMAT_ANSWER = thread("slackapi/node-slack-sdk", 1027)
ALERT_SURFACE = thread("slackapi/node-slack-sdk", 2567)
ALERT_TEXT = thread("slackapi/java-slack-sdk", 1610)
CELL_ANSWER = thread("vercel/chat", 373)
COLUMN_ANSWER = thread("NousResearch/hermes-agent", 56615)
TABLE_NUMBER = thread("slackapi/python-slack-sdk", 1964)
TABLE_TOTAL = thread("openclaw/openclaw", 116447)
EMPTY_RICH_TEXT = thread("NousResearch/hermes-agent", 72871)
INITIAL_OPTIONS_ANSWER = thread("maxchehab/phelia", 23)
TOTAL_ANSWER = thread("slackapi/bolt-js", 2509)
CUT_TEXT = thread("open-cli-collective/slack-chat-api", 139)
LONG_UPDATE = thread("seratch/ChatGPT-in-Slack", 102)
THREAD_ANSWER = thread("slackapi/bolt-js", 2307)
CONTAINER_ANSWER = "https://github.com/abdolence/slack-morphism-rust/blob/master/src/api/blocks.rs"
