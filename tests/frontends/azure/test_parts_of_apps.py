"""What templates declare beside a function app: settings, authentication, keys, and what their deployment shows."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import known
from goatherd.model.resource import Bucket, Endpoint
from goatherd.model.trigger import Exposure
from tests.frontends.azure.test_templates import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

    Files = dict[str, str | bytes]
    Read = Callable[[Files], list[Application]]

SITE = """
    resource site 'Microsoft.Web/sites@2023-12-01' = {
      name: 'shop'
      kind: 'functionapp,linux'
      properties: { siteConfig: { appSettings: [ %s ] } }
    }
"""
ASKED = """
    resource asked 'Microsoft.Web/sites/config@2023-12-01' = {
      %s
      properties: { platform: { enabled: %s }, globalValidation: { requireAuthentication: %s %s } }
    }
"""
PARENT, NAMED, OTHER = "parent: site\n name: 'authsettingsV2'", "name: '${site.name}/authsettingsV2'", "name: 'logs'"


def _read(applications_of: Read, bicep: str) -> Application:
    (application,) = applications_of({**PROJECT, "infra/main.bicep": dedent(bicep)})
    return application


@pytest.mark.parametrize(
    ("place", "on", "required", "more", "exposure"),
    [
        (PARENT, "true", "true", "", Exposure.AUTHENTICATED),
        (NAMED, "true", "true", "\n unauthenticatedClientAction: 'Return401'", Exposure.AUTHENTICATED),
        (PARENT, "true", "true", "\n unauthenticatedClientAction: 'AllowAnonymous'", Exposure.ANONYMOUS),
        (PARENT, "true", "true", "\n excludedPaths: ['/api/pay']", Exposure.ANONYMOUS),
        (PARENT, "true", "false", "", Exposure.ANONYMOUS),
        (PARENT, "false", "true", "", Exposure.ANONYMOUS),
        (OTHER, "true", "true", "", Exposure.ANONYMOUS),
    ],
)
def test_authentication_in_bicep(
    place: str, on: str, required: str, more: str, exposure: Exposure, applications_of: Read
) -> None:
    application = _read(applications_of, SITE % "" + ASKED % (place, on, required, more))
    assert application.functions[0].triggers[0].exposure is exposure


def test_authentication_in_a_module_of_its_own(applications_of: Read) -> None:
    known_there = """
    param app string
    resource site 'Microsoft.Web/sites@2023-12-01' existing = {
      name: app
    }
"""
    main = """
    module site 'app.bicep' = { name: 'app' }
    module asked 'asked.bicep' = { name: 'asked', params: { app: site.outputs.name } }
"""
    files = {
        "infra/main.bicep": main,
        "infra/app.bicep": SITE % "" + "    output name string = site.name\n",
        "infra/asked.bicep": known_there + ASKED % (PARENT, "true", "true", ""),
    }
    (application,) = applications_of({**PROJECT, **{path: dedent(text) for path, text in files.items()}})
    assert application.functions[0].triggers[0].exposure is Exposure.AUTHENTICATED


def test_authentication_and_settings_in_an_arm_template(applications_of: Read) -> None:
    asked = {"platform": {"enabled": True}, "globalValidation": {"requireAuthentication": True}}
    parts = [
        {"type": "config", "name": "authsettingsV2", "properties": asked},
        {"type": "config", "name": "appsettings", "properties": {"TABLE": "orders"}},
    ]
    site = {"type": "Microsoft.Web/sites", "kind": "functionapp", "name": "shop", "properties": {}, "resources": parts}
    template = json.dumps({"$schema": "https://example/deploymentTemplate.json#", "resources": [site]})
    (application,) = applications_of({**PROJECT, "main.json": template})
    (function,) = application.functions
    assert function.triggers[0].exposure is Exposure.AUTHENTICATED
    assert known(function.environment["TABLE"]) == "orders"


def test_settings_of_their_own_in_bicep(applications_of: Read) -> None:
    settings = """
        resource settings 'Microsoft.Web/sites/config@2023-12-01' = {
          parent: site
          name: 'appsettings'
          properties: { TABLE: 'orders', COSMOS: listKeys(db.id, '2023-04-15').primaryMasterKey }
        }
    """
    application = _read(applications_of, SITE % "{ name: 'OTHER', value: 'x' }" + settings)
    variables = {name: known(value) for name, value in application.functions[0].environment.items()}
    assert (variables["OTHER"], variables["TABLE"]) == ("x", "orders")
    (site,) = application.of(Endpoint)
    assert [name for name, _ in site.account_keys] == ["COSMOS"]


def test_the_settings_of_a_static_web_app(applications_of: Read) -> None:
    pages = """
        resource pages 'Microsoft.Web/staticSites@2023-01-01' = { name: 'shop' }
        resource settings 'Microsoft.Web/staticSites/config@2023-01-01' = {
          parent: pages
          name: 'appsettings'
          properties: { TABLE: 'orders', FILES: files.listKeys().keys[0].value }
        }
    """
    application = _read(applications_of, pages)
    assert known(application.functions[0].environment["TABLE"]) == "orders"
    (endpoint,) = application.of(Endpoint)
    assert (endpoint.noun, [name for name, _ in endpoint.account_keys]) == ("static web app", ["FILES"])
    assert (endpoint.limits_at, known(endpoint.https_only)) == (None, True)


def test_a_static_web_app_without_settings_says_nothing(applications_of: Read) -> None:
    application = _read(applications_of, "resource pages 'Microsoft.Web/staticSites@2023-01-01' = { name: 'shop' }")
    assert list(application.of(Endpoint)) == []


@pytest.mark.parametrize("holder", ["parent: files\n name: 'default'", "name: '${files.name}/default'"])
def test_who_may_call_a_blob_service_from_pages(holder: str, applications_of: Read) -> None:
    service = """
        resource files 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'files' }
        resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-01-01' = {
          %s
          properties: { cors: { corsRules: [ { allowedOrigins: ['*'], allowedMethods: ['GET', 'PUT'] } ] } }
        }
    """
    (bucket,) = _read(applications_of, SITE % "" + service % holder).of(Bucket)
    assert [(rule.origins, rule.methods) for rule in bucket.cors] == [(("*",), ("GET", "PUT"))]


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("'AccountName=a;AccountKey=${files.listKeys().keys[0].value}'", 1),
        ("files.listKeys().keys[0].value", 1),
        ("'AccountKey=${listKeys(files.id, files.apiVersion).keys[0].value}'", 1),
        ("database.listConnectionStrings().connectionStrings[0].connectionString", 1),
        ("files.name", 0),
        ("'@Microsoft.KeyVault(SecretUri=${secret.properties.secretUri})'", 0),
    ],
)
def test_a_key_of_an_account_as_a_setting(value: str, count: int, applications_of: Read) -> None:
    application = _read(applications_of, SITE % f"{{ name: 'FILES', value: {value} }}\n{{ name: 'TABLE', value: 'a' }}")
    (site,) = application.of(Endpoint)
    assert len(site.account_keys) == count
    assert known(application.functions[0].environment["TABLE"]) == "a"


def test_what_a_deployment_in_bicep_shows(applications_of: Read) -> None:
    shown = """
        @description('for the database')
        param plainPassword string
        @secure()
        @description('for the database')
        param password string
        param table string = 'orders'
        param made string = newGuid()
        param size int = 3
        output key string = files.listKeys().keys[0].value
        output address string = 'https://${site.properties.defaultHostName}'
    """
    application = _read(applications_of, shown + SITE % "")
    found = {one.name: (one.no_echo, known(one.default) if one.default else None) for one in application.parameters}
    assert found == {
        "plainPassword": (False, None),
        "password": (True, None),
        "table": (False, "orders"),
        "made": (False, None),
    }
    assert [(one.name, known(one.value)) for one in application.outputs] == [
        ("key", "${account.listKeys}"),
        ("address", None),
    ]


def test_what_a_module_gives_is_shown_and_what_it_is_given_is_not(applications_of: Read) -> None:
    module = "param password string\noutput key string = db.listKeys().primaryMasterKey\n" + dedent(SITE % "")
    files: Files = {
        **PROJECT,
        "main.bicep": "module db 'modules/db.bicep' = { params: { password: 'x' } }\n",
        "modules/db.bicep": module,
    }
    (application,) = applications_of(files)
    assert application.parameters == []
    assert [(one.name, one.span.path) for one in application.outputs] == [("key", "modules/db.bicep")]


def test_what_a_deployment_of_an_arm_template_shows(applications_of: Read) -> None:
    site = {"type": "Microsoft.Web/sites", "kind": "functionapp", "name": "shop", "properties": {}}
    template = {
        "$schema": "https://example/deploymentTemplate.json#",
        "parameters": {"password": {"type": "string"}, "other": {"type": "securestring"}},
        "resources": [site],
        "outputs": {"key": {"type": "string", "value": "[listKeys('a', 'b').keys[0].value]"}},
    }
    (application,) = applications_of({**PROJECT, "main.json": json.dumps(template)})
    assert [one.name for one in application.parameters] == ["password"]
    assert [known(one.value) for one in application.outputs] == ["${account.listKeys}"]
