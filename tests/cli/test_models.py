"""Models of one's own, on the command line and in the configuration."""

from __future__ import annotations

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

RULE = '[[call]]\nnames = ["acme.run"]\nsink = "shell"\n'
APP = "import acme\n\n\ndef handler(event, context):\n    acme.run(event['body'])\n"
EVENTS = "      Events: {Get: {Type: Api, Properties: {Path: /, Method: GET}}}\n"


@pytest.fixture
def models(root):
    """The folder of models in a tree whose function calls a library that only they know."""
    (root / "src" / "app.py").write_text(APP)
    (root / "template.yaml").write_text((root / "template.yaml").read_text() + EVENTS)
    folder = root / "models"
    (folder / "python").mkdir(parents=True)
    (folder / "python" / "acme.toml").write_text(RULE)
    return folder


def _found(run):
    return [line for line in run.out.splitlines() if "GOAT0101" in line]


def test_a_library_is_known_by_the_models_that_are_named(goatherd, models):
    assert _found(goatherd("scan", "-q")) == []
    assert len(_found(goatherd("scan", "-q", "--models-from", "models"))) == 1


def test_the_configuration_names_models_of_its_tree(goatherd, models, root):
    (root / "goatherd.toml").write_text('models-from = ["models"]\n')
    assert len(_found(goatherd("scan", "-q"))) == 1
    assert _found(goatherd("scan", "-q", "--no-config")) == []


def test_folders_of_the_command_line_go_before_those_of_the_configuration(goatherd, models, root, tmp_path):
    (root / "goatherd.toml").write_text('models-from = ["models"]\n')
    other = tmp_path / "other" / "python"
    other.mkdir(parents=True)
    (other / "acme.py").write_text("def run(line):\n    pass\n")
    assert _found(goatherd("scan", "-q", "--models-from", str(other.parent))) == []


@pytest.mark.parametrize("command", ["scan", "map", "attack"])
def test_mistakes_end_the_run_before_anything_is_read(goatherd, models, snapshot, command):
    (models / "python" / "acme.toml").write_text(RULE + "snik = 1\n\n[[call]]\nnames = ['a b']\n")
    assert str(goatherd(command, "--models-from", "models")) == snapshot(name="several mistakes")
    (models / "python" / "acme.toml").write_text(RULE + "snik = 1\n")
    assert str(goatherd(command, "--models-from", "models")) == snapshot(name="one mistake")


def test_a_name_of_a_hostile_tree_does_not_drive_the_terminal(goatherd, models, root):
    (models / "python" / "a\x1b[31m.txt.x").write_text("")
    (root / "goatherd.toml").write_text('models-from = ["models"]\n')
    run = goatherd("scan")
    assert run.code == 2
    assert "\x1b" not in run.err


def test_a_map_is_made_with_them(goatherd, models):
    assert goatherd("map", "-q", "--models-from", "models").code == 0


def test_what_an_earlier_scan_came_to_counts_as_long_as_the_models_are_the_same(models, root, tmp_path):
    def found():
        config = Config(models_from=(str(models),), cache=str(tmp_path / "cache"))
        return [event.finding.id for event in scan(str(root), config) if isinstance(event, FindingFound)]

    assert "GOAT0101" in found()
    assert "GOAT0101" in found()
    (models / "python" / "acme.toml").write_text(RULE.replace("shell", "log"))
    assert "GOAT0101" not in found()
    (models / "python" / "acme.toml").write_text(RULE)
    assert "GOAT0101" in found()
