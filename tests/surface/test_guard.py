"""Which functions the run-time guard stands in front of, and what a change does to it."""

from __future__ import annotations

import json
from io import StringIO

import pytest

from goatherd.surface import picture
from goatherd.surface.diff import diff
from goatherd.surface.formats import render, text

from .conftest import MAIL, function

HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
VARIABLES = "Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: %s, GOATHERD_GUARD: One}}"
GUARDED = VARIABLES % "/opt/goatherd-guard"
EVENTS = "{E: {Type: HttpApi}}"


def files(more: str = GUARDED, mode: str = "") -> dict[str, str]:
    template = HEAD + f"  {function('One', events=EVENTS, more=more)}  {function('Two', events=EVENTS)}"
    policies = {"shop/goatherd-guard/policies/One.json": json.dumps({"version": 1, "mode": mode})} if mode else {}
    return {"shop/template.yaml": template, "shop/app.py": MAIL, **policies}


def drawn(mapped) -> str:
    page = StringIO()
    text.write(mapped, page, width=100)
    return page.getvalue()


@pytest.mark.parametrize(
    ("mode", "does"),
    [
        ("block", "blocks (policy One)"),
        ("monitor", "only reports (policy One)"),
        ("", "policy One, which is not in this tree"),
        ("odd", "policy One, which is not in this tree"),
    ],
)
def test_the_policy_next_to_the_template_says_what_the_guard_does(map_files, mode, does):
    mapped = map_files(files(mode=mode))
    page = drawn(mapped)
    assert does in page
    assert f"1 of 2: One ({mode if mode in ('block', 'monitor') else 'unknown'})" in page
    records = {each["id"]: each["guard"] for each in json.loads(render("json", mapped))["applications"][0]["functions"]}
    assert records == {"One": {"policy": "One", "mode": mode if mode in ("block", "monitor") else ""}, "Two": None}
    assert "in front of One" in picture.html(mapped)


@pytest.mark.parametrize("more", ["", VARIABLES % "/opt/bootstrap"])
def test_without_it_nothing_is_said(map_files, more):
    page = drawn(map_files(files(more, mode="block")))
    assert "guard" not in page


def test_a_policy_behind_a_link_out_of_the_tree_is_not_read(map_files, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "policies").mkdir(parents=True)
    (elsewhere / "policies" / "One.json").write_text('{"version": 1, "mode": "block"}')
    (tmp_path / "tree" / "shop").mkdir(parents=True)
    (tmp_path / "tree" / "shop" / "goatherd-guard").symlink_to(elsewhere)
    mapped = map_files({f"tree/{name}": content for name, content in files().items()}, below="tree")
    assert "policy One, which is not in this tree" in drawn(mapped)


@pytest.mark.parametrize(
    ("before", "after", "widens", "told"),
    [({"more": ""}, {}, False, "added guard"), ({}, {"more": ""}, True, "removed guard")],
)
def test_what_a_change_does_to_the_guard(map_files, before, after, widens, told):
    (change,) = diff("main", map_files(files(**before)), map_files(files(**after))).changes
    assert (change.widens, f"{change.direction} {change.kind}") == (widens, told)
