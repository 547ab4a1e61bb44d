"""A wrong variable is named, with what to do."""

from pathlib import Path

import pytest

from app.settings import Settings, SettingsError, Transport


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_environment({})
    assert (settings.data, settings.port, settings.max_items) == (Path("data"), 3000, 10_000)
    assert settings.transport is Transport.HTTP


def test_an_app_token_means_socket_mode() -> None:
    settings = Settings.from_environment({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"})
    settings.require_slack()
    assert settings.transport is Transport.SOCKET


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"BULKHEAD_DRAFT_HOURS": "0"}, "BULKHEAD_DRAFT_HOURS"),
        ({"BULKHEAD_MAX_ITEMS": "many"}, "BULKHEAD_MAX_ITEMS"),
        ({"SLACK_API_URL": "slack.example"}, "SLACK_API_URL"),
        ({"BULKHEAD_LOG_LEVEL": "debug"}, "DEBUG would log message bodies"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings.from_environment(environment)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_tokens_that_cannot_work_are_named(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings.from_environment(environment).require_slack()


def test_secrets_are_not_in_the_representation() -> None:
    secrets = {
        "SLACK_BOT_TOKEN": "xoxb-hush",
        "SLACK_SIGNING_SECRET": "hush",
        "BULKHEAD_KEY": "hush",
    }
    assert "hush" not in repr(Settings.from_environment(secrets))


def test_approvers_are_a_list_of_ids_and_connectors_get_their_own_variables() -> None:
    given = {"BULKHEAD_APPROVERS": "U1, U2,", "OFFICE_LATENCY": "0.2", "HOME": "elsewhere"}
    settings = Settings.from_environment(given)
    assert settings.approvers == {"U1", "U2"}
    assert settings.options["OFFICE_LATENCY"] == "0.2"
    assert "BULKHEAD_APPROVERS" not in settings.options
