"""Sites of Azure that are all of a repository, and those of which a folder is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.published_folders import published_repositories
from goatherd.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOW = """on: push
jobs:
  site:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: publish
        uses: Azure/static-web-apps-deploy@v1
        with:
{given}
"""
SKIPPED = ("skip_app_build: true",)


@pytest.mark.parametrize(
    ("given", "more", "shown"),
    [
        (("app_location: /", *SKIPPED), (), ("api/", "sales.xlsx")),
        (("app_location: './' # all of it", 'output_location: "."', *SKIPPED), (), ("api/", "sales.xlsx")),
        (("app_location: /", "api_location: api"), (), ("api/", "sales.xlsx")),  # nothing to build
        (("app_location: /", "app_build_command: echo nothing"), ("package.json",), ("api/", "sales.xlsx")),
        (("app_location: /",), ("package.json",), None),
        (("app_location: /", "output_location: dist", *SKIPPED), (), None),
        (("app_location: site", *SKIPPED), (), None),
        (("action: close", "app_location: /", *SKIPPED), (), None),
        (("api_location: api",), (), None),
    ],
)
def test_what_a_workflow_publishes(
    tmp_path: Path, given: tuple[str, ...], more: tuple[str, ...], shown: tuple[str, ...] | None
) -> None:
    text = WORKFLOW.format(given="\n".join(f"          {line}" for line in given))
    pages = ("index.html", "README.md", "api/host.json", "api/orders.js", "sales.xlsx", *more)
    for path in pages:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("{}")
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/site.yml").write_text(text)
    found = [each.shown for each in published_repositories(Tree(str(tmp_path)))]
    assert found == ([] if shown is None else [shown])


def test_a_repository_of_nothing_but_pages(tmp_path: Path) -> None:
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/site.yml").write_text(WORKFLOW.format(given="          app_location: /"))
    (tmp_path / "index.html").write_text("<h1>Shop</h1>")
    assert list(published_repositories(Tree(str(tmp_path)))) == []
