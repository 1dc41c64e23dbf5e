"""Scanning twice: the same bytes for the same files, and never an answer that a changed file would not give."""

from __future__ import annotations

import os
import signal

import pytest
from attrs import evolve

from goatherd.cache.product import product
from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FindingFound, FunctionAnalysed
from goatherd.engine import entry as entries
from goatherd.engine import interpretations
from goatherd.scan import scan

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
"""
FUNCTION = """\
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: {name}.handler
      Events: {{Call: {{Type: Api, Properties: {{Path: /{name}, Method: get}}}}}}
"""
WEAK = (
    "import os\nimport shared\ndef handler(event, context):\n    os.system('ls ' + shared.part(event))\n    return {}\n"
)
SHARED = "def part(event):\n    return event['body']\n"


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "tree"
    root.mkdir()
    names = [f"f{number}" for number in range(6)]
    (root / "template.yaml").write_text(TEMPLATE + "".join(FUNCTION.format(name=name) for name in names))
    for name in names:
        (root / f"{name}.py").write_text(WEAK + f"# {name}\n")
    (root / "shared.py").write_text(SHARED)
    return root


@pytest.fixture
def config(tmp_path):
    return Config(cache=str(tmp_path / "cache"), select=("GOAT0101",))


@pytest.fixture
def interpreted(monkeypatch):
    """The functions that are interpreted in this process."""
    names = []
    run = entries.run

    def noted(modules, function, *rest):
        names.append(function.id)
        return run(modules, function, *rest)

    monkeypatch.setattr(entries, "run", noted)
    return names


def found(root, config, diagnosed=0):
    events = list(scan(str(root), config))
    assert len([event for event in events if isinstance(event, Diagnosed)]) == diagnosed
    return [event.finding for event in events if isinstance(event, FindingFound)]


def test_a_second_scan_reads_no_code_and_says_the_same(tree, config, interpreted):
    first = found(tree, config)
    assert len(first) == len(interpreted) == 6
    interpreted.clear()

    assert found(tree, config) == first
    assert interpreted == []


def test_a_second_scan_works_nothing_out(tree, config, monkeypatch):
    first = found(tree, config)

    def refuse(*_):
        raise AssertionError("it is worked out again")

    monkeypatch.setattr("goatherd.scan._read", refuse)
    assert found(tree, config) == first


def test_a_scan_of_the_same_files_elsewhere_is_known(tree, config, interpreted, tmp_path):
    first = found(tree, config)
    interpreted.clear()
    tree.rename(tmp_path / "moved")

    assert found(tmp_path / "moved", config) == first
    assert interpreted == []


def test_one_changed_file_costs_one_function(tree, config, interpreted):
    first = found(tree, config)
    interpreted.clear()
    (tree / "f3.py").write_text("def handler(event, context):\n    return {}\n")

    assert found(tree, config) == [each for each in first if each.function != "f3"]
    assert interpreted == ["f3"]


def test_a_changed_file_that_all_import_costs_all(tree, config, interpreted):
    found(tree, config)
    interpreted.clear()
    (tree / "shared.py").write_text("def part(event):\n    return 'fixed'\n")

    assert found(tree, config) == []
    assert len(interpreted) == 6


def test_a_changed_setting_costs_the_function_that_sees_it(tree, config, interpreted):
    first = found(tree, config)
    interpreted.clear()
    text = (tree / "template.yaml").read_text()
    setting = "      Environment: {Variables: {A: b}}\n"
    (tree / "template.yaml").write_text(text + setting)

    assert found(tree, config) == first
    assert interpreted == ["f5"]


def test_a_new_file_may_be_what_an_import_means(tree, config):
    (tree / "shared.py").rename(tree / "later.py")
    assert len(found(tree, config, diagnosed=6)) == 6

    (tree / "shared.py").write_text("def part(event):\n    return 'fixed'\n")
    assert found(tree, config) == []


def test_a_setting_that_says_which_file_an_import_means_is_asked_again(tmp_path, config):
    root = tmp_path / "typed"
    root.mkdir()
    function = FUNCTION.format(name="app").replace("python3.12", "nodejs20.x")
    (root / "template.yaml").write_text(TEMPLATE + function)
    (root / "app.ts").write_text(
        "import { part } from '@lib/part';\nimport { execSync } from 'node:child_process';\n"
        "export const handler = async (event: any) => { execSync('ls ' + part(event)); return {}; };\n"
    )
    for folder, code in (("one", "event.body"), ("two", "'docs'")):
        (root / folder).mkdir()
        (root / folder / "part.ts").write_text(f"export const part = (event: any) => {code};\n")
    settings = '{"compilerOptions": {"baseUrl": ".", "paths": {"@lib/*": ["FOLDER/*"]}}}'
    for folder, expected in (("one", 1), ("two", 0), ("one", 1)):
        (root / "tsconfig.json").write_text(settings.replace("FOLDER", folder))
        assert len(found(root, config)) == expected


def test_other_checks_other_answers(tree, config):
    found(tree, config)

    assert found(tree, evolve(config, select=("GOAT0102",))) == []
    assert len(found(tree, config)) == 6


def test_another_goatherd_works_it_out_again(tree, config, interpreted, monkeypatch):
    found(tree, config)
    interpreted.clear()
    monkeypatch.setattr("goatherd.cache.traced.product", lambda: product() + b"changed")

    found(tree, config)
    assert len(interpreted) == 6


def test_problems_of_files_are_told_again(tree, config):
    (tree / "f2.py").write_text("def handler(event, context:\n")

    def problems():
        return [e.diagnosis.message for e in scan(str(tree), config) if isinstance(e, Diagnosed)]

    first = problems()
    assert first
    assert problems() == first
    (tree / "f1.py").write_text("def handler(event, context):\n    return {}\n")
    assert problems() == first


def test_workers_say_what_one_process_says(tree, config, monkeypatch):
    alone = list(scan(str(tree), evolve(config, cache="")))
    monkeypatch.setattr(interpretations, "_SECONDS_ALONE", 0)

    shared = list(scan(str(tree), evolve(config, cache="", jobs=3)))

    assert [type(event) for event in shared] == [type(event) for event in alone]
    assert [e.finding for e in shared if isinstance(e, FindingFound)] == [
        e.finding for e in alone if isinstance(e, FindingFound)
    ]


def test_what_workers_found_is_remembered(tree, config, interpreted, monkeypatch):
    monkeypatch.setattr(interpretations, "_SECONDS_ALONE", 0)
    first = found(tree, evolve(config, jobs=2))
    assert len(interpreted) < 6
    interpreted.clear()
    (tree / "f0.py").write_text(WEAK)

    assert found(tree, config) == first
    assert interpreted == ["f0"]


def test_a_function_that_ends_its_process_is_named_and_hides_no_other(tree, config, monkeypatch):
    run = entries.run

    def deadly(modules, function, *rest):
        if function.id == "f2":
            os.kill(os.getpid(), signal.SIGKILL)
        return run(modules, function, *rest)

    monkeypatch.setattr(entries, "run", deadly)
    monkeypatch.setattr(interpretations, "_SECONDS_ALONE", 0)

    events = list(scan(str(tree), evolve(config, jobs=2)))

    assert {e.finding.function for e in events if isinstance(e, FindingFound)} == {"f0", "f1", "f3", "f4", "f5"}
    (told,) = [e.diagnosis.message for e in events if isinstance(e, Diagnosed)]
    assert "the code of f2 was not interpreted to its end" in told
    assert "signal 9" in told
    assert len([e for e in events if isinstance(e, FunctionAnalysed)]) == 6
