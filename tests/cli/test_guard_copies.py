"""Layers hold copies of policies: which of them no longer do is told, with what to do."""

from __future__ import annotations

import json
import zipfile

import pytest

AGAIN = "run goatherd guard apply again, and deploy"
TERRAFORM = """\
resource "aws_lambda_function" "Convert" {
  function_name = "convert"
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = "src.zip"
  role          = "arn:aws:iam::123456789012:role/x"
}
"""


@pytest.fixture
def policies(root):
    return root / "goatherd-guard" / "policies"


def _edit(file):
    file.write_text(json.dumps({**json.loads(file.read_text()), "mode": "monitor"}))


def test_apply_says_that_it_has_to_run_again_when_a_policy_changes(goatherd, root):
    told = goatherd("guard", "apply").err.splitlines()
    assert "goatherd-guard/python: the layer, with a copy of 1 policy: run this again when one changes" in told


def test_check_tells_of_a_policy_that_was_edited_after_apply(goatherd, policies):
    goatherd("guard", "apply")
    assert goatherd("guard", "check").code == 0
    _edit(policies / "Convert.json")
    run = goatherd("guard", "check")
    assert run.code == 1
    held = "goatherd-guard/python does not hold goatherd-guard/policies/Convert.json as it is now"
    assert run.out == f"Convert: the layer {held}: {AGAIN}\n"
    goatherd("guard", "apply")
    assert (goatherd("guard", "check").code, goatherd("guard", "check").out) == (0, "")


def test_check_tells_of_a_layer_that_lacks_a_policy_or_holds_a_broken_one(goatherd, root):
    goatherd("guard", "apply")
    copy = root / "goatherd-guard" / "python" / "goatherd" / "policies" / "Convert.json"
    for text in ("{oops", None):
        if text is None:
            copy.unlink()
        else:
            copy.write_text(text)
        run = goatherd("guard", "check")
        assert (run.code, len(run.out.splitlines())) == (1, 1) and AGAIN in run.out


def test_check_looks_into_the_archive_that_terraform_deploys(goatherd, root, policies):
    (root / "template.yaml").unlink()
    (root / "src" / "app.py").rename(root / "app.py")
    (root / "main.tf").write_text(TERRAFORM)
    goatherd("guard", "apply")
    assert goatherd("guard", "check").out == ""
    _edit(policies / "aws_lambda_function.Convert.json")
    run = goatherd("guard", "check")
    assert run.code == 1 and "python.zip does not hold " in run.out
    (root / "goatherd-guard" / "python.zip").write_bytes(b"PK nothing")
    run = goatherd("guard", "check")
    assert run.code == 2 and "python.zip cannot be read" in run.err and "help: " in run.err


@pytest.mark.parametrize("place", ["made", "made.zip"])
def test_check_looks_into_layers_that_were_built_elsewhere(goatherd, policies, place):
    goatherd("guard", "policy", "--write", "-q")
    goatherd("guard", "layer", "-o", place)
    assert goatherd("guard", "check", "--layer", place).code == 0
    _edit(policies / "Convert.json")
    run = goatherd("guard", "check", "--layer", place)
    assert run.code == 1 and "build it again with goatherd guard layer" in run.out
    assert goatherd("guard", "check").code == 0


def test_check_refuses_as_a_layer_what_is_none(goatherd, root):
    goatherd("guard", "policy", "--write", "-q")
    with zipfile.ZipFile(root / "other.zip", "w") as archive:
        archive.writestr("a", "b")
    for place in ("other.zip", "src"):
        run = goatherd("guard", "check", "--layer", place)
        assert run.code == 2 and f"{place} is no layer of the guard" in run.err


def test_policies_that_are_written_beside_a_layer_tell_that_it_lags(goatherd, policies):
    goatherd("guard", "apply")
    run = goatherd("guard", "policy", "--write", "-q", "--mode", "monitor")
    assert run.code == 0 and run.err.endswith(f"as it is now: {AGAIN}\n")


def test_lines_that_move_make_no_other_policy(goatherd, root, policies):
    goatherd("guard", "apply")
    (root / "src" / "app.py").write_text(
        "# a line more\nimport os\n\ndef handler(event, context):\n    os.system('ls')\n"
    )
    goatherd("guard", "policy", "--write", "-q")
    goatherd("guard", "apply")
    (root / "src" / "app.py").write_text("import os\n\ndef handler(event, context):\n    os.system('ls')\n")
    run = goatherd("guard", "policy", "--write", "-q")
    assert run.err.endswith("Convert.json: brought up to date\n") and "does not hold" not in run.err
    assert goatherd("guard", "check").code == 0


def test_check_tells_of_a_function_that_was_renamed_since_apply(goatherd, root):
    goatherd("guard", "apply")
    template = root / "template.yaml"
    template.write_text(template.read_text().replace("  Convert:", "  Change:"))
    goatherd("guard", "policy", "--write", "-q")
    told = f"Change: GOATHERD_GUARD names the policy Convert, and its own is called Change: {AGAIN}"
    assert told in goatherd("guard", "check").out.splitlines()
    assert goatherd("guard", "apply").code == 0
    assert goatherd("guard", "check").out == "Convert: the policy is of no function\n"
