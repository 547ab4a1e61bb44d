"""Slack's limits, and the smaller ones that keep a message short, each with its reason."""

# What Slack refuses (docs.slack.dev/reference/block-kit); all in characters unless said.
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
HEADER = 150
INPUT_LABEL = 2_000
INPUT_TEXT = 3_000  # plain_text_input: longer texts cannot be edited in a modal
MESSAGE_BLOCKS = 50
MODAL_TITLE = 24
OPTIONS = 100  # of one static_select
OPTION_TEXT = 75
PRIVATE_METADATA = 3_000
SECTION = 3_000
VIEW_BLOCKS = 100

# Undocumented: Slack drops messages near 12,000 characters of blocks (slackapi/bolt-js#2509).
MESSAGE_CHARACTERS = 10_000

# What a person reads at a glance; a message's pieces together leave room for its buttons.
FALLBACK = 300  # a notification shows about one line
LABEL = 60  # an address or a title, on one line of a phone
ITEM_TEXT = 100  # the beginning of an item's text
CHANGE_VALUE = 50  # old and new value, side by side
CHANGES_LISTED = 10  # changed fields of an item in a modal
CHANGES = 2  # changed fields of an item in a message
FACT = 160  # the value of a line such as "Subject"; a risk with its reason and its groups
REASON = 80  # one clause: why it failed, why it is risky
LINE = 200  # a line of the reading, a warning
LINES = 5  # lines of one kind: no plan has more steps, and more warnings are not read
NAME = 40  # an item's label among others that share its reason
REASONS = 3  # of what failed or was left out; the items of others are counted
NAMES = 3  # named of those who share a reason; the rest are counted
SAMPLE_TEXT = 90  # the beginning of an item's text in a preview: one line of a wide window
SAMPLES = 3  # items in a preview, as in the source design
PROGRESS_LINES = 7  # items of a running run; with the line that counts the rest, eight
PROGRESS_COLUMNS = 38  # letters of one width on one line of a thread, and of a phone
PROGRESS_REASONS = 2  # why items failed, in a run that goes on
IN_DOUBT = 5  # questions in a summary; the others are asked under View Details
IN_DOUBT_RUNNING = 3  # the same while it runs: what runs on has more to show
BUTTONS = 5  # choices as buttons: one row; more become a menu
MENU = 5_000  # characters of a menu's options written as JSON; a longer menu is searched instead
QUESTION = 600
CHOICE_DETAIL = 75
PAGE = 15  # items of a page in a modal: two blocks each at most, far below VIEW_BLOCKS
BODY = 300  # the beginning of a message's body in the list of all items
RENDERED = 1_500  # one recipient's rendered text beside the inputs
BAR = 10  # cells of a progress bar: one line of a thread, with its numbers
SEARCH = 100  # a search that fits into the modal's private metadata
