"""What Terraform says of functions and buckets of other clouds reaches the checks that ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, Finding
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path


def _findings(folder: Path, files: dict[str, str]) -> list[Finding]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return [event.finding for event in scan(str(folder), Config()) if isinstance(event, FindingFound)]


def _marked(findings: list[Finding], files: dict[str, str]) -> set[tuple[str, str]]:
    """(check, the text of the line) of the findings."""
    return {(f.id, files[f.span.path].splitlines()[f.span.line - 1].strip()) for f in findings}


GOOGLE = """
data "archive_file" "code" {
  type        = "zip"
  source_dir  = "src"
  output_path = "code.zip"
}
resource "google_storage_bucket" "uploads" {
  name = "uploads"
  %(prevention)s
  cors {
    origin = ["%(origin)s"]
    method = ["PUT"]
  }
}
resource "google_storage_bucket_object" "code" {
  name   = "code.zip"
  bucket = google_storage_bucket.uploads.name
  source = data.archive_file.code.output_path
}
resource "google_cloudfunctions_function" "list" {
  name                  = "list"
  runtime               = "python312"
  entry_point           = "run"
  source_archive_bucket = google_storage_bucket.uploads.name
  source_archive_object = google_storage_bucket_object.code.name
  trigger_http          = true
  environment_variables = {
    STRIPE = "%(key)s"
  }
}
resource "google_cloudfunctions_function_iam_member" "callers" {
  cloud_function = google_cloudfunctions_function.list.name
  role           = "roles/cloudfunctions.invoker"
  member         = "%(caller)s"
}
resource "google_storage_bucket_iam_member" "writers" {
  bucket = google_storage_bucket.uploads.name
  role   = "roles/storage.objectAdmin"
  member = "%(writer)s"
}
"""
SHELL = "import os\n\ndef run(request):\n    os.system('ls ' + request.args['folder'])\n    return ''\n"
OPEN = {
    "prevention": "",
    "origin": "*",
    "key": "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "caller": "allUsers",
    "writer": "allAuthenticatedUsers",
}
CLOSED = {
    "prevention": 'public_access_prevention = "inherited"',
    "origin": "https://example.org",
    "key": "projects/1/secrets/stripe",
    "caller": "group:staff@example.org",
    "writer": "group:staff@example.org",
}


def test_an_open_application_on_googles_cloud(tmp_path: Path) -> None:
    files = {"main.tf": GOOGLE % OPEN, "src/main.py": SHELL}
    found = _findings(tmp_path, files)
    assert _marked(found, files) == {
        ("GOAT0101", "os.system('ls ' + request.args['folder'])"),
        ("GOAT0201", 'member         = "allUsers"'),
        ("GOAT0302", 'member = "allAuthenticatedUsers"'),
        ("GOAT0305", "cors {"),
        ("GOAT0701", 'STRIPE = "sk_live_4eC39HqLyjWDarjtT1zdp7dc"'),
    }
    remedies = {finding.id: finding.remedy for finding in found}
    assert "public_access_prevention" in remedies["GOAT0302"]
    assert "Secret Manager" in remedies["GOAT0701"]


def test_a_closed_application_on_googles_cloud(tmp_path: Path) -> None:
    files = {"main.tf": GOOGLE % CLOSED, "src/main.py": SHELL}
    (finding,) = _findings(tmp_path, files)
    assert (finding.id, finding.inside) == ("GOAT0101", True)


@pytest.mark.parametrize("prevention", ["inherited", "enforced"])
def test_a_bucket_that_cannot_be_opened_is_not_public(prevention: str, tmp_path: Path) -> None:
    settings = {**CLOSED, "writer": "allUsers", "prevention": f'public_access_prevention = "{prevention}"'}
    found = _findings(tmp_path, {"main.tf": GOOGLE % settings, "src/main.py": SHELL})
    public = [finding for finding in found if finding.id == "GOAT0302"]
    assert len(public) == (prevention == "inherited")
    assert all(finding.severity is not None and finding.severity >= HIGH for finding in public)


AZURE = """
resource "azurerm_storage_account" "files" {
  name            = "files"
  min_tls_version = "%(tls)s"
}
resource "azurerm_storage_container" "invoices" {
  name                 = "invoices"
  storage_account_id   = azurerm_storage_account.files.id
  container_access_type = "%(access)s"
}
resource "azurerm_linux_function_app" "list" {
  name       = "list"
  https_only = %(https)s
  app_settings = {
    STRIPE = "%(key)s"
  }
  auth_settings_v2 {
    auth_enabled           = %(auth)s
    require_authentication = true
  }
  site_config {
    minimum_tls_version = "%(version)s"
    cors {
      allowed_origins = ["%(origin)s"]
    }
  }
}
"""
AZURE_OPEN = {
    "tls": "TLS1_0",
    "access": "container",
    "https": "false",
    "key": "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "auth": "false",
    "version": "1.1",
    "origin": "*",
}
AZURE_CLOSED = {
    "tls": "TLS1_2",
    "access": "private",
    "https": "true",
    "key": "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/stripe)",
    "auth": "true",
    "version": "1.2",
    "origin": "https://example.org",
}
DECORATED = """\
import logging
import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

@app.route(route="items/{id}", methods=["DELETE"])
def remove(req: func.HttpRequest) -> func.HttpResponse:
    logging.warning(req.route_params["id"].strip().isdigit())
    return func.HttpResponse(open("/data/" + str(int(req.route_params["id"]))).read())
"""


def test_an_open_application_on_azure(tmp_path: Path) -> None:
    files = {"main.tf": AZURE % AZURE_OPEN, "host.json": "{}", "function_app.py": DECORATED}
    found = _findings(tmp_path, files)
    assert _marked([f for f in found if f.id != "GOAT1001"], files) == {
        ("GOAT0201", '@app.route(route="items/{id}", methods=["DELETE"])'),
        ("GOAT0302", 'container_access_type = "container"'),
        ("GOAT0304", 'allowed_origins = ["*"]'),
        ("GOAT0312", 'min_tls_version = "TLS1_0"'),
        ("GOAT0312", 'minimum_tls_version = "1.1"'),
        ("GOAT0313", "https_only = false"),
        ("GOAT0701", 'STRIPE = "sk_live_4eC39HqLyjWDarjtT1zdp7dc"'),
    }
    messages = {finding.id: finding.message for finding in found}
    assert messages["GOAT0302"] == "Anybody can read the objects of container azurerm_storage_container.invoices"
    assert messages["GOAT0313"] == "Function app azurerm_linux_function_app.list answers plain HTTP too"


def test_a_closed_application_on_azure(tmp_path: Path) -> None:
    files = {"main.tf": AZURE % AZURE_CLOSED, "host.json": "{}", "function_app.py": DECORATED}
    assert _findings(tmp_path, files) == []
