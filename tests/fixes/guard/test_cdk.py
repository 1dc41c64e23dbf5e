"""The guard in front of functions of the CDK, and away again."""

from __future__ import annotations

import json

import pytest

from tests.fixes.guard.conftest import guarded, restored, there_and_back

STACK = """\
import {{ Stack }} from 'aws-cdk-lib';
{imports}
import {{ Construct }} from 'constructs';

export class ShopStack extends Stack {{
  constructor(scope: Construct, id: string) {{
    super(scope, id);
    const store = new {of}Function(this, 'Store', {{ // größer
      runtime: {of}Runtime.PYTHON_3_13,
      handler: 'app.handler',
      code: {of}Code.fromAsset('src'),
{more}    }});
    store.addFunctionUrl();
  }}
}}
"""
NAMED = "import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';"
SPACE = "import * as lambda from 'aws-cdk-lib/aws-lambda';"
CODE = "{{ code: {of}Code.fromAsset('lib/goatherd-guard/python') }}"
LAYER = f"new {{of}}LayerVersion(this, 'GoatherdGuardPythonStore', {CODE})"
VARIABLES = "AWS_LAMBDA_EXEC_WRAPPER: '/opt/goatherd-guard', GOATHERD_GUARD: 'Store'"


def stack(imports, more, of=""):
    return STACK.format(imports=imports, of=of, more=more)


def layer(of=""):
    return LAYER.format(of=of)


CASES = {
    "names that are imported": (
        stack(NAMED, ""),
        stack(
            NAMED.replace("Runtime }", "Runtime, LayerVersion }"),
            f"      environment: {{ {VARIABLES} }},\n      layers: [{layer()}],\n",
        ),
    ),
    "a module under a name": (
        stack(SPACE, "      environment: { TABLE: 'a' },\n      layers: [tools],\n", "lambda."),
        stack(
            SPACE,
            f"      environment: {{ TABLE: 'a', {VARIABLES} }},\n      layers: [tools, {layer('lambda.')}],\n",
            "lambda.",
        ),
    ),
    "variables in lines": (
        stack(SPACE, "      environment: {\n        TABLE: 'a', // of the shop\n      },\n", "lambda."),
        stack(
            SPACE,
            "      environment: {\n        TABLE: 'a', // of the shop\n"
            "        AWS_LAMBDA_EXEC_WRAPPER: '/opt/goatherd-guard',\n        GOATHERD_GUARD: 'Store',\n      },\n"
            f"      layers: [{layer('lambda.')}],\n",
            "lambda.",
        ),
    ),
}


def test_what_is_not_imported_yet_is_imported_and_no_longer_afterwards(tree):
    (tree / "src" / "app.py").unlink()
    (tree / "src" / "show.ts").write_text("export const handler = async () => ({});\n")
    beside = "import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';"
    before = stack(beside, "").replace("new Function(", "new NodejsFunction(").replace("größer", "big")
    lines = before.splitlines(keepends=True)
    kept = [line for line in lines if not line.strip().startswith(("runtime:", "handler:", "code:"))]
    before = "".join(kept).replace("{ // big\n", "{ entry: 'src/show.ts' }").replace("    });\n", ");\n")
    (tree / "lib" / "shop-stack.ts").write_text(before)
    assert guarded(tree).left == []
    after = (tree / "lib" / "shop-stack.ts").read_text()
    assert f"{beside}\nimport {{ Code, LayerVersion }} from 'aws-cdk-lib/aws-lambda';\n" in after
    assert f"{{ entry: 'src/show.ts', environment: {{ {VARIABLES} }}, layers: [" in after
    restored(tree)
    assert (tree / "lib" / "shop-stack.ts").read_text() == before


@pytest.fixture(autouse=True)
def _program(tree):
    (tree / "lib").mkdir()
    (tree / "cdk.json").write_text('{"app": "npx ts-node bin/shop.ts"}')


@pytest.mark.parametrize("case", CASES)
def test_the_guard_is_put_in_front_and_taken_away_again(tree, case):
    there_and_back(tree, "lib/shop-stack.ts", *CASES[case])


def test_properties_that_come_from_elsewhere_are_left(tree):
    text = stack(SPACE, "      ...common,\n", "lambda.").replace("export class", "const common = {};\nexport class")
    (tree / "lib" / "shop-stack.ts").write_text(text)
    why = "some of its properties are not written out where it is made"
    assert [left.why for left in guarded(tree).left] == [why]
    assert (tree / "lib" / "shop-stack.ts").read_text() == text


@pytest.mark.parametrize(
    ("place", "app", "asset"),
    [
        ("cdk.json", "cd infra && npx ts-node bin/shop.ts", "lib/goatherd-guard/python"),
        ("infra/cdk.json", "npx ts-node bin/shop.ts", "lib/goatherd-guard/python"),
        ("cdk.json", "npx ts-node infra/bin/shop.ts", "infra/lib/goatherd-guard/python"),
        ("deploy/cdk.json", "npx ts-node ../infra/bin/shop.ts", "../infra/lib/goatherd-guard/python"),
    ],
)
def test_the_layers_address_begins_where_the_program_runs(tree, place, app, asset):
    (tree / "cdk.json").unlink()
    for name in ("infra/lib", "infra/bin", "deploy"):
        (tree / name).mkdir(parents=True)
    (tree / place).write_text(json.dumps({"app": app}))
    (tree / "infra" / "bin" / "shop.ts").write_text(
        "import { App } from 'aws-cdk-lib';\nimport { ShopStack } from '../lib/shop-stack';\n"
        "new ShopStack(new App(), 'Shop');\n"
    )
    (tree / "infra" / "lib" / "shop-stack.ts").write_text(stack(SPACE, "", "lambda."))
    guarded(tree)
    assert f"lambda.Code.fromAsset('{asset}')" in (tree / "infra" / "lib" / "shop-stack.ts").read_text()


def test_without_its_cdk_json_nobody_knows_where_a_program_runs(tree):
    (tree / "cdk.json").unlink()
    (tree / "lib" / "shop-stack.ts").write_text(text := stack(SPACE, "", "lambda."))
    why = "the layer's address begins where cdk.json is, which is not in the tree: name the folder that has it"
    assert [left.why for left in guarded(tree).left] == [why]
    assert (tree / "lib" / "shop-stack.ts").read_text() == text
