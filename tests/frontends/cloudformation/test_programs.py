"""Templates that JavaScript builds in, applications out."""

from __future__ import annotations

from textwrap import dedent
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
    Read = Callable[[Files], list[Application]]

FUNCTION = """{
    Type: 'AWS::Lambda::Function',
    Properties: { Runtime: 'nodejs22.x', Handler: 'src/pay.handler', Role: 'arn:aws:iam::1:role/pay', Code: '.' },
}"""


@pytest.mark.parametrize(
    "text",
    [
        "module.exports = { Resources: { Pay: FUNCTION } };",
        "const Resources = { Pay: FUNCTION };\nmodule.exports = { Resources };",
        "module.exports = ({ stage }) => ({ Resources: { Pay: FUNCTION } });",
        "module.exports = async function () {\n  return { Resources: { Pay: FUNCTION } };\n};",
        "export default { Resources: { Pay: FUNCTION } };",
        "const cf = require('@mapbox/cloudfriend');\n"
        "module.exports = cf.merge({ Resources: { Pay: FUNCTION } }, { Outputs: {} });",
    ],
)
def test_a_module_that_exports_a_template(text: str, applications_of: Read) -> None:
    files: Files = {"infra/shop.js": text.replace("FUNCTION", FUNCTION), "infra/src/pay.js": "exports.handler = 1;"}
    (application,) = applications_of(files)
    assert (application.name, application.framework) == ("infra/shop.js", "cloudformation")
    assert [(function.id, known(function.handler)) for function in application.functions] == [
        ("Pay", "src/pay.handler")
    ]


def test_parts_are_put_together_and_are_no_templates_of_their_own(applications_of: Read) -> None:
    text = """
        const cf = require('@mapbox/cloudfriend');
        const parts = require('./parts');
        module.exports = cf.merge(parts, { Resources: { Jobs: { Type: 'AWS::SQS::Queue' } } });
    """
    part = f"module.exports = {{ Resources: {{ Pay: {FUNCTION} }} }};"
    variables = "Environment: { Variables: { JOBS: cf.ref('Jobs'), PLACE: cf.region, URL: cf.sub('${Jobs}/x') } }, Code"
    part = "const cf = require('@mapbox/cloudfriend');\n" + part.replace("Code", variables)
    (application,) = applications_of({"a/shop.template.js": dedent(text), "a/parts.js": part})
    (function,) = application.functions
    values = {name: known(value) for name, value in function.environment.items()}
    assert values == {"JOBS": "${Jobs}", "PLACE": "${AWS-Region}", "URL": "${Jobs}/x"}
    assert list(application.resources) == ["Jobs"]


def test_a_part_that_nobody_knows_is_told(tree_of: Callable[[Files], Tree]) -> None:
    text = """
        const cf = require('@mapbox/cloudfriend');
        const ship = new cf.shortcuts.Lambda({ LogicalName: 'Ship', Handler: 'src/ship.handler' });
        module.exports = cf.merge({ Resources: { Jobs: { Type: 'AWS::SQS::Queue' } } }, ship);
    """
    (application,), (diagnosis,) = read_applications(Modules(tree_of({"shop.js": text})))
    assert list(application.resources) == ["Jobs"]
    assert diagnosis.incomplete
    assert (diagnosis.span.line, diagnosis.message.partition(":")[0]) == (3, "what it adds to the template is not read")


def test_resources_of_a_service_belong_to_the_service(applications_of: Read) -> None:
    service = """
        service: shop
        provider: {name: aws, runtime: nodejs22.x}
        functions:
          f: {handler: a.handler}
        resources: ${file(resources.js)}
    """
    resources = "module.exports = () => ({ Resources: { Jobs: { Type: 'AWS::SQS::Queue' } } });"
    (application,) = applications_of({"serverless.yml": service, "resources.js": resources})
    assert application.name == "serverless.yml"
    assert "Jobs" in application.resources


def test_what_the_program_of_a_service_imports_belongs_to_it_too(applications_of: Read) -> None:
    service = """
        import resources from './resources';
        export default {
          service: 'shop', provider: { name: 'aws', runtime: 'nodejs22.x' },
          functions: { f: { handler: 'a.handler' } }, resources,
        };
    """
    resources = "export default { Resources: { Jobs: { Type: 'AWS::SQS::Queue' } } };"
    (application,) = applications_of({"serverless.ts": dedent(service), "resources.ts": resources})
    assert application.name == "serverless.ts"
    assert "Jobs" in application.resources


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.js", "module.exports = { Resources: ['AWS::Lambda::Function'] };"),
        ("tests/shop.template.js", f"module.exports = {{ Resources: {{ Pay: {FUNCTION} }} }};"),
        ("a.js", f"const template = {{ Resources: {{ Pay: {FUNCTION} }} }};\nmodule.exports = build(template);"),
    ],
)
def test_what_exports_no_template_is_none(path: str, text: str, tree_of: Callable[[Files], Tree]) -> None:
    assert read_applications(Modules(tree_of({path: text}))) == ([], [])


def test_a_file_that_is_called_a_template_and_cannot_be_known_is_told(tree_of: Callable[[Files], Tree]) -> None:
    text = f"const template = {{ Resources: {{ Pay: {FUNCTION} }} }};\nmodule.exports = require('x').build(template);"
    applications, (diagnosis,) = read_applications(Modules(tree_of({"shop.template.js": text})))
    assert applications == []
    assert diagnosis.incomplete
    assert diagnosis.message.startswith("which template it exports cannot be known")
