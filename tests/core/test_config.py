from __future__ import annotations

import os

import pytest

from goatherd.core.confidence import Confidence
from goatherd.core.config import Config, Report, find_config, load_config
from goatherd.core.errors import ConfigError
from goatherd.core.finding import HIGH, MEDIUM

WHOLE = """\
select = ["SAS-1", "GOAT07"]
ignore = ["GOAT0102"]
exclude = ["legacy/*"]
fail-on = "high"
min-severity = "medium"
min-confidence = "high"
baseline = "known.json"
require-reason = true
effort = 3

[reports]
sarif = "out.sarif"
"""


def test_every_key(tmp_path):
    path = tmp_path / "goatherd.toml"
    path.write_text(WHOLE)
    assert load_config(path) == Config(
        select=("SAS-1", "GOAT07"),
        ignore=("GOAT0102",),
        exclude=("legacy/*",),
        profile="everything",
        fail_on=HIGH,
        min_severity=MEDIUM,
        min_confidence=Confidence.HIGH,
        baseline=str(tmp_path / "known.json"),
        reports=(Report("sarif", str(tmp_path / "out.sarif")),),
        require_reason=True,
        effort=3,
        source=str(path),
    )


def test_a_table_of_pyproject(tmp_path):
    path = tmp_path / "pyproject.toml"
    path.write_text('[project]\nname = "x"\n\n[tool.goatherd]\nfail-on = "never"\n')
    assert load_config(path).fail_on is None


def test_the_nearest_file_wins_up_to_the_root_of_the_work_tree(tmp_path):
    service = tmp_path / "repository" / "services" / "orders"
    service.mkdir(parents=True)
    (tmp_path / "goatherd.toml").write_text("")
    assert find_config(service) is None

    (tmp_path / "repository" / ".git").mkdir()
    assert find_config(service) is None

    top = tmp_path / "repository" / "pyproject.toml"
    top.write_text("[tool.goatherd]\n")
    assert find_config(service) == top

    (service / "pyproject.toml").write_text("[tool.other]\n")
    assert find_config(service) == top

    nearest = service / "goatherd.toml"
    nearest.write_text("")
    assert find_config(service) == nearest
    assert find_config(service / "template.yaml") == nearest


@pytest.mark.parametrize(
    ("text", "line", "message", "help"),
    [
        ('select = ["A"]\nfail_on = "low"', 2, "unknown key 'fail_on'", "did you mean 'fail-on'?"),
        ("severity = 3", 1, "unknown key 'severity'", "did you mean 'min-severity'?"),
        ("x = 3", 1, "unknown key 'x'", "the keys are accept, all-files, baseline, effort,"),
        ('\nfail-on = "hihg"', 2, "'fail-on' is 'hihg'", "it may be info, low, medium, high, critical, never"),
        ('select = "GOAT0101"', 1, "'select' is not a list of texts", 'write select = ["…"]'),
        ("exclude = [1]", 1, "'exclude' is not a list of texts", ""),
        ("baseline = 1", 1, "'baseline' is not a text", ""),
        ("effort = 11", 1, "'effort' is 11", "it may be 1 to 10"),
        ("effort = true", 1, "'effort' is True", "it may be 1 to 10"),
        ('require-reason = "yes"', 1, "'require-reason' is neither true nor false", ""),
        ('reports = "x"', 1, "'reports' is not a table", ""),
        ('# one\n# two\n[reports]\nsarif = "../x"', 4, "'../x' is outside", "--report"),
        ('[reports]\njson = "/etc/x"', 2, "'/etc/x' is outside", "--report"),
        ('checks-from = ["checks"]', 1, "a file in the scanned tree cannot name them", "--checks-from"),
        ('models-from = "models"', 1, "'models-from' is not a list of texts", ""),
        ('\nmodels-from = ["../models"]', 2, "'../models' is outside", "--models-from"),
        ('models-from = ["/"]', 1, "'/' is outside", "--models-from"),
        ('models-from = ["nowhere"]', 1, "'nowhere' is no folder", "below that of this file"),
        ("select = [", 1, "not valid TOML", ""),
        ("a = 1\nb = = 2", 2, "not valid TOML: invalid value", ""),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_do(tmp_path, text, line, message, help):
    path = tmp_path / "goatherd.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert message in caught.value.message
    assert help in caught.value.help
    assert (caught.value.span.path, caught.value.span.line) == (str(path), line)


def test_the_line_in_pyproject_is_that_of_its_own_table(tmp_path):
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool.other]\nselect = 1\n\n[tool.goatherd]\nselect = 1\n")
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert caught.value.span.line == 5


def test_a_report_cannot_leave_the_folder_by_a_link(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "out").symlink_to(tmp_path)
    path = tmp_path / "inner" / "goatherd.toml"
    path.write_text('reports = {json = "out/x.json"}')
    with pytest.raises(ConfigError, match="is outside"):
        load_config(path)


def test_a_file_that_is_found_is_no_link_and_no_pipe(tmp_path):
    (tmp_path / "secret.toml").write_text('effort = "of somebody else"')
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "goatherd.toml").symlink_to(tmp_path / "secret.toml")
    with pytest.raises(ConfigError, match="it is a link") as caught:
        load_config(find_config(folder))
    assert "somebody" not in str(caught.value)
    (folder / "goatherd.toml").unlink()
    os.mkfifo(folder / "goatherd.toml")
    with pytest.raises(ConfigError, match="it is no plain file"):
        load_config(find_config(folder))
    (folder / "goatherd.toml").unlink()
    (folder / "pyproject.toml").symlink_to(tmp_path / "secret.toml")
    assert find_config(folder) is None


def test_a_file_that_is_named_may_be_a_link(tmp_path):
    (tmp_path / "mine.toml").write_text("effort = 3")
    (tmp_path / "link.toml").symlink_to(tmp_path / "mine.toml")
    assert load_config(tmp_path / "link.toml", named=True).effort == 3


@pytest.mark.parametrize("named", ["/etc/shadow", "../../outside.json", "out.json"])
def test_a_baseline_lies_in_the_work_tree(tmp_path, named):
    folder = tmp_path / "tree" / "service"
    folder.mkdir(parents=True)
    (tmp_path / "tree" / ".git").mkdir()
    (folder / "out.json").symlink_to("/proc/kmsg")
    (folder / "goatherd.toml").write_text(f'baseline = "{named}"')
    with pytest.raises(ConfigError, match="is outside") as caught:
        load_config(folder / "goatherd.toml")
    assert "--baseline FILE" in caught.value.help
    (folder / "goatherd.toml").write_text('baseline = "../baseline.json"')
    assert load_config(folder / "goatherd.toml").baseline == str(tmp_path / "tree" / "baseline.json")


def test_models_are_named_from_the_folder_of_the_file(tmp_path):
    (tmp_path / "models" / "python").mkdir(parents=True)
    path = tmp_path / "goatherd.toml"
    path.write_text('models-from = ["models"]')
    assert load_config(path).models_from == (str(tmp_path / "models"),)


def test_models_cannot_leave_the_folder_by_a_link(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "inner" / "models").symlink_to(tmp_path / "models")
    path = tmp_path / "inner" / "goatherd.toml"
    path.write_text('models-from = ["models"]')
    with pytest.raises(ConfigError, match="is outside"):
        load_config(path)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a" * 1_000_001, b"[" * 5000])
def test_hostile_files_are_errors(tmp_path, data):
    path = tmp_path / "goatherd.toml"
    path.write_bytes(data)
    with pytest.raises(ConfigError):
        load_config(path)


@pytest.mark.parametrize("name", ["template.yaml", ".env", "known.json"])
def test_a_report_does_not_overwrite_what_is_no_report(tmp_path, name):
    (tmp_path / name).write_text('{"Resources": {}}')
    path = tmp_path / "goatherd.toml"
    path.write_text(f'[reports]\nsarif = "{name}"')
    with pytest.raises(ConfigError, match="is there already and is no sarif report") as caught:
        load_config(path)
    assert caught.value.span.line == 2
    assert "name another file" in caught.value.help


@pytest.mark.parametrize("name", [".git/hooks/post-commit", "module/.GIT/x"])
def test_a_report_does_not_go_into_git(tmp_path, name):
    path = tmp_path / "goatherd.toml"
    path.write_text(f'reports = {{github = "{name}"}}')
    with pytest.raises(ConfigError, match=r"is inside \.git"):
        load_config(path)


@pytest.mark.parametrize("target", [".", "pipe"])
def test_a_report_goes_into_a_regular_file(tmp_path, target):
    os.mkfifo(tmp_path / "pipe")
    path = tmp_path / "goatherd.toml"
    path.write_text(f'reports = {{json = "{target}"}}')
    with pytest.raises(ConfigError, match="is there already"):
        load_config(path)


@pytest.mark.parametrize(
    ("format", "help"), [("srif", "did you mean 'sarif'?"), ("os", "the formats are"), ("terminal", "the formats are")]
)
def test_only_formats_of_files_can_be_asked_for(tmp_path, format, help):
    path = tmp_path / "goatherd.toml"
    path.write_text(f'[reports]\n{format} = "x"')
    with pytest.raises(ConfigError, match="there is no report format") as caught:
        load_config(path)
    assert help in caught.value.help
    assert caught.value.span.line == 2
