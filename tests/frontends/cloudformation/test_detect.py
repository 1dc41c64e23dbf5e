"""Files in, those that are templates out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.frontends.cloudformation.detect import find_templates

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.tree import Tree

    TreeOf = Callable[[dict[str, str | bytes]], Tree]
    StacksOf = Callable[[dict[str, str | bytes]], list[Stack]]

YAML = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n"
JSON = '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}'
BROKEN = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n  bad: [\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("template.yaml", YAML),
        ("infra/whatever.yml", YAML),
        ("x.template", JSON),
        ("x.json", JSON),
        ("x.json", '{\n\t"Description": "a\tb",\n\t"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}'),
        ("examples/app/template.yaml", YAML),
        ("crlf.yaml", YAML.replace("\n", "\r\n")),
        ("bom.yaml", b"\xef\xbb\xbf" + YAML.encode()),
        ("bom.json", b"\xef\xbb\xbf" + JSON.encode()),
        ("wide.yaml", YAML.encode("utf-16")),
        ("wide.json", JSON.encode("utf-16")),
        ("quoted.yaml", '"Resources":\n  Q: {"Type": "AWS::SQS::Queue"}\n'),
        ("custom.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources: {Q: {Type: 'My::Own::Thing'}}\n"),
    ],
)
def test_templates_are_found(stacks_of: StacksOf, name: str, content: str | bytes) -> None:
    (stack,) = stacks_of({name: content})
    assert (stack.path, list(stack.resources), stack.diagnoses) == (name, ["Q"], [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package.json", '{"name": "x"}'),
        ("broken.json", '{"Resources'),
        ("broken.yaml", "a: [\n"),
        ("notes.md", YAML),
        (
            "serverless.yml",
            "service: x\nprovider: openwhisk\nresources:\n  Resources:\n    Q: {Type: 'AWS::SQS::Queue'}\n",
        ),
        (
            "resources/queue.yml",
            "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: {Name: '${self:custom.x}'}\n",
        ),
        ("k8s.yaml", "Resources:\n  limits: {cpu: 1}\n"),
        ("tree.json", '{"Resources": {"A": {"Type": "Other"}}, "x": "a::b"}'),
        ("junk.yaml", b"\x00\x01\x02\xff" * 100),
        ("workflow.yaml", "on: push\njobs: {build: {steps: [{run: 'echo {{ x }}'}]}}\n"),
        ("empty.yaml", ""),
        ("out/synth.yaml", "\ufeff[app] Determining origin {\n  allowed: [\n    'x'\n" + YAML),
        ("out/synth.yaml", "> app@1.0.0 synth\n> cdk synth\n\n" + YAML + "  a: b: c\n"),
        ("list.yaml", "- Resources\n- AWS::S3::Bucket\n"),
    ],
)
def test_everything_else_is_left_without_a_word(stacks_of: StacksOf, name: str, content: str | bytes) -> None:
    assert stacks_of({name: content}) == []


@pytest.mark.parametrize(
    ("name", "content", "line", "words"),
    [
        ("infra.yaml", BROKEN, 6, "not valid YAML"),
        ("infra.json", JSON[:-1], 1, "not valid JSON"),
        ("infra.yaml", "Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn: {\n  a: b: c\n", 4, "not valid YAML"),
        ("infra.yaml", "\tTransform: AWS::Serverless-2016-10-31\n\tResources:\n\t\tFn: x\n", 3, "not valid YAML"),
        ("infra.yaml", "Transform: AWS::Serverless-2016-10-31\nResources:\n\tFn:\n", 3, "not valid YAML"),
        ("infra.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nRes: [\n", 3, "not valid YAML"),
        ("infra.yaml", "# made by hand\n---\nDescription: x\n" + BROKEN, 9, "not valid YAML"),
        ("template.yaml", "> app@1.0.0 synth\n" + YAML, 1, "not valid YAML"),
        ("template.yaml", b"Resources:\n  Q: caf\xe9\n", 2, "is not UTF-8 text"),
        ("infra.yaml", YAML.encode() + b"# caf\xe9\n", 4, "is not UTF-8 text"),
        ("template.yaml", b"\x00\x01\xff\xfe" * 100, 1, "is not UTF-8 text"),
        ("infra.yaml", YAML + "x: " + "[" * 2000, 4, "nested"),
        ("infra.json", JSON[:-1] + ', "x": ' + "[" * 2000, 1, "nested"),
        ("infra.yaml", YAML + "    Name: {{ cookiecutter.name }}-q\n", 4, "template engine"),
    ],
)
def test_a_template_that_cannot_be_read_is_diagnosed(
    stacks_of: StacksOf, name: str, content: str | bytes, line: int, words: str
) -> None:
    good, bad = sorted(stacks_of({name: content, "a/good.yaml": YAML}), key=lambda s: s.path)
    assert list(good.resources) == ["Q"]
    assert bad.resources == {}
    (diagnosis,) = bad.diagnoses
    assert (diagnosis.span.path, diagnosis.span.line, diagnosis.incomplete) == (name, line, True)
    assert words in diagnosis.message


@pytest.mark.parametrize("folder", ["test", "src/__tests__/data", "Tests/fixtures", "mocks"])
def test_templates_of_tests_are_skipped_and_said_so(tree_of: TreeOf, folder: str) -> None:
    tree = tree_of({f"{folder}/template.yaml": YAML, f"{folder}/broken.yaml": BROKEN.encode() + b"\xff"})
    found = find_templates(tree)
    assert (found.templates, found.diagnoses) == ([], [])
    assert (f"{folder}/template.yaml", "template in a folder of tests") in tree.skipped


@pytest.mark.parametrize("name", ["packaged.yaml", "packaged-template.yml", "out/template-packaged.yaml"])
def test_packaged_copies_are_skipped_and_said_so(tree_of: TreeOf, stacks_of: StacksOf, name: str) -> None:
    stacks = stacks_of({"template.yaml": YAML, name: YAML.replace("Queue", "Queue # s3://bucket")})
    assert [s.path for s in stacks] == ["template.yaml"]


def test_a_template_whose_code_was_uploaded_is_a_copy_of_the_one_that_declares_the_function_with_its_code(
    stacks_of: StacksOf,
) -> None:
    function = "Resources: {F: {Type: AWS::Serverless::Function, Properties: {CodeUri: %s}}}"
    files = {"app/template.yaml": function % "src/", "release.yaml": function % "s3://bucket/0123abcd"}
    assert [s.path for s in stacks_of(files)] == ["app/template.yaml"]


BUILT = """
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: F}
    Metadata: {SamResourceId: F}
"""


def test_what_sam_built_into_a_folder_is_a_copy_of_what_it_was_built_from(stacks_of: StacksOf) -> None:
    written = "Resources: {F: {Type: AWS::Serverless::Function, Properties: {CodeUri: src/}}}"
    assert [s.path for s in stacks_of({"app/template.yaml": written, "dist/template.yaml": BUILT})] == [
        "app/template.yaml"
    ]


def test_what_sam_built_is_read_where_there_is_nothing_else(stacks_of: StacksOf) -> None:
    assert [s.path for s in stacks_of({"dist/template.yaml": BUILT})] == ["dist/template.yaml"]


def test_a_packaged_template_without_original_is_read(stacks_of: StacksOf) -> None:
    assert [s.path for s in stacks_of({"packaged.yaml": YAML})] == ["packaged.yaml"]


def test_the_second_document_of_a_file_may_be_the_template(stacks_of: StacksOf) -> None:
    (stack,) = stacks_of({"x.yaml": "note: first\n---\n" + YAML})
    assert stack.resources["Q"].span.line == 4
