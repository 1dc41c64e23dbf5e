"""Which workflows publish a whole repository with the pages of a Static Web App."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.published_folders import published_folders
from tests.code.trees import tree_of

if TYPE_CHECKING:
    from pathlib import Path

STEP = """jobs:
  deploy:
    steps:
      - uses: Azure/static-web-apps-deploy@v1
        with:
          action: upload
          SETTINGS
      - run: echo done
"""


def published(folder: Path, settings: str, files: dict[str, str]) -> list[tuple[tuple[str, ...], int]]:
    workflow = STEP.replace("SETTINGS", settings.replace("; ", "\n          "))
    tree = tree_of(folder, {".github/workflows/site.yml": workflow, "index.html": "", **files}).tree
    return [(found.others, found.span.line) for found in published_folders(tree)]


@pytest.mark.parametrize(
    "settings",
    [
        'app_location: "/"; api_location: "api"; skip_app_build: true',
        "app_location: /  # all of it",
        'api_location: "api"; app_location: "."; output_location: ""',
    ],
)
def test_a_repository_that_is_published(tmp_path: Path, settings: str) -> None:
    ((others, line),) = published(tmp_path, settings, {"infra/main.bicep": "", "people.csv": "", "site.css": ""})
    assert others == ("infra/main.bicep", "people.csv")
    assert "app_location" in STEP.replace("SETTINGS", settings.replace("; ", "\n          ")).splitlines()[line - 1]


@pytest.mark.parametrize(
    ("settings", "files"),
    [
        ('app_location: "site"', {"main.bicep": ""}),
        ('app_location: "/"; output_location: "dist"', {"main.bicep": ""}),
        (
            'app_location: "/"; output_location: ""',
            {"main.bicep": "", "package.json": '{"scripts": {"build": "next"}}'},
        ),
        ('app_location: "/"', {"site.css": "", "api/tables.sql": "", ".github/deploy.sh": ""}),
    ],
)
def test_pages_that_are_published_alone(tmp_path: Path, settings: str, files: dict[str, str]) -> None:
    assert published(tmp_path, settings, files) == []


def test_a_build_does_not_matter_where_what_is_published_is_told(tmp_path: Path) -> None:
    files = {"tables.sql": "", "package.json": '{"scripts": {"build": "echo"}}'}
    assert published(tmp_path, 'app_location: "/"; output_location: "/"', files) == [(("tables.sql",), 7)]
