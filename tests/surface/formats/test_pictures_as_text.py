"""Mermaid and Graphviz."""

from __future__ import annotations

import pytest

from goatherd.surface.formats import render
from tests.surface.conftest import function

EVIL = '[{Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::a\\"]; click n \\\\<script>"}]}]'


@pytest.mark.parametrize("format", ["mermaid", "dot"])
def test_the_shop(shop, snapshot, format):
    assert render(format, shop) == snapshot


@pytest.mark.parametrize("format", ["mermaid", "dot"])
def test_nothing(map_files, snapshot, format):
    assert render(format, map_files({})) == snapshot


def test_text_of_the_tree_stays_text(map_files):
    template = f"Transform: AWS::Serverless-2016-10-31\nResources:\n  {function('One', policies=EVIL)}"
    map = map_files({"template.yaml": template, "app.py": "def handler(event, context):\n    pass\n"})
    assert '{{"a#quot;#93;; click n \\#lt;script#gt;"}}' in render("mermaid", map)
    assert 'label="a\\"]; click n \\\\<script>"' in render("dot", map)
