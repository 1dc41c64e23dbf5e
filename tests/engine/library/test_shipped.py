"""The rules that come with goatherd: their files have no mistakes, and every rule can be found."""

from __future__ import annotations

from importlib.resources import files

import pytest

from goatherd.engine.library.folders import lowered, unanswered
from goatherd.engine.library.known import LANGUAGES, shipped
from goatherd.engine.library.parse import problems_of
from goatherd.engine.library.rules import Models, renamed

FILES = [
    (language, path.name, path.read_text("utf-8"))
    for language in LANGUAGES
    for path in files("goatherd.engine").joinpath("models", language).iterdir()
]


@pytest.mark.parametrize(("language", "name", "text"), FILES, ids=[f"{language}/{name}" for language, name, _ in FILES])
def test_a_file_has_no_mistakes(language: str, name: str, text: str) -> None:
    assert problems_of(text, name) == []


def _rules(models: Models):
    return {
        rule for table in (models.exact, models.families, models.methods) for found in table.values() for rule in found
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_rule_has_a_name_that_an_alias_hides(language: str) -> None:
    models = shipped(language)
    assert [rule.names for rule in _rules(models) if renamed(rule, models.aliases).names != rule.names] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_alias_leads_to_another(language: str) -> None:
    aliases = shipped(language).aliases
    assert [name for name, target in aliases.items() if target in aliases] == []


STUBS = [
    (language, path.name, path.read_text("utf-8"))
    for language in LANGUAGES
    for path in files("goatherd.engine.stubs").joinpath(language).iterdir()
    if path.name.endswith((".py", ".js")) and path.name != "__init__.py"
]


@pytest.mark.parametrize(("language", "name", "text"), STUBS, ids=[f"{language}/{name}" for language, name, _ in STUBS])
def test_a_stub_is_code_and_asks_only_what_is_answered(language: str, name: str, text: str) -> None:
    assert lowered(language, name, text).problems == []
    assert list(unanswered(language, text)) == []
