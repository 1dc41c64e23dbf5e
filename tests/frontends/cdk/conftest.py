"""Small apps of the CDK, written to a folder and read as a user's would be."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.code.resolve import resolve
from goatherd.frontends import read_applications

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.tree import Tree

    Apps = Callable[[dict[str, str | bytes]], list[Application]]

_TYPESCRIPT = """
import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
%s
export class Demo extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
%s
  }
}
new Demo(new cdk.App(), 'Demo');
"""
_PYTHON = """
import aws_cdk as cdk
from aws_cdk import Stack, aws_lambda as lambda_
%s
class Demo(Stack):
    def __init__(self, scope, construct_id, **kwargs):
        super().__init__(scope, construct_id, **kwargs)
%s

Demo(cdk.App(), "Demo")
"""


@pytest.fixture
def apps(tree_of: Callable[[dict[str, str | bytes]], Tree]) -> Apps:
    """The applications of the files, their handlers resolved."""

    def read(files: dict[str, str | bytes]) -> list[Application]:
        modules = Modules(tree_of(files))
        applications, _ = read_applications(modules)
        for application in applications:
            for function in application.functions:
                function.entry = resolve(function, modules)
        return applications

    return read


@pytest.fixture
def typescript(apps: Apps) -> Callable[..., Application]:
    """The application whose stack's constructor has this body."""

    def read(body: str, imports: str = "", files: dict[str, str | bytes] | None = None) -> Application:
        program = _TYPESCRIPT % (dedent(imports), indent(dedent(body), "    "))
        (application,) = apps(
            {
                "cdk.json": '{"app": "npx ts-node --prefer-ts-exts bin/demo.ts"}',
                "bin/demo.ts": program,
                "src/index.js": "exports.handler = async (event) => event;\n",
                **(files or {}),
            }
        )
        return application

    return read


@pytest.fixture
def python(apps: Apps) -> Callable[..., Application]:
    def read(body: str, imports: str = "", files: dict[str, str | bytes] | None = None) -> Application:
        program = _PYTHON % (dedent(imports), indent(dedent(body), "        "))
        (application,) = apps(
            {
                "cdk.json": '{"app": "python3 app.py"}',
                "app.py": program,
                "src/index.py": "def handler(event, context):\n    return event\n",
                **(files or {}),
            }
        )
        return application

    return read
