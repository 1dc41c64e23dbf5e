"""`goatherd scan --fix` and `--diff`, as a user sees them."""

from __future__ import annotations

import shutil
import subprocess

import pytest

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
    Properties:
      SSESpecification: {SSEEnabled: true}
  Convert:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Environment:
        Variables: {TABLE: !Ref Orders}
      Policies:
        - DynamoDBCrudPolicy: {TableName: !Ref Orders}
"""
CODE = """\
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    return table.get_item(Key={"id": "latest"})
"""
DIFF = """\
diff --git a/template.yaml b/template.yaml
--- a/template.yaml
+++ b/template.yaml
@@ -13,4 +13,4 @@
       Environment:
         Variables: {TABLE: !Ref Orders}
       Policies:
-        - DynamoDBCrudPolicy: {TableName: !Ref Orders}
+        - DynamoDBReadPolicy: {TableName: !Ref Orders}
"""


@pytest.fixture
def app(root):
    (root / "template.yaml").write_text(TEMPLATE)
    (root / "src" / "app.py").write_text(CODE)
    return root


def test_the_diff_is_all_of_the_output_and_nothing_is_written(goatherd, app):
    run = goatherd("scan", "--fix", "--diff", "--select", "GOAT04")
    assert (run.out, run.err, run.code) == (DIFF, "", 1)
    assert (app / "template.yaml").read_text() == TEMPLATE


@pytest.mark.parametrize("folder", [".", "services", "services/my orders"])
def test_git_applies_the_diff_of_a_part_to_that_part(goatherd, app, monkeypatch, folder):
    """An application with the same template stands where the same path would lead to, too."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    part = app / "services" / "my orders"
    shutil.copytree(app / "src", part / "src")
    shutil.copy(app / "template.yaml", part)
    subprocess.run(["git", "init", "-q", app], check=True)
    monkeypatch.chdir(app / folder)
    run = goatherd("scan", str(part), "--fix", "--diff", "--select", "GOAT04")
    subprocess.run(["git", "apply", "-"], input=run.out.encode(), check=True)
    assert run.err == ""
    assert (app / "template.yaml").read_text() == TEMPLATE
    assert (part / "template.yaml").read_text() == TEMPLATE.replace("CrudPolicy", "ReadPolicy")


def test_where_git_would_skip_the_changes_it_is_said(goatherd, app, monkeypatch):
    monkeypatch.chdir(app / "src")
    run = goatherd("scan", "..", "--fix", "--diff", "--select", "GOAT04")
    assert run.out == DIFF
    assert run.err == "the changes are outside of this folder: git apply takes them in @TMP@/tree\n"


def test_without_git_paths_begin_at_the_current_folder(goatherd, app, monkeypatch):
    (app / ".git").rmdir()
    monkeypatch.chdir(app.parent)
    run = goatherd("scan", "tree", "--fix", "--diff", "--select", "GOAT04")
    assert run.out.startswith("diff --git a/tree/template.yaml b/tree/template.yaml\n--- a/tree/template.yaml\n")


def test_the_fix_is_written_said_and_scanned_again(goatherd, app):
    run = goatherd("scan", "--fix", "-q", "--select", "GOAT04")
    assert (run.out, run.code) == ("", 0)
    assert run.err == "template.yaml: 1 policy rewritten\n"
    assert (app / "template.yaml").read_text() == TEMPLATE.replace("CrudPolicy", "ReadPolicy")
    again = goatherd("scan", "--fix", "-q", "--select", "GOAT04")
    assert again.err == "no policy grants more than the code uses, as far as that is known\n"


def test_what_stays_is_said_with_the_reason(goatherd, app):
    template = TEMPLATE.replace("DynamoDBCrudPolicy: {TableName: !Ref Orders}", "AmazonDynamoDBFullAccess")
    (app / "template.yaml").write_text(template)
    (app / "src" / "app.py").write_text("def handler(event, context):\n    return 1\n")
    run = goatherd("scan", "--fix", "-q", "--select", "GOAT04")
    assert run.err == "template.yaml:16 stays as it is: the code makes no call of AWS at all\n"
    assert run.code == 1
    assert (app / "template.yaml").read_text() == template


def test_only_what_was_asked_for_is_rewritten(goatherd, app):
    goatherd("scan", "--fix", "-q", "--ignore", "GOAT0420")
    assert (app / "template.yaml").read_text() == TEMPLATE


def test_a_diff_without_a_fix_is_a_mistake(goatherd, app):
    run = goatherd("scan", "--diff")
    assert run.code == 2
    assert "--diff shows what --fix would change" in run.err
