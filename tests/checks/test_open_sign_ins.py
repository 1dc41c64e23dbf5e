"""Whose accounts are enough where the platform of Azure asks who calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import LOW, MEDIUM, Finding, Severity
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

OWN = "https://login.microsoftonline.com/9c1f64c0-27d3-4a88-8fd0-23be95a1e0c7/v2.0"
ALL = "https://login.microsoftonline.com/common/v2.0"
PROJECT = {
    "api/host.json": "{}",
    "api/index.js": """
        const { app } = require('@azure/functions');
        app.http('pay', { authLevel: 'anonymous', handler: async (request) => ({ body: '' }) });
    """,
}
TERRAFORM = """
resource "azurerm_linux_function_app" "api" {
  name = "api"
  site_config {}
  auth_settings_v2 {
    auth_enabled           = true
    require_authentication = true
    active_directory_v2 {
      client_id            = "8814fd0c-6723-4e95-9b1f-64c0e27d35a8"
      tenant_auth_endpoint = "%s"
      %s
    }
  }
}
"""


def told(folder: Path, files: dict[str, str]) -> list[Finding]:
    for name, text in {**PROJECT, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    events = scan(str(folder), Config(select=("GOAT0245",)))
    return [event.finding for event in events if isinstance(event, FindingFound)]


def entra(issuer: str) -> dict[str, Any]:
    return {"azureActiveDirectory": {"registration": {"openIdIssuer": issuer}}}


@pytest.mark.parametrize(
    ("roles", "providers", "severity", "accounts"),
    [
        (["authenticated"], entra(ALL), MEDIUM, "Microsoft"),
        (["authenticated"], entra(ALL.replace("common", "organizations")), MEDIUM, "Microsoft"),
        (["authenticated"], {**entra(ALL), "github": {}}, MEDIUM, "Microsoft or GitHub"),
        (["authenticated"], None, LOW, "Microsoft or GitHub"),
        (["authenticated"], entra(OWN), None, ""),
        (["authenticated"], {"customOpenIdConnectProviders": {"shop": {}}}, None, ""),
        (["member"], entra(ALL), None, ""),
        (["anonymous"], entra(ALL), None, ""),
    ],
)
def test_a_static_web_app(
    tmp_path: Path, roles: list[str], providers: object, severity: Severity | None, accounts: str
) -> None:
    site: dict[str, Any] = {"routes": [{"route": "/api/*", "allowedRoles": roles}]}
    if providers is not None:
        site["auth"] = {"identityProviders": providers}
    found = told(tmp_path, {"staticwebapp.config.json": json.dumps(site, indent=1)})
    assert [(f.severity or MEDIUM, f"any account of {accounts} can" in f.message) for f in found] == (
        [(severity, True)] if severity else []
    )


@pytest.mark.parametrize(
    ("issuer", "more", "count"), [(ALL, "", 1), (OWN, "", 0), (ALL, 'allowed_groups = ["members"]', 0)]
)
def test_authentication_of_a_function_app(tmp_path: Path, issuer: str, more: str, count: int) -> None:
    assert len(told(tmp_path, {"main.tf": TERRAFORM % (issuer, more)})) == count


@pytest.mark.parametrize(
    ("closed", "accounts"), [(["github"], ["Microsoft"]), (["github", "aad"], []), (["x"], ["Microsoft or GitHub"])]
)
def test_providers_whose_sign_in_a_static_web_app_closes(
    tmp_path: Path, closed: list[str], accounts: list[str]
) -> None:
    routes: list[dict[str, Any]] = [{"route": f"/.auth/login/{name}", "statusCode": 404} for name in closed]
    site = {"routes": [*routes, {"route": "/api/*", "allowedRoles": ["authenticated"]}]}
    found = told(tmp_path, {"staticwebapp.config.json": json.dumps(site)})
    assert [f.message.partition("account of ")[2].partition(" can")[0] for f in found] == accounts
