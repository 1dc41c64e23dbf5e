"""Backends of Amplify: templates of functions and APIs that only a configuration file puts together."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.code.resolve import resolve
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.value import known
from goatherd.frontends import read_applications
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure, Kind
from goatherd.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goatherd.tree import Tree

CONFIG = {
    "function": {"greet": {"service": "Lambda", "build": True}},
    "api": {
        "shop": {
            "service": "API Gateway",
            "dependsOn": [{"category": "function", "resourceName": "greet", "attributes": ["Name", "Arn"]}],
        }
    },
    "auth": {"pool": {"service": "Cognito"}},
}
FUNCTION = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Parameters": {
        "deploymentBucketName": {"Type": "String"},
        "s3Key": {"Type": "String"},
        "level": {"Type": "String"},
    },
    "Resources": {
        "LambdaFunction": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Handler": "index.handler",
                "Runtime": "nodejs20.x",
                "Code": {"S3Bucket": {"Ref": "deploymentBucketName"}, "S3Key": {"Ref": "s3Key"}},
                "Environment": {"Variables": {"LEVEL": {"Ref": "level"}}},
            },
        }
    },
    "Outputs": {
        "Name": {"Value": {"Ref": "LambdaFunction"}},
        "Arn": {"Value": {"Fn::GetAtt": ["LambdaFunction", "Arn"]}},
    },
}
URI = {"Fn::Sub": "arn:aws:x:${functiongreetArn}/invocations"}
INTEGRATION = {"type": "aws_proxy", "httpMethod": "POST", "uri": URI}
API = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Parameters": {"functiongreetName": {"Type": "String"}, "functiongreetArn": {"Type": "String"}},
    "Resources": {
        "shop": {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {
                "Body": {
                    "swagger": "2.0",
                    "paths": {"/greet": {"post": {"x-amazon-apigateway-integration": INTEGRATION}}},
                }
            },
        }
    },
}


def test_a_backend_is_one_application(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    files: dict[str, str | bytes] = {
        "amplify/backend/backend-config.json": json.dumps(CONFIG),
        "amplify/backend/function/greet/greet-cloudformation-template.json": json.dumps(FUNCTION),
        "amplify/backend/function/greet/parameters.json": '{"level": "info"}',
        "amplify/backend/function/greet/src/index.js": "exports.handler = async (event) => {};\n",
        "amplify/backend/api/shop/shop-cloudformation-template.json": json.dumps(API),
    }
    modules = Modules(tree_of(files))
    (application,), diagnoses = read_applications(modules)
    (function,) = application.functions
    entry = resolve(function, modules)
    assert isinstance(entry, Entry)
    assert entry.file == "amplify/backend/function/greet/src/index.js"
    assert diagnoses == []
    assert (application.name, application.framework) == ("amplify/backend/backend-config.json", "amplify")
    assert (function.id, known(function.environment["LEVEL"])) == ("functiongreet/LambdaFunction", "info")
    assert [(t.kind, t.detail, t.exposure) for t in function.triggers] == [
        (Kind.REST_API, "POST /greet", Exposure.ANONYMOUS)
    ]


def test_a_configuration_without_templates_is_none(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    tree = tree_of({"amplify/backend/backend-config.json": json.dumps(CONFIG)})
    assert read_applications(Modules(tree)) == ([], [])


def test_functions_that_a_program_defines(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> None:
    program = """
        import { defineFunction } from '@aws-amplify/backend';

        export const greet = defineFunction({ entry: './handler.ts', timeoutSeconds: 60, environment: { L: 'x' } });
        export const tick = defineFunction({ schedule: 'every 1h' });
    """
    files: dict[str, str | bytes] = {
        "amplify/backend.ts": "defineBackend({ greet });\n",
        "amplify/functions/greet/resource.ts": program,
        "amplify/functions/greet/handler.ts": "export const handler = async (event) => {};\n",
    }
    modules = Modules(tree_of(files))
    (application,), _ = read_applications(modules)
    greet, tick = application.functions
    entry = resolve(greet, modules)
    assert isinstance(entry, Entry)
    assert (entry.file, known(greet.timeout), known(greet.environment["L"])) == (
        "amplify/functions/greet/handler.ts",
        60,
        "x",
    )
    assert [t.kind for t in tick.triggers] == [Kind.SCHEDULE]


BACKEND = """
    import { defineBackend } from '@aws-amplify/backend';
    import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
    import { greet } from './functions/greet/resource';

    const backend = defineBackend({ auth, GREET });
    const other = backend.other.resources.lambda;
    other.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    MORE
"""
GREET = {
    "amplify/functions/greet/resource.ts": """
        import { defineFunction } from '@aws-amplify/backend';
        export const greet = defineFunction({ runtime: 22 });
    """,
    "amplify/functions/greet/handler.ts": """
        import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3';
        export const handler = async () => {
          await new S3Client({}).send(new GetObjectCommand({ Bucket: 'letters', Key: 'latest' }));
        };
    """,
}


@pytest.mark.parametrize(
    ("files", "lacks"),
    [
        ({"amplify/backend.ts": BACKEND.replace("GREET", "greet").replace("MORE", "")}, True),
        ({"amplify/backend.ts": BACKEND.replace("GREET", "greet").replace(
            "MORE", "cluster.grantDataApiAccess(backend.greet.resources.lambda);")}, False),
        ({"amplify/backend.ts": BACKEND.replace("GREET", "hello: greet").replace(
            "MORE", "const f = backend.hello.resources.lambda;\n    f.addToRolePolicy(letters);")}, False),
        ({
            "amplify/backend.ts": "import { greet } from './functions/greet/resource';\ndefineBackend({ greet });\n",
            "amplify/storage/resource.ts": """
                import { defineStorage } from '@aws-amplify/backend';
                import { greet } from '../functions/greet/resource';
                export const storage = defineStorage({
                  name: 'letters',
                  access: (allow) => ({ 'all/*': [allow.resource(greet).to(['read'])] }),
                });
            """,
        }, False),
    ],
)  # fmt: skip
def test_what_a_function_is_given_by_a_program_is_not_missing(
    tmp_path: Path, files: dict[str, str], lacks: bool
) -> None:
    for name, text in {**GREET, **files}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(dedent(text))
    events = scan(str(tmp_path), Config())
    found = [event.finding.id for event in events if isinstance(event, FindingFound)]
    assert ("GOAT0422" in found) is lacks
