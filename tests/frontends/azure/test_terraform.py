"""Function apps and storage that Terraform declares: what they add to the functions of the project they deploy."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import is_false, is_true, known
from goatherd.model.function import Unresolved
from goatherd.model.resource import Bucket, Database, Endpoint, ResourcePolicy
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

    Files = dict[str, str | bytes]
    Read = Callable[[Files], list[Application]]

PROGRAM = """
    const { app } = require('@azure/functions');
    app.http('pay', { authLevel: 'anonymous', handler: async (request) => ({ body: '' }) });
"""
PROJECT: Files = {"api/host.json": "{}", "api/index.js": PROGRAM}
APP = """
    resource "azurerm_linux_function_app" "shop" {
      name         = "shop"
      app_settings = { TABLE = "orders" }
      %s
      site_config {
        %s
        application_stack {
          node_version = "22"
        }
      }
    }
"""


def _read(applications_of: Read, app: str = "", site: str = "", more: str = "") -> Application:
    (application,) = applications_of({**PROJECT, "main.tf": dedent(APP % (app, site)) + dedent(more)})
    return application


def _endpoint(application: Application) -> Endpoint:
    return next(endpoint for endpoint in application.of(Endpoint) if endpoint.noun == "function app")


def test_settings_are_variables_of_the_only_project(applications_of: Read) -> None:
    connection = 'connection_string {\n name = "db"\n type = "SQLAzure"\n value = "Server=x"\n}'
    application = _read(applications_of, connection)
    (function,) = application.functions
    assert application.templates == ["api/host.json", "api/index.js", "main.tf"]
    assert known(function.environment["TABLE"]) == "orders"
    assert known(function.environment["SQLAZURECONNSTR_db"]) == "Server=x"
    assert function.triggers[0].exposure is Exposure.ANONYMOUS


@pytest.mark.parametrize("type", ["azurerm_function_app", "azurerm_windows_function_app"])
def test_the_other_types_are_read_alike(type: str, applications_of: Read) -> None:
    main = dedent(APP % ("", "")).replace("azurerm_linux_function_app", type)
    (application,) = applications_of({**PROJECT, "main.tf": main})
    assert known(application.functions[0].environment["TABLE"]) == "orders"
    assert _endpoint(application).type == type


def test_a_flexible_app_names_its_runtime_itself(applications_of: Read) -> None:
    main = """
        resource "azurerm_function_app_flex_consumption" "shop" {
          runtime_name = "node"
          app_settings = { TABLE = "orders" }
        }
    """
    (application,) = applications_of({**PROJECT, "main.tf": main})
    assert known(application.functions[0].environment["TABLE"]) == "orders"


@pytest.mark.parametrize(
    ("written", "exposure"),
    [
        ("auth_settings_v2 {\n auth_enabled = true\n require_authentication = true\n}", Exposure.AUTHENTICATED),
        ("auth_settings_v2 {\n auth_enabled = true\n}", Exposure.ANONYMOUS),
        (
            'auth_settings_v2 {\n auth_enabled = true\n require_authentication = true\n'
            ' unauthenticated_action = "AllowAnonymous"\n}',
            Exposure.ANONYMOUS,
        ),
        ("auth_settings {\n enabled = true\n}", Exposure.AUTHENTICATED),
        ('auth_settings {\n enabled = true\n unauthenticated_client_action = "AllowAnonymous"\n}', Exposure.ANONYMOUS),
        ('client_certificate_enabled = true\n client_certificate_mode = "Required"', Exposure.AUTHENTICATED),
        ('client_certificate_enabled = true\n client_certificate_mode = "Optional"', Exposure.ANONYMOUS),
        ("public_network_access_enabled = false", Exposure.ACCOUNT),
    ],
)  # fmt: skip
def test_the_platform_may_ask_who_calls(written: str, exposure: Exposure, applications_of: Read) -> None:
    (function,) = _read(applications_of, written).functions
    assert function.triggers[0].exposure is exposure


def test_two_apps_of_one_project_are_as_open_as_the_more_open_one(applications_of: Read) -> None:
    asking = dedent(APP % ("auth_settings {\n enabled = true\n}", "")).replace('"shop"', '"private"')
    (function,) = _read(applications_of, more=asking).functions
    assert function.triggers[0].exposure is Exposure.ANONYMOUS


def test_how_an_app_answers(applications_of: Read) -> None:
    plain = _endpoint(_read(applications_of))
    assert is_false(plain.https_only)
    assert (known(plain.minimum_tls), plain.cors) == ("TLS_1_2", [])
    site = 'minimum_tls_version = "1.0"\n cors {\n allowed_origins = ["*"]\n}'
    written = _endpoint(_read(applications_of, "https_only = true", site))
    assert is_true(written.https_only)
    assert (known(written.minimum_tls), written.cors[0].origins) == ("TLS_1_0", ("*",))


DEPLOYED = """
    resource "azurerm_linux_function_app" "any" {
      zip_deploy_file = data.archive_file.two.output_path
      app_settings    = { TABLE = "orders" }
    }
"""
UPLOADED = """
    resource "azurerm_storage_blob" "code" {
      name   = "code.zip"
      source = data.archive_file.two.output_path
    }
    resource "azurerm_linux_function_app" "any" {
      app_settings = { TABLE = "orders", WEBSITE_RUN_FROM_PACKAGE = "${azurerm_storage_blob.code.url}?${var.sas}" }
    }
"""


@pytest.mark.parametrize("app", [DEPLOYED, UPLOADED])
def test_an_archive_says_which_project_is_deployed(app: str, applications_of: Read) -> None:
    main = """
        data "archive_file" "two" {
          type        = "zip"
          source_dir  = "${path.module}/../two"
          output_path = "two.zip"
        }
    """
    projects: Files = {path.replace("api", folder): text for folder in ("one", "two") for path, text in PROJECT.items()}
    one, two = applications_of({**projects, "infra/main.tf": dedent(main) + dedent(app)})
    assert "TABLE" not in one.functions[0].environment
    assert known(two.functions[0].environment["TABLE"]) == "orders"


def test_of_several_projects_the_one_that_is_called_like_the_app_counts(applications_of: Read) -> None:
    projects: Files = {
        path.replace("api", folder): text for folder in ("shop", "staff") for path, text in PROJECT.items()
    }
    shop, staff = applications_of({**projects, "infra/main.tf": dedent(APP % ("", ""))})
    assert known(shop.functions[0].environment["TABLE"]) == "orders"
    assert staff.functions[0].environment == {}


def test_an_app_in_another_language_stands_for_functions_that_nobody_reads(applications_of: Read) -> None:
    main = dedent(APP % ("", "")).replace('node_version = "22"', 'dotnet_version = "8.0"')
    unread, read = sorted(applications_of({**PROJECT, "main.tf": main}), key=lambda a: len(a.templates))
    assert "TABLE" not in read.functions[0].environment
    (function,) = unread.functions
    assert isinstance(function.entry, Unresolved)
    assert (function.entry.foreign, function.entry.why) == (True, "code for dotnet is not analysed")


STORAGE = """
    resource "azurerm_storage_account" "files" {
      name = "files"
      %s
    }
    resource "azurerm_storage_container" "invoices" {
      name                  = "invoices"
      storage_account_name  = azurerm_storage_account.files.name
      container_access_type = "%s"
    }
"""


@pytest.mark.parametrize(
    ("account", "access", "actions", "closed"),
    [
        ("", "private", [], False),
        ("", "blob", ["s3:GetObject"], False),
        ("", "container", ["s3:GetObject", "s3:ListBucket"], False),
        ("allow_nested_items_to_be_public = false", "blob", ["s3:GetObject"], True),
        ("allow_blob_public_access = false", "blob", ["s3:GetObject"], True),
    ],
)
def test_containers_are_as_open_as_they_and_their_account_say(
    account: str, access: str, actions: list[str], closed: bool, applications_of: Read
) -> None:
    application = _read(applications_of, more=STORAGE % (account, access))
    (bucket,) = application.of(Bucket)
    assert (bucket.id, bucket.noun) == ("azurerm_storage_container.invoices", "container")
    assert is_true(bucket.restrict_public_buckets) is closed
    policies = application.of(ResourcePolicy)
    assert [action for policy in policies for s in policy.statements for action in s.actions] == actions


def test_storage_accounts_answer_as_they_say(applications_of: Read) -> None:
    account = 'min_tls_version = "TLS1_0"\n https_traffic_only_enabled = false'
    application = _read(applications_of, more=STORAGE % (account, "private"))
    (files,) = [endpoint for endpoint in application.of(Endpoint) if endpoint.noun == "storage account"]
    assert (known(files.minimum_tls), known(files.https_only)) == ("TLS_1_0", False)


def test_an_app_says_which_runtime_its_functions_have(applications_of: Read) -> None:
    assert known(_read(applications_of).functions[0].runtime) == "nodejs22"


PLAN = """
    resource "azurerm_service_plan" "shop" {
      name     = "shop"
      sku_name = "%s"
    }
"""


@pytest.mark.parametrize(
    ("size", "site", "limited"),
    [
        ("Y1", "", False),
        ("EP1", "", False),
        ("Y1", "app_scale_limit = 5", True),
        ("B1", "", True),  # as many as the plan has
    ],
)
def test_plans_that_are_paid_by_use_grow_without_end(
    size: str, site: str, limited: bool, applications_of: Read
) -> None:
    (function,) = _read(applications_of, "service_plan_id = azurerm_service_plan.shop.id", site, PLAN % size).functions
    assert (function.reserved_concurrency is not None) is limited


SERVER = """
    resource "azurerm_%(kind)s" "orders" {
      name = "orders"
      %(server)s
    }
    resource "azurerm_%(rule)s" "rule" {
      %(named)s
      start_ip_address = "%(start)s"
      end_ip_address   = "%(end)s"
    }
"""
KINDS = [
    ("mssql_server", "mssql_firewall_rule", "server_id = azurerm_mssql_server.orders.id"),
    ("sql_server", "sql_firewall_rule", "server_name = azurerm_sql_server.orders.name"),
    ("mysql_server", "mysql_firewall_rule", "server_name = azurerm_mysql_server.orders.name"),
    (
        "postgresql_flexible_server",
        "postgresql_flexible_server_firewall_rule",
        "server_id = azurerm_postgresql_flexible_server.orders.id",
    ),
]


def _database(read: Read, kind: tuple[str, str, str], start: str, end: str, server: str = "") -> Database:
    type, rule, named = kind
    written = {"kind": type, "rule": rule, "named": named, "start": start, "end": end, "server": server}
    (database,) = _read(read, more=SERVER % written).of(Database)
    return database


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("start", "end", "public", "open_to_cloud"),
    [
        ("0.0.0.0", "0.0.0.0", False, True),
        ("0.0.0.0", "255.255.255.255", True, False),
        ("1.1.1.1", "254.254.254.254", True, False),
        ("203.0.113.7", "203.0.113.7", False, False),
        ("10.0.0.0", "10.255.255.255", False, False),
        ("${var.mine}", "${var.mine}", False, False),
    ],
)
def test_firewalls_of_databases(
    kind: tuple[str, str, str], start: str, end: str, public: bool, open_to_cloud: bool, applications_of: Read
) -> None:
    database = _database(applications_of, kind, start, end)
    assert database.id == f"azurerm_{kind[0]}.orders"
    assert (is_true(database.public), is_true(database.open_to_cloud)) == (public, open_to_cloud)


def test_a_server_that_only_private_endpoints_reach_is_open_to_nobody(applications_of: Read) -> None:
    closed = "public_network_access_enabled = false"
    database = _database(applications_of, KINDS[0], "0.0.0.0", "0.0.0.0", closed)
    assert not is_true(database.open_to_cloud)


def test_a_rule_of_a_server_that_is_declared_elsewhere(applications_of: Read) -> None:
    rule = """
        resource "azurerm_mssql_firewall_rule" "azure" {
          server_id        = var.server
          start_ip_address = "0.0.0.0"
          end_ip_address   = "0.0.0.0"
        }
    """
    (database,) = _read(applications_of, more=rule).of(Database)
    assert (database.id, is_true(database.open_to_cloud)) == ("azurerm_mssql_firewall_rule.azure", True)


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [
        (KINDS[0], 'minimum_tls_version = "1.0"', "TLS_1_0"),
        (KINDS[0], 'minimum_tls_version = "Disabled"', "TLS_1_0"),
        (KINDS[0], "", "TLS_1_2"),
        (KINDS[2], 'ssl_minimal_tls_version_enforced = "TLS1_1"', "TLS_1_1"),
    ],
)
def test_the_least_tls_of_servers(
    kind: tuple[str, str, str], written: str, expected: str, applications_of: Read
) -> None:
    assert known(_database(applications_of, kind, "10.0.0.1", "10.0.0.1", written).minimum_tls) == expected


def test_connections_that_are_not_encrypted(applications_of: Read) -> None:
    database = _database(applications_of, KINDS[2], "10.0.0.1", "10.0.0.1", "ssl_enforcement_enabled = false")
    assert is_true(database.plain_connections)
    assert is_false(_database(applications_of, KINDS[2], "10.0.0.1", "10.0.0.1").plain_connections)
