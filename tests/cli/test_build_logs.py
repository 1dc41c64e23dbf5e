"""What text of a tree must not do to whoever reads the log of a build."""

from __future__ import annotations

import pytest

from goatherd.report.safe import harmless, safe

NAME = "::warning title=forged::a"
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: .}
"""


@pytest.mark.parametrize(
    "text",
    ["::error::x", "a ::Warning file=b::x", "A" * 80 + "::stop-commands::x", "##vso[task.prependpath]/x", "##[error]x"],
)
def test_no_command_of_a_build_is_left(text):
    assert "\ufffd" in safe(text)
    assert len(harmless(text)) == len(text)


@pytest.mark.parametrize(
    "text", ["AWS::Lambda::Function", "arn:aws:iam::123456789012:role/error", "## Remedy", "std::set"]
)
def test_other_colons_stay(text):
    assert safe(text) == text


@pytest.mark.parametrize("format", ["terminal", "github", "junit", "markdown"])
def test_a_folder_whose_name_is_a_command(goatherd, tmp_path, monkeypatch, format):
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / "app.py").write_text("import os\n\n\ndef handler(event, context):\n    os.system(event['body'])\n")
    monkeypatch.chdir(tmp_path)
    run = goatherd("scan", ".", "--profile", "everything", "--format", format)
    assert "app.py" in run.out
    own = [line for line in run.out.splitlines() if line.startswith("::")] if format == "github" else []
    lines = [line for line in (run.out + run.err).splitlines() if line not in own]
    assert not [line for line in lines if "::warning" in line]
    assert not [line for line in own if "::warning title=forged" in line]
