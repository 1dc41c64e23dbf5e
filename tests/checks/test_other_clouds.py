"""What Terraform says of functions and buckets of other clouds reaches the checks that ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.confidence import Confidence
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import CRITICAL, HIGH, LOW, Finding, Severity
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
    method = ["PUT", "DELETE"]
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
  %(own)s
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
    "own": "",
}
CLOSED = {
    "prevention": 'public_access_prevention = "inherited"',
    "origin": "https://example.org",
    "key": "projects/1/secrets/stripe",
    "caller": "group:staff@example.org",
    "writer": "group:staff@example.org",
    "own": 'service_account_email = "list@shop.iam.gserviceaccount.com"',
}


def test_an_open_application_on_googles_cloud(tmp_path: Path) -> None:
    files = {"main.tf": GOOGLE % OPEN, "src/main.py": SHELL}
    found = _findings(tmp_path, files)
    assert _marked(found, files) == {
        ("GOAT0101", "os.system('ls ' + request.args['folder'])"),
        ("GOAT0201", 'member         = "allUsers"'),
        ("GOAT0302", 'member = "allAuthenticatedUsers"'),
        ("GOAT0305", "cors {"),
        ("GOAT0406", 'resource "google_cloudfunctions_function" "list" {'),
        ("GOAT0701", 'STRIPE = "sk_live_4eC39HqLyjWDarjtT1zdp7dc"'),
        ("GOAT0801", 'resource "google_cloudfunctions_function" "list" {'),
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
  allow_nested_items_to_be_public = %(nested)s
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
    "nested": "true",
    "access": "container",
    "https": "false",
    "key": "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "auth": "false",
    "version": "1.1",
    "origin": "*",
}
AZURE_CLOSED = {
    "tls": "TLS1_2",
    "nested": "false",
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


GOOGLE_ACCOUNT = """
resource "google_service_account" "list" {
  account_id = "list"
}
resource "google_%(of)s_iam_member" "list" {
  role   = "%(role)s"
  member = "serviceAccount:${google_service_account.list.email}"
}
resource "google_cloudfunctions_function" "list" {
  name                  = "list"
  runtime               = "python312"
  entry_point           = "run"
  service_account_email = google_service_account.list.email
  trigger_http          = true
}
"""


@pytest.mark.parametrize(
    ("of", "role", "severity"),
    [
        ("project", "roles/owner", CRITICAL),
        ("project", "roles/editor", HIGH),
        ("project", "roles/storage.objectViewer", None),
        ("storage_bucket", "roles/editor", None),
    ],
)
def test_a_service_account_with_a_role_for_the_whole_project(
    of: str, role: str, severity: Severity | None, tmp_path: Path
) -> None:
    files = {"main.tf": GOOGLE_ACCOUNT % {"of": of, "role": role}, "main.py": "def run(request):\n    return ''\n"}
    found = _findings(tmp_path, files)
    assert [(f.id, f.severity) for f in found] == ([("GOAT0403", severity)] if severity else [])
    assert _marked(found, files) == ({("GOAT0403", f'role   = "{role}"')} if severity else set())


AZURE_IDENTITY = """
data "azurerm_subscription" "ours" {}
resource "azurerm_resource_group" "shop" {}
resource "azurerm_storage_account" "files" {}
resource "azurerm_user_assigned_identity" "shop" {}
resource "azurerm_linux_function_app" "shop" {
  https_only = true
  identity {
    type         = "UserAssigned"
    identity_ids = [%(ids)s]
  }
}
resource "azurerm_role_assignment" "shop" {
  scope                = %(scope)s
  role_definition_name = "%(role)s"
  principal_id         = %(principal)s
}
"""
OWN = "azurerm_linux_function_app.shop.identity[0].principal_id"
GIVEN = "azurerm_user_assigned_identity.shop.principal_id"


@pytest.mark.parametrize(
    ("scope", "role", "principal", "severity"),
    [
        ("data.azurerm_subscription.ours.id", "Owner", OWN, CRITICAL),
        ("azurerm_resource_group.shop.id", "Contributor", OWN, HIGH),
        ("azurerm_resource_group.shop.id", "Contributor", GIVEN, HIGH),
        ('"/subscriptions/1/resourceGroups/shop"', "Contributor", OWN, HIGH),
        ("azurerm_storage_account.files.id", "Contributor", OWN, None),
        ("azurerm_resource_group.shop.id", "Reader", OWN, None),
    ],
)
def test_an_identity_with_a_role_for_more_than_one_resource(
    scope: str, role: str, principal: str, severity: Severity | None, tmp_path: Path
) -> None:
    ids = "azurerm_user_assigned_identity.shop.id" if principal == GIVEN else ""
    main = AZURE_IDENTITY % {"ids": ids, "scope": scope, "role": role, "principal": principal}
    files = {"main.tf": main, "host.json": "{}", "function_app.py": DECORATED.replace("ANONYMOUS", "ADMIN")}
    found = [finding for finding in _findings(tmp_path, files) if finding.id.startswith("GOAT04")]
    assert [(f.id, f.severity) for f in found] == ([("GOAT0403", severity)] if severity else [])


def test_the_path_of_a_document_is_the_callers_and_not_what_the_name_of_an_object_is_made_of(tmp_path: Path) -> None:
    program = """const functions = require('firebase-functions');
const admin = require('firebase-admin');
exports.read = functions.https.onCall(async (data) => {
  return (await admin.firestore().doc(data.place).get()).id;
});
exports.resized = functions.storage.object().onFinalize(async (object) => {
  await admin.firestore().doc(object.name.split('/').slice(1, 3).join('/')).set({ done: true });
});
"""
    files = {
        "firebase.json": '{"functions": {"source": "."}}',
        "index.js": program,
        "package.json": '{"main": "index.js"}',
    }
    found = [finding for finding in _findings(tmp_path, files) if finding.id == "GOAT0116"]
    assert _marked(found, files) == {("GOAT0116", "return (await admin.firestore().doc(data.place).get()).id;")}


NOTICE = {
    "requirements.txt": "functions-framework==3.9.2\n",
    "main.py": """import functions_framework

@functions_framework.cloud_event
def notify(cloud_event):
    print(f"called with {cloud_event}")
    send(cloud_event.data["admin"]["FIELD"])
""",
}


@pytest.mark.parametrize(("field", "lines"), [("email", {'print(f"called with {cloud_event}")'}), ("state", set())])
def test_an_event_of_cloudevents_that_is_logged_tells_what_is_in_it(
    tmp_path: Path, field: str, lines: set[str]
) -> None:
    files = {**NOTICE, "main.py": NOTICE["main.py"].replace("FIELD", field)}
    findings = [finding for finding in _findings(tmp_path, files) if finding.id == "GOAT0523"]
    assert {line for _, line in _marked(findings, files)} == lines


ORDERS = """import functions_framework
from google.cloud import firestore

@functions_framework.http
def order(request):
    firestore.Client().collection("orders").add(request.get_json())
    return "done"
"""
DEPLOYED = "gcloud functions deploy order --gen2 --runtime=python312 --trigger-http"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("", [(LOW, Confidence.LOW)]),
        (DEPLOYED, []),
        (f"{DEPLOYED} --allow-unauthenticated", [(LOW, Confidence.MEDIUM)]),
    ],
)
def test_whether_iam_asks_who_calls_is_for_the_deployment_to_say(
    tmp_path: Path, command: str, told: list[tuple[Severity, Confidence]]
) -> None:
    findings = _findings(tmp_path, {"main.py": ORDERS, "deploy.sh": f"{command}\n"})
    assert [(f.severity, f.certainty) for f in findings if f.id == "GOAT0201"] == told
