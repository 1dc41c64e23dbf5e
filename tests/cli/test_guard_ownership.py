"""`apply` and `remove` touch only what goatherd wrote; what they leave alone is named."""

from __future__ import annotations

import hashlib
import json

import pytest

TOPIC = "  GoatherdGuardPython:\n    Type: AWS::SNS::Topic\n"
LAYER = """\
  GoatherdGuardPython:
    Type: AWS::Serverless::LayerVersion
    Properties: {Description: of our own, ContentUri: layers/ours}
"""


def _tree(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def template(root):
    return root / "template.yaml"


@pytest.fixture
def layer(root):
    return root / "goatherd-guard" / "python"


def test_what_is_applied_and_removed_leaves_the_same_tree(goatherd, root):
    before = _tree(root)
    assert goatherd("guard", "apply").code == 0
    run = goatherd("guard", "remove")
    assert run.code == 0 and _tree(root) == before and not (root / "goatherd-guard").exists()
    assert "goatherd-guard: " in run.err and " files that apply wrote deleted\n" in run.err
    assert goatherd("guard", "remove").code == 4


def test_remove_with_diff_deletes_nothing(goatherd, root):
    goatherd("guard", "apply")
    before = _tree(root)
    run = goatherd("guard", "remove", "--diff")
    assert "files that apply wrote would be deleted" in run.err and _tree(root) == before


@pytest.mark.parametrize("owned", [TOPIC, LAYER], ids=["a topic", "a layer"])
def test_a_resource_that_is_called_as_the_guards_layer_stays(goatherd, template, owned):
    text = template.read_text() + owned
    template.write_text(text)
    run = goatherd("guard", "apply")
    why = "GoatherdGuardPython is there already, and is not the guard's layer: give that another name"
    assert (run.code, f"template.yaml:3 Convert stays as it is: {why}\n" in run.err) == (1, True)
    run = goatherd("guard", "remove")
    assert "GoatherdGuardPython stays as it is: it is called as the guard's layer, and is something else\n" in run.err
    assert run.code == 0 and template.read_text() == text and not (template.parent / "goatherd-guard").exists()


def test_what_refers_to_a_resource_that_is_called_as_the_guards_layer_stays(goatherd, template):
    text = template.read_text() + "      Layers: [!Ref GoatherdGuardPython]\n" + LAYER
    template.write_text(text)
    goatherd("guard", "remove")
    assert template.read_text() == text


def test_a_layer_that_something_else_refers_to_stays(goatherd, template):
    text = template.read_text() + "Outputs: {Layer: {Value: !Ref GoatherdGuardPython}}\n"
    template.write_text(text)
    assert goatherd("guard", "apply").code == 0
    run = goatherd("guard", "remove")
    assert run.code == 1
    assert "GoatherdGuardPython stays as it is: template.yaml still refers to it\n" in run.err
    assert "goatherd-guard stays: template.yaml still names something of the guard\n" in run.err
    assert "GoatherdGuardPython:\n" in template.read_text() and "GOATHERD_GUARD" not in template.read_text()


def test_a_variable_that_apply_did_not_write_stays(goatherd, template):
    text = template.read_text() + "      Environment: {Variables: {GOATHERD_GUARD: of our own}}\n"
    template.write_text(text)
    run = goatherd("guard", "remove")
    assert run.code == 1 and template.read_text() == text
    assert run.err.startswith("template.yaml:10 GOATHERD_GUARD stays as it is: goatherd guard apply did not write it")


def test_apply_deletes_no_file_that_it_did_not_write(goatherd, root, layer):
    layer.mkdir(parents=True)
    (layer / "mine.txt").write_text("mine\n")
    for _ in range(2):
        run = goatherd("guard", "apply")
        assert run.code == 0 and (layer / "mine.txt").read_text() == "mine\n"
        assert "goatherd-guard/python/mine.txt stays in the layer: goatherd did not write it\n" in run.err
    run = goatherd("guard", "remove")
    assert "goatherd-guard/python/mine.txt stays: goatherd did not write it\n" in run.err
    assert [path.name for path in (root / "goatherd-guard").rglob("*") if path.is_file()] == ["mine.txt"]


def test_apply_writes_over_no_file_that_it_did_not_write(goatherd, root, template, layer):
    (layer / "goatherd").mkdir(parents=True)
    (layer / "goatherd" / "rules.json").write_text("mine\n")
    before = _tree(root)
    run = goatherd("guard", "apply")
    assert run.code == 2 and _tree(root) == before
    assert "goatherd-guard/python/goatherd/rules.json would be written over" in run.err
    assert "help: move it elsewhere, or delete it" in run.err and "nothing was written" in run.err


def test_a_file_of_the_layer_that_people_changed_is_neither_written_over_nor_deleted(goatherd, root, layer):
    goatherd("guard", "apply")
    copy = layer / "goatherd" / "policies" / "Convert.json"
    copy.write_text(copy.read_text().replace('"mode": "block"', '"mode": "monitor"'))
    before = copy.read_bytes()
    run = goatherd("guard", "apply")
    assert run.code == 2 and copy.read_bytes() == before
    run = goatherd("guard", "remove")
    name = "goatherd-guard/python/goatherd/policies/Convert.json"
    assert run.code == 0 and copy.read_bytes() == before
    assert f"{name} stays: it changed since goatherd guard apply wrote it\n" in run.err


def test_apply_takes_out_of_a_layer_what_it_wrote_and_no_longer_needs(goatherd, template, layer):
    goatherd("guard", "apply")
    goatherd("guard", "remove")
    goatherd("guard", "apply")
    template.write_text(
        template.read_text().replace("  Convert:", "  Change:").replace("GUARD: Convert", "GUARD: Change")
    )
    assert goatherd("guard", "apply").code == 0
    assert [file.name for file in layer.rglob("policies/*.json")] == ["Change.json"]


def test_remove_keeps_policies_that_people_edited_or_wrote(goatherd, root):
    goatherd("guard", "apply")
    file = root / "goatherd-guard" / "policies" / "Convert.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "mode": "monitor"}))
    edited = file.read_bytes()
    run = goatherd("guard", "remove")
    assert run.code == 0 and file.read_bytes() == edited
    why = "policies that people edited, or that guard policy wrote, are yours"
    assert f"goatherd-guard/policies/Convert.json stays: {why}\n" in run.err
    assert "generated" not in run.err
    assert not (root / "goatherd-guard" / "python").exists()
    goatherd("guard", "apply")
    assert json.loads(file.read_text())["mode"] == "monitor"
    goatherd("guard", "policy", "--write", "-q")
    assert json.loads(file.read_text())["mode"] == "monitor"


def test_remove_keeps_policies_that_were_there_before_apply(goatherd, root):
    goatherd("guard", "policy", "--write", "-q")
    before = _tree(root)
    goatherd("guard", "apply")
    assert goatherd("guard", "remove").code == 0
    assert _tree(root) == before


def test_the_manifest_is_one_that_sha256sum_reads(goatherd, root, layer):
    goatherd("guard", "apply")
    lines = (root / "goatherd-guard" / "SHA256SUMS").read_text().splitlines()
    wrapper = hashlib.sha256((layer / "goatherd-guard").read_bytes()).hexdigest()
    assert f"{wrapper}  python/goatherd-guard" in lines


def test_check_tells_of_files_of_a_layer_that_are_not_as_apply_wrote_them(goatherd, layer):
    goatherd("guard", "apply")
    (layer / "goatherd" / "rules.json").write_text("{}")
    (layer / "goatherd-guard").unlink()
    run = goatherd("guard", "check")
    assert run.code == 1 and run.out.splitlines() == [
        "goatherd-guard/python/goatherd-guard is gone: run goatherd guard apply again, and deploy",
        "goatherd-guard/python/goatherd/rules.json changed since goatherd guard apply wrote it: "
        "delete it, run goatherd guard apply again, and deploy",
    ]


@pytest.mark.parametrize("name", ["goatherd-guard", "goatherd-guard/python"])
def test_a_file_where_a_folder_belongs_is_told_and_nothing_is_written(goatherd, root, name):
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("mine\n")
    before = _tree(root)
    run = goatherd("guard", "apply")
    assert run.code == 2 and "would be written over" in run.err and _tree(root) == before
