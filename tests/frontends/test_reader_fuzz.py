"""Whatever the text, reading it gives nodes and diagnoses."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from goatherd.frontends.cloudformation.detect import find_templates
from goatherd.frontends.document import parse_document
from goatherd.tree import Tree
from tests.frontends.templates import stacks_in

_YAML = (
    "a: |- |{|}|[|]|,|&x |*x|<<: |!Ref |!Sub |'|\"|>\n|\n|  |\t|---\n|%TAG|? |: |#|\x00|\ufeff|\u2028|!!binary |${X}"
)
_INTRINSICS = """
    Ref Fn::GetAtt Fn::Sub Fn::Join Fn::Split Fn::Select Fn::FindInMap Fn::If Fn::ImportValue Fn::Base64 Fn::Length
    Fn::ToJsonString Fn::Transform Fn::Cidr Fn::GetAZs Fn::ForEach::L Fn::No Condition Fn::Equals Fn::Not Fn::And Fn::Or
"""
_PIECES = st.sampled_from(["|\n", "\U0001f410", "\r", *_YAML.split("|")])
_NAMES = st.sampled_from(["A", "B", "P", "AWS::Region", "AWS::NoValue", "C", "", "Outputs.X", "M"])
_TEXTS = st.sampled_from(
    ["", "A", "${A}", "${P}-${!x}", "${A.Arn}", "${A.Outputs.X}", ",", "s3://b/child.yaml", "child.yaml"]
)
_FUNCTIONS = st.sampled_from(_INTRINSICS.split())
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | _NAMES | _TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(_FUNCTIONS, inner, min_size=1, max_size=1)
        | st.dictionaries(_NAMES | _FUNCTIONS | st.sampled_from(["Name", "Parameters", "Location"]), inner, max_size=3)
    ),
    max_leaves=12,
)
_TYPES = st.sampled_from(
    ["AWS::S3::Bucket", "AWS::Serverless::Function", "AWS::CloudFormation::Stack", "AWS::Serverless::Application"]
)
_RESOURCE = st.fixed_dictionaries(
    {
        "Type": _TYPES,
        "Properties": st.dictionaries(st.sampled_from(["TemplateURL", "Location", "Parameters", "X"]), _VALUES),
    },
    optional={"Condition": _VALUES, "DependsOn": _VALUES},
)
_TEMPLATE = st.fixed_dictionaries(
    {"Resources": st.dictionaries(_NAMES | st.just("Fn::ForEach::R"), _RESOURCE | _VALUES, min_size=1, max_size=4)},
    optional={
        "Parameters": st.dictionaries(_NAMES, st.dictionaries(st.sampled_from(["Type", "Default"]), _VALUES)) | _VALUES,
        "Conditions": st.dictionaries(_NAMES, _VALUES) | _VALUES,
        "Mappings": st.dictionaries(_NAMES, st.dictionaries(_NAMES, _VALUES)) | _VALUES,
        "Outputs": st.dictionaries(_NAMES, st.fixed_dictionaries({"Value": _VALUES, "Export": _VALUES})) | _VALUES,
        "Globals": st.dictionaries(st.sampled_from(["Function", "Api"]), _VALUES) | _VALUES,
        "Transform": st.sampled_from(["AWS::Serverless-2016-10-31", "Mine", ["AWS::LanguageExtensions", "Mine"]])
        | _VALUES,
    },
)


@example("|\r\r")
@example("\xa0[")
@given(st.text() | st.lists(_PIECES, max_size=30).map("".join))
def test_any_text_parses_or_is_diagnosed(text: str) -> None:
    parsed = parse_document(text, "t.yaml")
    for document in parsed.documents:
        repr(document)
    for diagnosis in parsed.diagnoses:
        assert diagnosis.span.line >= 1
        assert diagnosis.span.column >= 1


@settings(max_examples=60)
@given(st.binary(max_size=200), st.sampled_from(["template.yaml", "x.json", "a.template"]), st.booleans())
def test_any_bytes_are_found_or_left_alone(data: bytes, name: str, marked: bool) -> None:
    head = b"AWSTemplateFormatVersion: 1\nResources:\n  A:\n    Type: AWS::S3::Bucket\n" if marked else b""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(head + data)
        find_templates(Tree(folder))
        stacks_in(Tree(folder))


@settings(max_examples=150)
@example({"Resources": {"Fn::ForEach::R": ["X", {"Ref": "A"}, {}]}}, {"Resources": {"A": {"Fn::ImportValue": None}}})
@given(_TEMPLATE, _TEMPLATE)
def test_any_structure_evaluates(root: dict[str, object], child: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "root.json").write_text(json.dumps({"AWSTemplateFormatVersion": "x", **root}), encoding="utf-8")
        Path(folder, "child.yaml").write_text(json.dumps({"AWSTemplateFormatVersion": "x", **child}), encoding="utf-8")
        for stack in stacks_in(Tree(folder)):
            for declared in stack.resources.values():
                repr(declared.properties)
