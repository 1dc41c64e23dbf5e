"""Variables of every source, and what is known of those that only the deployment decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import Unknown, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

    Applications = Callable[[dict[str, str | bytes]], list[Application]]

SERVICE = """
service: shop
provider: {{name: aws, runtime: python3.12, region: eu-west-1{provider}}}
params:
  default: {{size: small}}
  prod: {{size: large}}
custom:
  stage: ${{opt:stage, self:provider.stage}}
  names: {{dev: one, prod: two}}
  only: {{prod: just-prod}}
  again: ${{self:custom.again}}
  list: [a, b]
functions:
  f:
    handler: app.main
    environment:
      X: {value}
"""
CONFIG = "key: {inner: from-file, stage: 's-${self:custom.stage}'}\n"


def environment(applications_of: Applications, value: str, provider: str = "") -> object:
    """The value of X; for what is not known, why."""
    text = SERVICE.format(value=value, provider=provider)
    tree: dict[str, str | bytes] = {"serverless.yml": text, "config.yml": CONFIG, "config.prod.yml": "key: in-prod\n"}
    (shop,) = applications_of(tree)
    found = shop.functions[0].environment["X"]
    return found.why if isinstance(found, Unknown) else known(found)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("${self:service}-${sls:stage}", "shop-dev"),
        ("${self:custom.stage}", "dev"),
        ("${self:custom.names.${self:custom.stage}}", "one"),
        ("${self:custom.names.${opt:stage, 'prod'}}", "one"),
        ("${self:custom.list.1}", "b"),
        ("${self:custom.nothing, 'default'}", "default"),
        ("${self:custom.nothing, self:custom.list.0}", "a"),
        ("${self:custom.nothing, ${self:provider.region}}", "eu-west-1"),
        ('${env:HOME, "a, b"}', "a, b"),
        ("${opt:region, self:provider.region}", "eu-west-1"),
        ("${param:size}", "small"),
        ("${file(config.yml):key.inner}", "from-file"),
        ("${file(./config.yml):key.stage}", "s-dev"),
        ("${file(missing.yml):key, 'none'}", "none"),
        ("${strToBool('true')}", "true"),
        ("arn:${aws:accountId}:${aws:region}", "arn:${AWS-AccountId}:${AWS-Region}"),
        ("!Sub '${AWS::Region}-${self:custom.stage}-${aws:accountId}'", "${AWS-Region}-dev-${AWS-AccountId}"),
        ("a-${env:NAME}", "a-${?}"),
        ("${ssm:/path/to/secret, 'fallback'}", "fallback"),
    ],
)
def test_values(applications_of: Applications, written: str, value: str) -> None:
    assert environment(applications_of, written) == value


def test_what_exists_in_another_stage_only_is_taken_from_there(applications_of: Applications) -> None:
    assert environment(applications_of, "${self:custom.only.${self:custom.stage}}") == "just-prod"
    assert environment(applications_of, "${file(config.${opt:stage}.yml):key}") == "in-prod"
    assert environment(applications_of, "${self:custom.only.${self:custom.stage}, 'mine'}") == "mine"


def test_the_stage_is_that_of_the_provider(applications_of: Applications) -> None:
    assert environment(applications_of, "${self:custom.names.${self:custom.stage}}", ", stage: prod") == "two"
    assert environment(applications_of, "${param:size}", ", stage: \"${opt:stage, 'prod'}\"") == "large"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("${ssm:/path/to/secret}", "ssm:/path/to/secret is known at deployment"),
        ("${env:NAME}", "the environment variable NAME of the deployment decides"),
        ("${opt:level}", "option --level is given at deployment"),
        ("${self:custom.again}", "it refers to itself"),
        ("${self:custom.nothing}", "self:custom.nothing is not there"),
        ("${file(../outside.yml):key}", "the file ../outside.yml is outside of the scanned folder"),
    ],
)
def test_unknown_values_say_why(applications_of: Applications, written: str, why: str) -> None:
    assert environment(applications_of, written) == why


def test_outputs_of_other_services_are_followed(applications_of: Applications) -> None:
    base = """
    service: base
    provider: {name: aws}
    resources:
      Resources: {Jobs: {Type: AWS::SQS::Queue}}
      Outputs: {JobsArn: {Value: !GetAtt Jobs.Arn}}
    """
    worker = """
    service: worker
    provider: {name: aws, runtime: python3.12, environment: {Q: "${cf:base-${sls:stage}.JobsArn}"}}
    functions:
      work:
        handler: app.main
        environment: {DEFAULT: "${cf:other-dev.X, 'none'}", OUTSIDE: "${cf:other-dev.X}"}
        events: [{sqs: "${cf:base-dev.JobsArn}"}]
    """
    work = applications_of({"base/serverless.yml": base, "worker/serverless.yml": worker})[1].functions[0]
    assert known(work.environment["Q"]) == "${/base/serverless-yml/Jobs.Arn}"
    assert known(work.environment["DEFAULT"]) == "none"
    why = "it is output X of stack other-dev, which no template of the tree describes"
    assert work.environment["OUTSIDE"] == Unknown(why, work.environment["OUTSIDE"].span)
    assert [t.kind for t in work.triggers] == ["sqs"]


def test_files_that_grow_without_end_are_bounded(applications_of: Applications) -> None:
    lines = "\n".join(f"  a{n}: '${{self:custom.a{n - 1}}}${{self:custom.a{n - 1}}}'" for n in range(1, 60))
    text = f"""
service: x
provider: {{name: aws}}
custom:
  a0: aaaaaaaaaaaaaaaaaaaaaaaaaaaaa
{lines}
functions:
  f: {{handler: a.b, environment: {{X: '${{self:custom.a59}}'}}}}
"""
    (service,) = applications_of({"serverless.yml": text})
    assert [f.id for f in service.functions] == ["f"]
