"""Templates of templates: what another tool writes out of them is not guessed, but told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cloudformation.unrendered import unrendered_templates

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.tree import Tree

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  {% for name in names %}
  {{ name }}Function: {Type: AWS::Lambda::Function, Properties: {Handler: a.b}}
  {% endfor %}
"""


def test_templates_in_jinja_are_told_in_one_note(tree_of: Callable[..., Tree]) -> None:
    files = {
        "api/api-cf.yml.j2": TEMPLATE,
        "jobs/jobs.yaml.jinja2": TEMPLATE,
        "nginx.conf.j2": "server { listen {{ port }}; }",
        "tests/one.yml.j2": TEMPLATE,
    }
    (told,) = unrendered_templates(tree_of(files))
    assert told.span.path == "api/api-cf.yml.j2"
    assert told.message == (
        "2 CloudFormation templates are written in Jinja, which is not read: render and scan what comes out"
    )


def test_other_files_in_jinja_are_left_without_a_word(tree_of: Callable[..., Tree]) -> None:
    assert not list(unrendered_templates(tree_of({"page.html.j2": "<p>{{ text }}</p>", "a.yml.j2": "Resources: 1"})))
