"""What the documents say is what the program does."""

from __future__ import annotations

import ast
import importlib.util
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from goatherd.checks.judged import RELIABLE
from goatherd.checks.registry import all_checks
from goatherd.cli.attack import command as attack_command
from goatherd.cli.hunt import command as hunt_command
from goatherd.cli.invoke import command as invoke_command
from goatherd.cli.map import command as map_command
from goatherd.cli.scan import command as scan_command
from goatherd.core.config import Config, load_config
from goatherd.core.events import FindingFound
from goatherd.learn.course import read_course
from goatherd.report import FORMATS
from goatherd.rules.examples import examples, fenced_files
from goatherd.scan import scan

TOP = Path(__file__).parent.parent


def tool(name):
    specification = importlib.util.spec_from_file_location(name, TOP / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_pages_of_the_checks_are_up_to_date():
    pages = tool("gen_docs").pages()
    docs = TOP / "docs"
    paths = [path for folder in ("checks", "oracles", "detections") for path in docs.glob(f"{folder}/*.md")]
    written = {path.relative_to(docs).as_posix() for path in paths}
    assert written == set(pages), "make docs"
    for name, text in pages.items():
        assert (docs / name).read_text(encoding="utf-8") == text, f"make docs: {name} is stale"


def test_the_tables_of_models_are_up_to_date():
    text = (TOP / "docs" / "models.md").read_text(encoding="utf-8")
    assert text == tool("gen_docs").guide(text), "make docs"


def test_the_examples_of_models_are_found_as_marked(tmp_path, monkeypatch):
    for path, text in fenced_files((TOP / "docs" / "models.md").read_text(encoding="utf-8")):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    specification = importlib.util.spec_from_file_location("test_models", tmp_path / "tests" / "test_models.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    module.test_examples()
    assert len(list((tmp_path / "examples").iterdir())) == 3
    monkeypatch.setattr(module, "Config", lambda select, models_from: Config(select=select))
    with pytest.raises(AssertionError):
        module.test_examples()


def test_the_table_of_the_lessons_shows_all_of_them_and_nothing_that_should_not_be():
    table = (TOP / "docs" / "lessons.md").read_text(encoding="utf-8").partition("## Said beside")[0]
    rows = [line.split(" | ") for line in table.splitlines() if re.match(r"\| \d", line)]
    lessons = read_course().lessons
    assert [row[1] for row in rows] == [lesson.title for lesson in lessons], "python tools/gen_lessons.py"
    assert [row[1] for row, lesson in zip(rows, lessons, strict=True) if lesson.oracles and row[5] == "–"] == []
    assert [row for row in rows if "**" in "".join(row)] == []


def test_usage_names_every_option_and_format():
    usage = (TOP / "docs" / "usage.md").read_text(encoding="utf-8")
    parameters = [
        parameter
        for command in (scan_command, attack_command, invoke_command, map_command)
        for parameter in command.params
    ]
    options = {option for parameter in parameters for option in parameter.opts if option.startswith("--")}
    taken_for_granted = {"--quiet", "--verbose", "--width"}
    assert {
        option for option in options - taken_for_granted if f"`{option}" not in usage and f" {option}" not in usage
    } == set()
    assert {format for format in FORMATS if f"`{format}`" not in usage} == set()


def test_the_guide_to_hunting_names_every_option():
    guide = (TOP / "docs" / "hunt.md").read_text(encoding="utf-8")
    options = {option for parameter in hunt_command.params for option in parameter.opts if option.startswith("--")}
    assert {option for option in options if f"`{option}" not in guide} == set()


def test_the_configuration_in_usage_is_valid(tmp_path):
    usage = (TOP / "docs" / "usage.md").read_text(encoding="utf-8")
    (tmp_path / "models").mkdir()
    configs = []
    for block in re.findall(r"```toml\n(.*?)```", usage, re.DOTALL):
        (tmp_path / "goatherd.toml").write_text(block)
        configs.append(load_config(tmp_path / "goatherd.toml"))
    assert [config.ignore for config in configs if not config.accept] == [("GOAT0506",)]
    assert [each.id for config in configs for each in config.accept] == ["GOAT0403"]


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "CONTRIBUTING.md",
        "ARCHITECTURE.md",
        "docs/usage.md",
        "docs/ci.md",
        "docs/map.md",
        "docs/infrastructure.md",
        "docs/confidence.md",
        "docs/hunt.md",
        "docs/models.md",
    ],
)
def test_links_lead_somewhere(document):
    path = TOP / document
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_architecture_is_short_and_names_the_layers_that_are_enforced():
    text = (TOP / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80
    settings = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    for row in settings["tool"]["importlinter"]["contracts"][0]["layers"]:
        for layer in row.split(" | "):
            assert f"`{layer.removeprefix('goatherd.')}" in text


def test_everything_that_is_installed_is_pinned():
    settings = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    base, groups = settings["project"]["dependencies"], settings["dependency-groups"]
    of_extras = settings["project"]["optional-dependencies"]
    extras = [*chain(*of_extras.values())]
    for name, wanted in {
        "scan": base,
        "learn": [*base, *(each for each in extras if each not in of_extras["spark"])],  # 500 MB
        "build": groups["build"],
        "dev": [*base, *extras, *groups["build"], *filter(lambda each: isinstance(each, str), groups["dev"])],
    }.items():
        names = {re.match(r"[A-Za-z0-9-]+", requirement)[0].lower() for requirement in wanted}
        assert names - {"goatherd"} <= pinned(name).keys(), "make lock"


def test_environments_build_on_one_another():
    assert pinned("scan").items() <= pinned("learn").items() <= pinned("dev").items()
    assert pinned("build").items() <= pinned("dev").items()


def test_scanning_needs_few_packages():
    assert len(pinned("scan")) <= 13  # goatherd and pip come on top


def pinned(name):
    text = (TOP / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^([a-z0-9-]+)==([^ ]+)", text))


def test_a_new_check_begins_with_an_example_that_holds(tmp_path):
    new_check = tool("new_check")
    path = new_check.write(8, "made-up-for-this-test", tmp_path / "checks")
    assert path.parent.name == "sas08_denial_of_service_and_financial_exhaustion"
    id = new_check.next_id(8)
    vulnerable, fixed = examples(ast.get_docstring(ast.parse(path.read_text())), id)
    config = Config(checks_from=(str(path.parent),), select=(id,))
    for number, example in enumerate((vulnerable, fixed)):
        tree = tmp_path / f"tree{number}"
        tree.mkdir()
        for name, text in example.files.items():
            (tree / name).write_text(text)
        found = [event.finding for event in scan(str(tree), config) if isinstance(event, FindingFound)]
        assert [(finding.span.path, finding.span.line) for finding in found] == list(example.marks)
    assert len(vulnerable.marks) == 1


def test_promises_name_tests_that_are_there():
    text = (TOP / "docs" / "threat-model.md").read_text(encoding="utf-8")
    rows = [row.split(" | ") for row in re.findall(r"^\| (.+) \|$", text.partition("## Promises")[2], re.MULTILINE)]
    held = [named for promise, named in rows if promise not in ("promise", "---")]
    assert held
    for named in held:
        assert "`tests/" in named or named.startswith("the same")
    for path in set(re.findall(r"`(tests/[\w/.]+)`", text)):
        assert (TOP / path).exists(), path
    known = "".join(path.read_text(encoding="utf-8") for path in (TOP / "tests").rglob("test_*.py"))
    for name in set(re.findall(r"`(test_\w+)`", text)):
        assert f"def {name}(" in known, name


def test_reliable_checks_are_named():
    told = (
        (TOP / "docs/confidence.md")
        .read_text(encoding="utf-8")
        .partition("checks are reliable:")[2]
        .partition("Checks")[0]
    )
    assert set(re.findall(r"GOAT\d{4}", told)) == RELIABLE
    assert {check.id for check in all_checks()} >= RELIABLE
