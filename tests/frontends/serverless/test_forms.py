"""All the ways of writing a service: old and new, YAML, JSON and programs, in one file and in many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.value import known
from goatherd.frontends import read_applications

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.tree import Tree

    Files = dict[str, str | bytes]
    Applications = Callable[[Files], list[Application]]

FUNCTION = {"id": "f", "handler": "src/app.main", "trigger": "rest-api GET /a"}


def first(applications: list[Application]) -> dict[str, object]:
    (application,) = applications
    (function,) = application.functions
    trigger = function.triggers[0]
    described = f"{trigger.kind} {trigger.method} {trigger.path}"
    return {"id": function.id, "handler": known(function.handler), "trigger": described}


@pytest.mark.parametrize(
    "files",
    [
        {"serverless.yml": "service: x\nprovider: aws\nfunctions: {f: {handler: src/app.main, events: [http: GET a]}}"},
        {
            "serverless.yaml": """
            service: {name: x}
            provider: {name: aws}
            functions: [{f: {handler: src/app.main, events: [{http: {path: /a, method: GET}}]}}]
            """
        },
        {
            "serverless.json": '{"service": "x", "provider": {"name": "aws"}, "functions":'
            ' {"f": {"handler": "src/app.main", "events": [{"http": "GET a"}]}}}'
        },
        {
            "serverless.yml": """
            service: x
            provider: ${file(../shared/provider.yml)}
            functions: ["${file(functions/f.yml)}"]
            """.replace("../shared", "shared"),
            "shared/provider.yml": "name: aws\n",
            "functions/f.yml": "f: {handler: src/app.main, events: [{http: GET a}]}\n",
        },
        {
            "serverless.ts": """
            import type { AWS } from '@serverless/typescript';
            import * as functions from './src';
            const provider = { name: 'aws', stage: "${opt:stage, 'dev'}" };
            const serverless: AWS = { service: 'x', provider, functions };
            module.exports = serverless;
            """,
            "src/index.ts": "export { default as f } from './f';\n",
            "src/f.ts": """
            export default { handler: `${__dirname.split(process.cwd())[1].substring(1)}/app.main`,
                             events: [{ http: { method: 'get', path: 'a' } }] };
            """,
        },
        {
            "serverless.ts": """
            import merge from 'lodash/merge.js';
            import deepmerge from 'deepmerge';
            const base = { provider: { name: 'aws', runtime: 'nodejs22.x' }, functions: { f: { events: [] } } };
            const ours = { service: 'x', provider: { stage: 'dev' }, functions: { f: { handler: 'src/app.main' } } };
            const events = { functions: { f: { events: [{ http: { method: 'get', path: 'a' } }] } } };
            module.exports = deepmerge(merge({}, base, ours), events);
            """,
        },
        {
            "serverless.yml": "service: x\nprovider: {name: aws}\nfunctions: ${file(functions.js):all}\n",
            "functions.js": "module.exports.all = () => ({f: {handler: 'src/app.main', events: [{http: 'GET a'}]}})\n",
        },
        {
            "serverless.yml": """
            service: x
            provider: {name: aws, variableSyntax: "\\\\${{([ ~:a-zA-Z0-9._@',\\\\-\\\\/\\\\(\\\\)]+?)}}"}
            custom: {folder: src}
            functions: {f: {handler: "${{self:custom.folder}}/app.main", events: [{http: GET a}]}}
            """
        },
    ],
    ids=["version-1", "list", "json", "files", "typescript", "merged", "values-of-a-program", "own-syntax"],
)
def test_forms(applications_of: Applications, files: Files) -> None:
    assert first(applications_of(files)) == FUNCTION


@pytest.mark.parametrize("provider", ["{name: google, runtime: nodejs20}", "{name: azure}", "openwhisk"])
def test_services_for_other_clouds_are_not_ours(applications_of: Applications, provider: str) -> None:
    text = f"service: x\nprovider: {provider}\nfunctions: {{f: {{handler: a.b}}}}"
    assert "serverless" not in [application.framework for application in applications_of({"serverless.yml": text})]


def test_files_of_a_service_are_no_templates(applications_of: Applications) -> None:
    files: Files = {
        "serverless.yml": "service: x\nprovider: {name: aws}\nresources: ['${file(tables.yml)}']\n",
        "tables.yml": "Resources: {T: {Type: AWS::DynamoDB::Table}}\n",
    }
    (application,) = applications_of(files)
    assert list(application.resources) == ["T"]
    assert str(application.resources["T"].span) == "tables.yml:1"


def test_what_cannot_be_known_is_told(tree_of: Callable[[Files], Tree]) -> None:
    text = """
    service: x
    provider: {name: aws, iamRoleStatements: ["${ssm:/statements}"]}
    functions:
      f: {handler: a.b, events: ["${file(missing.yml)}"]}
      g: ${env:FUNCTION}
    resources: ["${s3:bucket/key}"]
    """
    applications, diagnoses = read_applications(Modules(tree_of({"serverless.yml": text})))
    assert [function.id for function in applications[0].functions] == ["f"]
    assert [diagnosis.message for diagnosis in diagnoses] == [
        "a statement of the role is left out: ssm:/statements is known at deployment",
        "an event of f is left out: file(missing.yml) is not there",
        "function 'g' is left out: the environment variable FUNCTION of the deployment decides",
        "a part of the resources is left out: s3:bucket/key is known at deployment",
    ]


@pytest.mark.parametrize(
    ("name", "text", "incomplete"),
    [
        ("serverless.yml", "component: express\nname: x\n", False),
        ("serverless.yml", "service: x\nprovider: {name: '${ssm:/cloud}'}\n", True),
        ("serverless.ts", "const service = { provider: {name: 'aws'} };\n", True),
    ],
)
def test_a_service_for_an_unknown_cloud_is_told(
    tree_of: Callable[[Files], Tree], name: str, text: str, incomplete: bool
) -> None:
    _, diagnoses = read_applications(Modules(tree_of({name: text})))
    assert [d.incomplete for d in diagnoses] == [incomplete]
    assert diagnoses[0].message.startswith("which cloud the service is for cannot be known: ")


def test_a_broken_file_is_told_and_the_rest_goes_on(tree_of: Callable[[Files], Tree]) -> None:
    files: Files = {
        "a/serverless.yml": "service: x\nprovider: {name: aws\n",
        "b/serverless.yml": "service: y\nprovider: {name: aws}\nfunctions: {f: {handler: a.b}}\n",
    }
    applications, diagnoses = read_applications(Modules(tree_of(files)))
    assert [a.name for a in applications if a.functions] == ["b/serverless.yml"]
    assert [(d.span.path, d.incomplete) for d in diagnoses] == [("a/serverless.yml", True)]
    assert "is not valid YAML" in diagnoses[0].message


def test_pseudo_parameters(applications_of: Applications) -> None:
    text = """
    service: x
    provider: {name: aws, environment: {R: 'a-${AWS::Region}', S: 'b-#{Table.Arn}'}}
    plugins: [serverless-pseudo-parameters]
    functions: {f: {handler: a.b}}
    resources: {Resources: {Table: {Type: AWS::DynamoDB::Table}}}
    """
    environment = applications_of({"serverless.yml": text})[0].functions[0].environment
    assert {name: known(value) for name, value in environment.items()} == {
        "R": "a-${AWS-Region}",
        "S": "b-${Table.Arn}",
    }


@pytest.mark.parametrize(
    "text",
    [
        "service: x\nprovider: {name: aws}\nfunctions: {f: {handler: [1], events: {http: 3}}, g: 7, h: null}\n",
        "service: x\nprovider: {name: aws}\nfunctions: ${self:functions}\n",
        "service: x\nprovider: {name: aws}\ncustom: ${self:}\nfunctions: {f: ${self:custom}}\n",
        "service: x\nprovider: {name: aws}\nresources: {Resources: [1]}\nfunctions: [f]\nplugins: {a: b}\n",
        "service: x\nprovider: {name: aws}\nfunctions: {f: {events: [{http: {authorizer: [1]}}, {s3: [a]}]}}\n",
    ],
)
def test_nonsense_is_no_reason_to_stop(applications_of: Applications, text: str) -> None:
    for application in applications_of({"serverless.yml": text}):
        assert application.framework == "serverless"
