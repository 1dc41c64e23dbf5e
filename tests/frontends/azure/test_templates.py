"""What Bicep and ARM templates say of function apps and what stands beside them, in the words of all languages."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.core.value import is_false, is_true, known
from goatherd.frontends.azure.templates.bicep import read_bicep
from goatherd.model.resource import Bucket, Database, Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

    Files = dict[str, str | bytes]
    Read = Callable[[Files], list[Application]]

PROJECT: Files = {
    "api/host.json": "{}",
    "api/index.js": """
        const { app } = require('@azure/functions');
        app.http('pay', { authLevel: 'anonymous', handler: async (request) => ({ body: '' }) });
    """,
}
BICEP = """
    @description('Where it is')
    param location string = resourceGroup().location
    param table string = 'orders'
    @secure()
    param password string
    var prefix = 'shop-${table}'

    resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
      name: '${prefix}-plan'
      sku: { name: 'Y1', tier: 'Dynamic' } // paid by use
    }

    resource site 'Microsoft.Web/sites@2023-12-01' = if (table != '') {
      name: '${prefix}-app'
      kind: 'functionapp,linux'
      properties: {
        serverFarmId: plan.id
        httpsOnly: false
        siteConfig: {
          linuxFxVersion: 'Python|3.10'
          minTlsVersion: '1.0'
          cors: { allowedOrigins: ['*'] }
          appSettings: [
            { name: 'TABLE', value: table }
            { name: 'PASSWORD', value: password }
            {
              name: 'AzureWebJobsStorage'
              value: 'DefaultEndpointsProtocol=https;AccountKey=${files.listKeys().keys[0].value}'
            }
          ]
        }
      }
    }

    resource files 'Microsoft.Storage/storageAccounts@2023-01-01' = {
      name: 'files'
      properties: { minimumTlsVersion: 'TLS1_0', supportsHttpsTrafficOnly: false, allowBlobPublicAccess: true }
      resource blobs 'blobServices' = {
        name: 'default'
        resource invoices 'containers' = {
          name: 'invoices'
          properties: { publicAccess: 'Blob' }
        }
      }
    }

    module data 'modules/sql.bicep' = {
      name: 'data'
      params: { server: '${prefix}-sql' }
    }
"""
SQL = """
    param server string
    resource sqlServer 'Microsoft.Sql/servers@2023-05-01' = {
      name: server
      properties: { minimalTlsVersion: '1.1' }
    }
    resource azure 'Microsoft.Sql/servers/firewallRules@2023-05-01' = {
      parent: sqlServer
      name: 'AllowAllWindowsAzureIps'
      properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
    }
"""


def _read(applications_of: Read, files: Files) -> Application:
    (application,) = applications_of({**PROJECT, **files})
    return application


@pytest.fixture
def in_bicep(applications_of: Read) -> Application:
    return _read(applications_of, {"infra/main.bicep": dedent(BICEP), "infra/modules/sql.bicep": dedent(SQL)})


def test_an_app_in_bicep(in_bicep: Application) -> None:
    (function,) = in_bicep.functions
    assert (known(function.runtime), known(function.environment["TABLE"])) == ("python3.10", "orders")
    assert known(function.environment["PASSWORD"]) is None
    assert function.reserved_concurrency is None
    site = next(endpoint for endpoint in in_bicep.of(Endpoint) if endpoint.noun == "function app")
    assert (is_false(site.https_only), known(site.minimum_tls), site.cors[0].origins) == (True, "TLS_1_0", ("*",))
    assert site.storage_key is not None
    lines = dedent(BICEP).splitlines()
    assert lines[site.storage_key.line - 1].strip().startswith("value: 'DefaultEndpointsProtocol")
    assert in_bicep.templates[-2:] == ["infra/main.bicep", "infra/modules/sql.bicep"]


def test_storage_in_bicep(in_bicep: Application) -> None:
    account = next(endpoint for endpoint in in_bicep.of(Endpoint) if endpoint.noun == "storage account")
    assert (known(account.minimum_tls), known(account.https_only)) == ("TLS_1_0", False)
    (container,) = in_bicep.of(Bucket)
    assert (known(container.physical_name), container.noun) == ("invoices", "container")
    assert not is_true(container.restrict_public_buckets)


def test_a_closed_account_closes_its_containers(applications_of: Read) -> None:
    main = dedent(BICEP).replace("allowBlobPublicAccess: true", "allowBlobPublicAccess: false")
    (container,) = _read(applications_of, {"main.bicep": main}).of(Bucket)
    assert is_true(container.restrict_public_buckets)


def test_a_database_of_a_module(in_bicep: Application) -> None:
    (database,) = in_bicep.of(Database)
    assert (database.id, known(database.physical_name)) == ("data-sqlServer", "shop-orders-sql")
    assert (is_true(database.open_to_cloud), known(database.minimum_tls)) == (True, "TLS_1_1")
    span = database.open_to_cloud.span
    assert span is not None
    assert (span.path, span.line) == ("infra/modules/sql.bicep", 7)


def test_a_flexible_app_in_bicep(applications_of: Read) -> None:
    main = """
        resource site 'Microsoft.Web/sites@2024-04-01' = {
          name: 'shop'
          kind: 'functionapp,linux'
          properties: {
            functionAppConfig: {
              runtime: { name: 'node', version: '20' }
              scaleAndConcurrency: { maximumInstanceCount: 40, instanceMemoryMB: 2048 }
            }
          }
        }
    """
    (function,) = _read(applications_of, {"main.bicep": dedent(main)}).functions
    assert (known(function.runtime), known(function.reserved_concurrency)) == ("nodejs20", 40)


def test_sites_that_are_no_function_apps_say_nothing_of_functions(applications_of: Read) -> None:
    main = dedent(BICEP).replace("functionapp,linux", "app,linux")
    assert "TABLE" not in _read(applications_of, {"main.bicep": main}).functions[0].environment


def _template(resources: list[dict[str, Any]]) -> str:
    return json.dumps(
        {
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "parameters": {"server": {"type": "string", "defaultValue": "orders"}, "table": {"type": "string"}},
            "variables": {"app": "[concat(parameters('server'), '-app')]"},
            "resources": resources,
        }
    )


def test_an_arm_template(applications_of: Read) -> None:
    settings = [
        {"name": "TABLE", "value": "[parameters('server')]"},
        {"name": "OTHER", "value": "[parameters('table')]"},
        {"name": "AzureWebJobsStorage", "value": "[concat('AccountKey=', listKeys(resourceId('a', 'b'), 'c').key1)]"},
    ]
    rule = {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}
    template = _template(
        [
            {
                "type": "Microsoft.Web/sites",
                "kind": "functionapp",
                "name": "[variables('app')]",
                "properties": {"siteConfig": {"linuxFxVersion": "Node|18", "appSettings": settings}},
            },
            {
                "type": "Microsoft.Sql/servers",
                "name": "[parameters('server')]",
                "properties": {"publicNetworkAccess": "Enabled"},
                "resources": [{"type": "firewallRules", "name": "all", "properties": rule}],
            },
        ]
    )
    application = _read(applications_of, {"azuredeploy.json": template})
    (function,) = application.functions
    assert (known(function.runtime), known(function.environment["TABLE"])) == ("nodejs18", "orders")
    assert known(function.environment["OTHER"]) is None
    (database,) = application.of(Database)
    assert (database.id, is_true(database.public)) == ("orders", True)


def test_rules_of_an_arm_template_may_stand_beside_their_server(applications_of: Read) -> None:
    app = {"type": "Microsoft.Web/sites", "kind": "functionapp", "name": "shop", "properties": {}}
    rule = {"startIpAddress": "203.0.113.7", "endIpAddress": "203.0.113.7"}
    server = {"type": "Microsoft.Sql/servers", "name": "[parameters('server')]", "properties": {}}
    beside = {
        "type": "Microsoft.Sql/servers/firewallRules",
        "name": "[concat(parameters('server'), '/office')]",
        "properties": rule,
    }
    (database,) = _read(applications_of, {"main.json": _template([app, server, beside])}).of(Database)
    assert not is_true(database.public)
    assert not is_true(database.open_to_cloud)


@pytest.mark.parametrize("text", [dedent(BICEP), "var a = " + "[" * 5000, "resource a 'b@c' = {\n" * 3000, "'''"])
def test_broken_bicep_is_read_as_far_as_it_goes(text: str) -> None:
    for end in range(0, min(len(text), 2000), 7):
        read_bicep(text[:end], "main.bicep", {})
    assert read_bicep(text, "main.bicep", {}).path == "main.bicep"
