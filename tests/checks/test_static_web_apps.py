"""Functions that a static web app manages: the platform says in a header who has signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

SITE = {"staticwebapp.config.json": '{"navigationFallback": {"rewrite": "/index.html"}}'}
DEPLOYS = """
jobs:
  deploy:
    steps:
      - uses: %s
        with:
          %s
"""
MANAGED = DEPLOYS % ("Azure/static-web-apps-deploy@v1", 'api_location: "/api"')
APART = DEPLOYS % ("Azure/functions-action@v1", "app-name: api")
HEADER = "request.headers.get('x-ms-client-principal')"
ASKS = {
    "the header": f"const header = {HEADER}; if (!header) return {{ status: 401 }};",
    "a helper": "const user = principal(request); if (!user) return { status: 401 };",
    "a role": "if (!(principal(request)?.userRoles ?? []).includes('admin')) return { status: 403 };",
    "nothing": f"console.log({HEADER});",
    "a default": f"const user = {HEADER} || 'guest'; if (!user) return {{ status: 401 }};",
    "another header": "if (!request.headers.get('x-user')) return { status: 401 };",
}


def reported(folder: Path, files: dict[str, str], asks: str) -> bool:
    """Whether it is said that anybody may call the function."""
    program = f"""
        const {{ app }} = require('@azure/functions');
        const {{ CosmosClient }} = require('@azure/cosmos');
        const orders = new CosmosClient(process.env.COSMOS).database('shop').container('orders');
        function principal(request) {{
          const header = {HEADER};
          if (!header) return null;
          return JSON.parse(Buffer.from(header, 'base64').toString());
        }}
        app.http('remove', {{ authLevel: 'anonymous', methods: ['DELETE'], handler: async (request) => {{
          {asks}
          await orders.item(request.query.get('id')).delete();
          return {{ status: 204 }};
        }} }});
    """
    for name, text in {"api/host.json": "{}", "api/index.js": program, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    events = scan(str(folder), Config(select=("GOAT0201",)))
    return any(isinstance(event, FindingFound) for event in events)


@pytest.mark.parametrize(
    ("asked", "anybody"),
    [
        ("the header", False),
        ("a helper", False),
        ("a role", False),
        ("nothing", True),
        ("a default", True),
        ("another header", True),
    ],
)
def test_who_the_platform_says_has_signed_in(tmp_path: Path, asked: str, anybody: bool) -> None:
    assert reported(tmp_path, SITE, ASKS[asked]) is anybody


@pytest.mark.parametrize(
    ("files", "anybody"),
    [
        ({".github/workflows/deploy.yml": MANAGED}, False),
        ({**SITE, ".github/workflows/deploy.yml": MANAGED.replace("/api", "")}, True),
        ({**SITE, ".github/workflows/deploy.yml": APART}, True),
        ({}, True),
    ],
)
def test_only_functions_that_are_deployed_with_the_site(tmp_path: Path, files: dict[str, str], anybody: bool) -> None:
    assert reported(tmp_path, files, ASKS["the header"]) is anybody
