"""What only some stages deploy is not missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import known

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

SERVICE = """
service: shop
provider:
  name: aws
  runtime: python3.12
  iamRoleStatements: ${file(roles.yml):${self:custom.stage}}
custom:
  stage: ${opt:stage, 'dev'}
  photos: photos-${self:custom.stage}
functions: ${file(functions.${self:custom.stage}.yml)}
resources:
  Resources:
    Photos: {Type: AWS::S3::Bucket, Properties: {BucketName: 'photos-${self:custom.stage}'}}
"""
TREE: dict[str, str | bytes] = {
    "serverless.yml": SERVICE,
    "roles.yml": """
        dev: [{Effect: Allow, Action: s3:GetObject, Resource: '*'}]
        prod: [{Effect: Allow, Action: 's3:*', Resource: '*'}]
    """,
    "functions.dev.yml": "a: {handler: app.a, events: [{s3: '${self:custom.photos}'}]}\n",
    "functions.prod.yml": """
        a: {handler: app.other, events: [{s3: '${self:custom.photos}'}]}
        b: {handler: app.b, events: [{http: GET /b}]}
    """,
}


def test_the_default_stage_is_read_and_what_others_add(
    applications_of: Callable[[dict[str, str | bytes]], list[Application]],
) -> None:
    (shop,) = applications_of(TREE)
    assert {f.id: (known(f.handler), f.condition) for f in shop.functions} == {
        "a": ("app.a", ""),
        "b": ("app.b", "stage prod"),
    }
    a, b = shop.functions
    assert [t.kind for t in a.triggers] == ["s3"]
    assert [(t.kind, t.path) for t in b.triggers] == [("rest-api", "/b")]


def test_statements_of_other_stages_are_part_of_the_role(
    applications_of: Callable[[dict[str, str | bytes]], list[Application]],
) -> None:
    role = applications_of(TREE)[0].functions[0].role
    assert role is not None
    assert [s.actions for s in role.statements if not s.origin] == [("s3:GetObject",), ("s3:*",)]
