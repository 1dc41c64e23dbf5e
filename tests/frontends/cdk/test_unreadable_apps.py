"""Apps of which nothing is understood: the run is incomplete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.frontends import read_applications
from goatherd.frontends.cdk.unread import unread_apps

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.tree import Tree

APP = """
import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Api } from '@acme/constructs';
class Shop extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id);
    new Api(this, 'Api', {handler: 'x'});
    %s
  }
}
new Shop(new cdk.App(), 'Shop');
"""
FUNCTION = "new lambda.Function(this, 'F', {handler: 'a.b', code: lambda.Code.fromAsset('.')});"


@pytest.mark.parametrize(("more", "incomplete"), [("", True), (FUNCTION, False)])
def test_unknown_constructs(tree_of: Callable[[dict[str, str | bytes]], Tree], more: str, *, incomplete: bool) -> None:
    tree = tree_of({"cdk.json": '{"app": "npx ts-node app.ts"}', "app.ts": APP % more})
    _, (told,) = read_applications(Modules(tree))
    assert told.message == "what these constructs deploy is not known: constructs.Api"
    assert told.incomplete is incomplete


@pytest.mark.parametrize("text", [b"", b'{"app": "npx ', b"\x00\xff\x01", b"[]"])
def test_a_broken_cdk_json(tree_of: Callable[[dict[str, str | bytes]], Tree], text: bytes) -> None:
    (told,) = unread_apps(tree_of({"infra/cdk.json": text}), [], [])
    assert told.incomplete
    assert told.span.path == "infra/cdk.json"
