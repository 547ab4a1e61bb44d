"""The language model's settings: what is missing or wrong is said by the variable's name."""

import pytest

from app.planning.model.planner import ModelPlanner
from app.planning.planner import RulesPlanner
from app.settings import Settings, SettingsError
from app.wiring import planner_of


def test_without_a_model_the_rules_read_alone() -> None:
    rules = RulesPlanner()
    assert planner_of(Settings.from_environment({}), rules) is rules


def test_a_model_on_a_server_stands_behind_the_rules() -> None:
    environment = {"BULKHEAD_MODEL": "small", "BULKHEAD_MODEL_BASE_URL": "http://127.0.0.1:9/v1"}
    settings = Settings.from_environment(environment)
    assert isinstance(planner_of(settings, RulesPlanner()), ModelPlanner)


@pytest.mark.parametrize("name", ["nobody:knows-it", "no-such-model"])
def test_a_model_that_nobody_knows_is_named(name: str) -> None:
    settings = Settings.from_environment({"BULKHEAD_MODEL": name})
    with pytest.raises(SettingsError, match=f"BULKHEAD_MODEL: {name} cannot be used"):
        planner_of(settings, RulesPlanner())


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="BULKHEAD_MODEL_BASE_URL: must begin with https"):
        Settings.from_environment({"BULKHEAD_MODEL_BASE_URL": "localhost:11434"})


def test_the_key_is_never_shown() -> None:
    settings = Settings.from_environment({"BULKHEAD_MODEL_API_KEY": "sk-secret"})
    assert "sk-secret" not in repr(settings)
