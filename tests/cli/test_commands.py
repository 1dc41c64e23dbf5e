from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from goatherd import __version__
from goatherd.attack.oracles.registry import all_oracles
from goatherd.checks.registry import all_checks
from goatherd.core.confidence import MEANINGS
from goatherd.hunt.application.catalogue import all_deviations
from goatherd.hunt.detections.registry import all_detections

from .conftest import CHECKS

HEAVY = {"rich", "tree_sitter", "yaml", "tomllib", "goatherd.checks", "goatherd.engine", "goatherd.frontends", "json"}


def test_version(goatherd):
    assert goatherd("--version").out == f"goatherd {__version__}\n"


def test_version_imports_nothing_heavy():
    program = (
        "import sys\n"
        "from goatherd.cli import main\n"
        "try:\n"
        "    main(['--version'])\n"
        "finally:\n"
        "    print(*sorted(sys.modules))\n"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert not HEAVY & set(printed.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], [], ["scan", "--help"], ["checks", "--help"], ["explain", "--help"]])
def test_help(goatherd, snapshot, arguments):
    run = goatherd(*arguments)
    assert str(run) == snapshot


@pytest.mark.parametrize("arguments", [["scna"], ["--verison"], ["explain"], ["explain", "SAS-11"], ["checks", "x"]])
def test_mistakes(goatherd, snapshot, arguments):
    assert str(goatherd(*arguments)) == snapshot


def rules():
    return sorted((*all_checks(), *all_oracles(), *all_detections(), *all_deviations()), key=lambda rule: rule.id)


def test_checks_lists_everything_that_is_found_under_its_risk(goatherd):
    run = goatherd("checks")
    assert run.code == 0
    for check in rules():
        assert f"  {check.id}  " in run.out
    records = json.loads(goatherd("checks", "--format", "json").out)
    assert [record["id"] for record in records] == [check.id for check in rules()]


def test_everything_that_is_found_explains_itself(goatherd):
    for check in rules():
        by_id, by_slug = goatherd("explain", check.id), goatherd("explain", check.slug.upper())
        assert by_id.code == by_slug.code == 0
        assert by_id.out == by_slug.out
        assert by_id.out.startswith(f"# {check.summary.rstrip('.')}\n")
        assert "Why it matters" in by_id.out


def test_blanks_around_an_id_are_nothing(goatherd):
    assert goatherd("explain", " GOAT0201 ").out == goatherd("explain", "GOAT0201").out


def test_confidence_is_explained_by_what_lowers_it(goatherd):
    run = goatherd("explain", "confidence")
    assert run.code == 0
    assert all(f"- {kind.value}" in run.out and meaning in run.out for kind, meaning in MEANINGS.items())


def test_a_risk_is_explained_by_its_checks(goatherd):
    run = goatherd("explain", "sas-8")
    assert run.out.startswith("# SAS-8 Denial of service and financial exhaustion\n")
    for check in all_checks():
        assert (f"`{check.id}`" in run.out) == (check.sas == 8)


def test_an_unknown_check_is_met_with_a_suggestion(goatherd):
    check = all_checks()[0]
    run = goatherd("explain", check.slug[:-1] + "xx")
    assert run.code == 2
    assert f"did you mean {check.slug!r}?" in run.err


@pytest.mark.parametrize(
    ("name", "help"),
    [
        ("goat01O1", "did you mean 'GOAT0101'?"),
        ("goat010x", "goatherd explain SAS-1 lists those of Event-data injection"),
        ("GOAT0199", "goatherd explain SAS-1 lists those of Event-data injection"),
        ("GOAT9999", "goatherd checks lists them all"),
        ("FOO", "goatherd checks lists them all"),
        ("sas99", "they go from SAS-1 to SAS-10"),
    ],
)
def test_only_what_is_near_is_suggested(goatherd, name, help):
    run = goatherd("explain", name)
    assert run.code == 2
    assert run.err.endswith(f"\n  help: {help}\n")


def test_check_and_oracle_are_told_apart_by_the_command_that_runs_them(goatherd, root):
    assert "error: 'GOAT0101' names no oracle\n" in goatherd("attack", "--select", "GOAT0101").err
    assert "error: 'GOAT9999' names no check\n" in goatherd("scan", "--select", "GOAT9999").err


def test_an_id_that_no_oracle_has_is_not_passed_over_for_looking_like_one(goatherd, root):
    assert "error: 'GOAT0199' names no check\n" in goatherd("scan", "--select", "GOAT0199").err
    assert "error: 'GOAT0199' names no oracle\n" in goatherd("attack", "--select", "GOAT0199").err
    (root / "goatherd.toml").write_text('ignore = ["GOAT0151",\n  "GOAT0199"]\n')
    run = goatherd("scan", ".")
    assert run.code == 2
    assert "where: @TMP@/tree/goatherd.toml:2\n" in run.err


@pytest.mark.parametrize(
    ("option", "help"), [("--sarif", "see goatherd scan --help"), ("--selct", "did you mean '--select'?")]
)
def test_options_that_only_look_alike_are_not_suggested(goatherd, option, help):
    run = goatherd("scan", option, "x")
    assert (run.code, run.err) == (2, f"error: no such option {option!r}\n  help: {help}\n")


def test_the_beginning_of_an_id_lists_its_checks(goatherd):
    run = goatherd("explain", "goat01")
    for check in all_checks():
        assert (f"`{check.id}`" in run.out) == check.id.startswith("GOAT01")
    assert goatherd("explain", "GOAT99").code == 2


def test_a_list_that_is_not_read_to_its_end_is_no_failure():
    process = subprocess.Popen([sys.executable, "-m", "goatherd", "checks"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait() == 0


def test_completion_knows_commands_and_options():
    def complete(words: str, index: int) -> list[str]:
        environment = {
            **os.environ,
            "_GOATHERD_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(index),
        }
        done = subprocess.run(
            [sys.executable, "-m", "goatherd"], capture_output=True, text=True, env=environment, check=False
        )
        return [line.partition(",")[2] for line in done.stdout.splitlines()]

    assert complete("goatherd s", 1) == ["scan"]
    assert "--write-baseline" in complete("goatherd scan --", 2)


def test_a_failure_of_goatherd_itself_is_no_exit_1(goatherd, monkeypatch):
    import goatherd.checks.external as external

    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(external, "all_checks", fail)
    run = goatherd("checks")
    assert run.code == 3
    assert "this is a bug in goatherd" in run.err


@pytest.fixture
def company(tmp_path):
    """A folder with a check of a company's own, whose id is not one of goatherd's."""
    folder = tmp_path / "company"
    folder.mkdir()
    text = (CHECKS / "long_timeout.py").read_text()
    (folder / "timeouts.py").write_text(text.replace("GOAT9901", "ACME001").replace("gauge_of_the_test_suite", "gauge"))
    return str(folder)


@pytest.mark.parametrize("name", ["ACME001", "acme", "gauge"])
def test_checks_of_a_company_are_known_to_select_and_ignore(goatherd, root, company, name):
    only = ["scan", "-q", "--checks-from", company]
    assert goatherd(*only, "--select", name).out.split()[2] == "ACME001"
    assert "ACME001" not in goatherd(*only, "--profile", "everything", "--ignore", name).out
    assert "ACME001" in goatherd(*only).out  # its owner wants it, whatever the profile


def test_an_ignore_comment_knows_checks_of_a_company(goatherd, root, company):
    template = root / "template.yaml"
    template.write_text(template.read_text().replace("900", "900  # goatherd: ignore[ACME001] a batch job"))
    run = goatherd("scan", "-v", "--checks-from", company)
    assert "ACME001 by comment: a batch job" in run.out


def test_checks_of_a_company_are_listed_and_explained(goatherd, root, company):
    assert "Lower the timeout." in goatherd("explain", "ACME001", "--checks-from", company).out
    assert "ACME001" in goatherd("checks", "--checks-from", company).out
    assert goatherd("explain", "ACME001").code == 2


@pytest.mark.parametrize("kind", ["unread", "uninterpreted", "failure", "not-attacked"])
def test_kinds_of_what_was_not_read_are_explained(goatherd, kind):
    out = goatherd("explain", kind).out
    assert out.startswith(f"# {kind}\n")
    assert f"ignore[{kind}]" in out


OWN = """\
from goatherd.checks.api import check
from goatherd.core.finding import LOW, Finding
from goatherd.model.function import Function


@check("ACME001", sas=3, cwe=710, severity=LOW, since="1")
def function_without_team(function: Function):
    yield Finding(function.span, f"{function.id} is not named after its team")
"""


def test_checks_of_ones_own_are_known_everywhere(goatherd, root, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "team.py").write_text(f'"""A function is not named after its team."""\n\n{OWN}')
    own = ("--checks-from", str(tmp_path / "own"))
    for chosen in ((), ("--select", "ACME001"), ("--select", "function-without-team"), ("--profile", "ci")):
        assert "ACME001" in goatherd("scan", "-q", *own, *chosen).out
    assert "ACME001" not in goatherd("scan", "-q", *own, "--ignore", "ACME001").out
    assert "not named after its team" in goatherd("explain", "ACME001", *own).out
    assert "ACME001" in goatherd("checks", *own).out
    for told in (goatherd("explain", "ACME001"), goatherd("scan", "--select", "ACME001")):
        assert (told.code, "one of your own is known with --checks-from" in told.err) == (2, True)
