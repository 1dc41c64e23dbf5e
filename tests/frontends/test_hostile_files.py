"""Files made to hurt: bounded work, bounded memory, a diagnosis, and the rest is read."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from goatherd.core.errors import ReadError
from goatherd.tree import Tree
from tests.frontends.templates import stacks_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Stack

    StacksOf = Callable[[dict[str, str]], list[Stack]]

GOOD = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n"
HEAD = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      "


def doubling(depth: int) -> str:
    text = "x" * 50
    for _ in range(depth):
        text = '{"Fn::Sub": ["${a}${a}", {"a": ' + (text if text[0] == "{" else f'"{text}"') + "}]}"
    return text


def nested_loops(depth: int) -> str:
    values = ", ".join(f"v{i}" for i in range(30))
    inner = "{'${L0}': 1}"
    for level in range(depth):
        inner = f"{{'Fn::ForEach::L{level}': [L{level}, [{values}], {inner}]}}"
    return inner


BOMBS = {
    "text that doubles itself": HEAD + "Name: " + doubling(25) + "\n",
    "loops in loops": HEAD + "Name: " + nested_loops(6) + "\n",
    "aliases of aliases": "".join(f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 9) if i else 1}]\n" for i in range(12))
    + HEAD
    + "Name: *x11\n",
    "an anchor that contains itself": HEAD + "Name: &a {b: *a}\n",
    "a list parameter used again and again": "Parameters: {L: {Type: CommaDelimitedList, Default: '"
    + "a," * 20_000
    + "'}}\n"
    + HEAD
    + "Name: ["
    + "!Ref L, " * 2000
    + "]\n",
    "a long merge, again and again": "base: &b {"
    + ", ".join(f"k{i}: 1" for i in range(5000))
    + "}\n"
    + "".join(f"m{i}: {{<<: [*b, *b, *b]}}\n" for i in range(2000))
    + GOOD,
    "too many values": "x: [" + "a," * 300_000 + "]\n" + GOOD,
    "Globals as large as they get": "Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n"
    + "".join(f"    K{i}: {{a: 1}}\n" for i in range(2000))
    + "Resources:\n"
    + "".join(f"  F{i}: {{Type: AWS::Serverless::Function, Properties: {{A: 1}}}}\n" for i in range(1000)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_defused(stacks_of: StacksOf, name: str) -> None:
    tracemalloc.start()
    stacks = stacks_of({"bomb.yaml": BOMBS[name], "good.yaml": GOOD})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [s.path for s in stacks] == ["bomb.yaml", "good.yaml"]
    assert any(d.incomplete for d in stacks[0].diagnoses)
    assert stacks[1].diagnoses == []
    assert peak < 300_000_000


def test_nested_stacks_that_multiply(stacks_of: StacksOf) -> None:
    files = {
        f"t{i}.yaml": "Resources:\n"
        + "".join(
            f"  N{n}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: t{i + 1}.yaml}}}}\n"
            for n in range(9)
        )
        for i in range(7)
    }
    (stack,) = stacks_of({**files, "t7.yaml": GOOD})
    assert len(stack.resources) < 10_000
    assert any(d.incomplete for d in stack.diagnoses)


def test_includes_that_multiply(stacks_of: StacksOf) -> None:
    include = "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: part.yaml}}}"
    part = "[" + ", ".join([include] * 30) + "]\n"
    stacks = stacks_of({"template.yaml": HEAD + f"Name: {include}\n", "part.yaml": part})
    assert stacks[0].diagnoses != []


def test_a_chain_of_imports_as_long_as_the_tree(stacks_of: StacksOf) -> None:
    text = GOOD + "Outputs:\n  O: {{Value: !ImportValue e{}, Export: {{Name: e{}}}}}\n"
    stacks = stacks_of({f"s{i:03}.yaml": text.format(i + 1, i) for i in range(300)})
    assert len(stacks) == 300
    assert all(list(s.resources) == ["Q"] for s in stacks)


def test_conditions_in_a_long_chain(stacks_of: StacksOf) -> None:
    chain = "".join(f"  C{i}: !Not [!Condition C{i + 1}]\n" for i in range(3000))
    (stack,) = stacks_of({"t.yaml": f"Conditions:\n{chain}{GOOD}    Condition: C0\n"})
    assert stack.resources["Q"].enabled is None


def test_a_file_of_100_megabytes_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    with (tmp_path / "infra.yaml").open("wb") as stream:
        stream.write(GOOD.encode())
        stream.truncate(100_000_000)
    with (tmp_path / "data.json").open("wb") as stream:
        stream.write(b'{"rows": [')
        stream.truncate(100_000_000)
    tracemalloc.start()
    good, large = stacks_in(Tree(str(tmp_path)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert list(good.resources) == ["Q"]
    assert "too large (100,000,000 bytes" in large.diagnoses[0].message
    assert peak < 10_000_000


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(GOOD)
    root = tmp_path / "root"
    root.mkdir()
    (root / "template.yaml").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "self.yaml").symlink_to(root / "self.yaml")
    (root / "dead.yaml").symlink_to(root / "nowhere")
    tree = Tree(str(root))
    assert stacks_in(tree) == []
    assert [path for path, _ in tree.skipped] == ["dead.yaml", "loop", "self.yaml", "template.yaml"]


def test_a_file_that_vanishes_or_turns_into_a_pipe(tmp_path: Path) -> None:
    for name in ("a/template.yaml", "b/template.yaml", "c/template.yaml", "c/other.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    tree = Tree(str(tmp_path))
    (tmp_path / "a/template.yaml").unlink()
    (tmp_path / "b/template.yaml").unlink()
    os.mkfifo(tmp_path / "b/template.yaml")
    (tmp_path / "c/other.yaml").unlink()
    stacks = stacks_in(tree)
    assert [(s.path, [d.message for d in s.diagnoses]) for s in stacks] == [
        ("a/template.yaml", ["template cannot be opened: No such file or directory"]),
        ("b/template.yaml", ["template is not a regular file"]),
        ("c/template.yaml", []),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(GOOD)
    (tmp_path / "template.yaml").chmod(0)
    (stack,) = stacks_in(Tree(str(tmp_path)))
    assert "cannot be opened: Permission denied" in stack.diagnoses[0].message


def test_reading_outside_the_tree_is_refused(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "secret.yaml").write_text(GOOD)
    tree = Tree(str(tmp_path / "root"))
    for path in ("../secret.yaml", "/etc/passwd", ""):
        with pytest.raises(ReadError):
            tree.read(path)


@pytest.mark.parametrize("location", ["../secret.yaml", "/etc/passwd", "file:///etc/passwd", "..", "\0", "a" * 5000])
def test_a_template_cannot_reach_outside_the_tree(tmp_path: Path, location: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.yaml").write_text("Resources:\n  Secret: {Type: AWS::SQS::Queue}\n")
    quoted = location.replace("\0", "\\0")
    (root / "template.yaml").write_text(
        f'Resources:\n  A: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: "{quoted}"}}}}\n'
        f'  B: {{"Fn::Transform": {{Name: AWS::Include, Parameters: {{Location: "{quoted}"}}}}}}\n'
    )
    (stack,) = stacks_in(Tree(str(root)))
    assert list(stack.resources) == ["A"]
