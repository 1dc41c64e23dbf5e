"""A vault keeps settings as well: what says where something is may be logged, and so may the address of a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

BINDINGS = """{"bindings": [{"authLevel": "function", "type": "httpTrigger", "direction": "in", "name": "req"},
 {"type": "http", "direction": "out", "name": "$return"}]}"""
CODE = """
import azure.functions as func
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient
from azure.storage.blob import BlobServiceClient

vault = SecretClient(vault_url="https://shop.vault.azure.net/", credential=DefaultAzureCredential())

def read(name):
    return vault.get_secret(name).value

def main(req: func.HttpRequest) -> func.HttpResponse:
    key = vault.get_secret("storage-key").value
    files = BlobServiceClient(account_url="https://shop.blob.core.windows.net", credential=key)
    {}
"""


@pytest.mark.parametrize(
    ("line", "id", "told"),
    [
        ('print(vault.get_secret("shop-search-index").value)', "GOAT0520", False),
        ('print(vault.get_secret("shop-container-2").value)', "GOAT0520", False),
        ('print(vault.get_secret("shop-openai-key").value)', "GOAT0520", True),
        ('print(vault.get_secret("sendgrid").value)', "GOAT0520", True),
        ('model = read(req.params["name"])\n    print(model)', "GOAT0520", False),
        ('password = read(req.params["name"])\n    print(password)', "GOAT0520", True),
        ('print(vault.get_secret(req.params["name"]).value)', "GOAT0520", True),
        ('return func.HttpResponse(vault.get_secret("CLIENT-ID-WEB-APP").value)', "GOAT0720", False),
        ('return func.HttpResponse(vault.get_secret("client-id-and-secret").value)', "GOAT0720", True),
        ("return func.HttpResponse(files.url)", "GOAT0720", False),
        (
            'return func.HttpResponse(files.get_container_client(vault.get_secret("shop-container-2").value).url)',
            "GOAT0720",
            False,
        ),
        ("return func.HttpResponse(key)", "GOAT0720", True),
    ],
)
def test_what_is_read_from_a_vault(line: str, id: str, told: bool, tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    (tmp_path / "show").mkdir()
    (tmp_path / "show/function.json").write_text(BINDINGS)
    (tmp_path / "show/__init__.py").write_text(CODE.format(line))
    found = {event.finding.id for event in scan(str(tmp_path)) if isinstance(event, FindingFound)}
    assert (id in found) is told


@pytest.mark.parametrize(("name", "told"), [("sheetId", False), ("apiKey", True), ("given", True)])
def test_a_secret_of_firebase_in_a_variable(name: str, told: bool, tmp_path: Path) -> None:
    (tmp_path / "firebase.json").write_text('{"functions": {"source": "functions"}}')
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions/package.json").write_text('{"main": "index.js"}')
    (tmp_path / "functions/index.js").write_text(f"""
        const {{ onSchedule }} = require('firebase-functions/v2/scheduler');
        const {{ defineSecret }} = require('firebase-functions/params');
        const SETTING = defineSecret('SETTING');
        async function run({name}) {{
          console.log({name});
        }}
        exports.daily = onSchedule('every day 00:00', async () => run(SETTING.value()));
    """)
    events = scan(str(tmp_path), Config(select=("GOAT0520",)))
    assert any(isinstance(event, FindingFound) for event in events) is told
