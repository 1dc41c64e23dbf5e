"""Backends of Amplify: templates of functions and APIs that only a configuration file puts together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goatherd.code.modules import Modules
from goatherd.code.resolve import resolve
from goatherd.core.value import known
from goatherd.frontends import read_applications
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

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
