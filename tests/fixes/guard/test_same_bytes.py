"""Whatever form layers and variables are written in: `apply`, then `remove`, give the same bytes."""

from __future__ import annotations

import json
from itertools import product

import pytest

from tests.fixes.guard.conftest import guarded, restored

_SAM = "Transform: AWS::Serverless-2016-10-31\n"
_YAML_LAYERS = (
    "",
    "Layers: []\n",
    "Layers: [ ]   # none\n",
    "Layers:\n",
    "Layers:   # none yet\n",
    "Layers: [arn:a]  # a tool\n",
    "Layers: [arn:a, ]\n",
    "Layers:\n  - arn:a  # a tool\n  # - arn:b\n",
    "Layers: [  # none\n]\n",
    "Layers: [\n  arn:a,  # a tool\n  arn:b  # and, one more\n]\n",
)
_YAML_VARIABLES = (
    "",
    "{}  # nothing\n",
    "{ # nothing\n}\n",
    "\n",
    "  # nothing yet\n",
    "{A: b}  # c, d\n",
    "{A: b, }\n",
    "\n  A: b  # c, d\n",
    "\n  A: |\n    b\n    c\n  # the end\n",
    "{\n  A: b,  # c, d\n  C: d,\n}\n",
    "{\n  A: b,\n  C: d  # e, f\n}\n",
    "{\n  A: b,\n  C: d}\n",
)


def _indented(text: str, by: int) -> str:
    return "".join(" " * by + line if line.strip() else line for line in text.splitlines(keepends=True))


def _yaml_environments():
    yield ""
    yield "Environment:\n"
    yield "Environment: {}\n"
    yield "Environment: {Variables: {}}\n"
    yield "Environment: {Variables: {A: b}}  # c\n"
    for variables in _YAML_VARIABLES[1:]:
        yield "Environment:\n" + _indented(f"Variables: {variables}".replace(": \n", ":\n"), 2)


def _template(kind: str, code: str) -> str:
    text = (_SAM if "Serverless" in kind else "") + "Resources:\n"
    for number, (layers, environment) in enumerate(product(_YAML_LAYERS, _yaml_environments())):
        more = (layers, environment) if number % 2 else (environment, layers)
        text += f"  F{number}:  # of many\n    Type: {kind}\n    Properties:\n      Runtime: python3.13\n"
        text += f"      Handler: app.handler\n      {code}: src/\n" + _indented("".join(more), 6)
        text += "\n" if number % 3 == 0 else ""
    return text


def _lines_of_sam() -> str:
    """Functions written in one line each, and such that share what they have by anchors."""
    text = _SAM + "Resources:\n"
    layers = ("", ", Layers: []", ", Layers: [ ]", ", Layers: [a]", ", Layers: [a, ]")
    environments = ("", "{}", "{Variables: {}}", "{Variables: { }}", "{Variables: {A: b}}", "{Variables: {A: b,}}")
    for number, (has, variables) in enumerate(product(layers, environments)):
        more = has + (f", Environment: {variables}" if variables else "")
        more = (", Timeout: 3" + more) if number % 2 else (more + ", Timeout: 3")
        properties = f"{{Runtime: python3.13, Handler: app.handler, CodeUri: src/{more}}}"
        text += f"  F{number}: {{Type: AWS::Serverless::Function, Properties: {properties}}}\n"
    text += """\
  First:
    Type: AWS::Serverless::Function
    Properties: &all
      Runtime: python3.13
      Handler: app.handler
      CodeUri: &code src/
  Last:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: *code
      Environment:
        Variables: &variables
          A: b
"""
    return text


def _json(indent: int | None) -> str:
    functions = {}
    layers = ({}, {"Layers": []}, {"Layers": ["a"]})
    environments = ({}, {"Environment": {}}, {"Environment": {"Variables": {}}})
    environments += ({"Environment": {"Variables": {"A": "b"}}},)
    for number, (has, variables) in enumerate(product(layers, environments)):
        properties = {"Runtime": "python3.13", "Handler": "app.handler", "CodeUri": "src/", **has, **variables}
        functions[f"F{number}"] = {"Type": "AWS::Serverless::Function", "Properties": properties}
    text = json.dumps({"Transform": "AWS::Serverless-2016-10-31", "Resources": functions}, indent=indent)
    return text.replace('"Layers": [],', '"Layers": [ ],') + "\n"


def _serverless() -> str:
    text = "service: store\nprovider:\n  name: aws\n  runtime: python3.13\nfunctions:\n"
    for number, (layers, variables) in enumerate(product(_YAML_LAYERS, _YAML_VARIABLES)):
        text += f"  f{number}:\n    handler: src/app.handler\n" + _indented(layers.replace("Layers", "layers"), 4)
        text += _indented(f"environment: {variables}".replace(": \n", ":\n"), 4) if variables else ""
    return text


_HCL_LAYERS = (
    "",
    "layers = []\n",
    "layers = [ ] # none\n",
    "layers = [ # none\n]\n",
    "layers = [\n  # none, so far\n]\n",
    'layers = ["a"] # a tool\n',
    'layers = [\n  "a", # a tool\n  "b" # and, one more\n]\n',
    'layers = [\n  "a",\n]\n',
)
_HCL_VARIABLES = (
    "",
    "{}",
    "{ }",
    "{# nothing\n}",
    "{\n  # nothing, yet\n}",
    '{ A = "b" }',
    '{ A = "b", }',
    '{\n  A = "b" # c, d\n}',
    '{\n  A = "b",\n  C = "d" # e, f\n}',
    '{\n  A = "b", # c\n  C = "d",\n  # the end\n}',
)


def _terraform() -> str:
    text = ""
    for number, (layers, variables) in enumerate(product(_HCL_LAYERS, _HCL_VARIABLES)):
        text += f'resource "aws_lambda_function" "f{number}" {{ # of many\n  function_name = "f{number}"\n'
        text += '  role = "arn:aws:iam::123456789012:role/a"\n  runtime = "python3.13"\n  handler = "app.handler"\n'
        text += '  filename = "src.zip"\n' + _indented(layers, 2)
        text += f"  environment {{\n{_indented(f'variables = {variables}', 4)}\n  }}\n" if variables else ""
        text += "  environment {\n  }\n" if not variables and number % 3 == 0 else ""
        text += "}\n\n"
    return text.removesuffix("\n")


_TS_LAYERS = (
    "",
    "layers: [],",
    "layers: [ ], // none",
    "layers: [ // none\n],",
    "layers: [\n  // none, so far\n],",
    "layers: [tools], // a tool",
    "layers: [\n  tools, // a tool\n  more // and, one more\n],",
    "layers: [\n  tools,\n],",
)
_TS_VARIABLES = (
    "",
    "{}",
    "{ }",
    "{ // nothing\n}",
    "{\n  // nothing, yet\n}",
    "{ A: 'b' }",
    "{ A: 'b', }",
    "{\n  A: 'b' // c, d\n}",
    "{\n  A: 'b', // c\n  C: 'd', // e\n}",
    "{\n  A: 'b',\n  ...more }",
)


def _cdk(imports: str, of: str) -> str:
    text = f"import {{ Stack }} from 'aws-cdk-lib';\n{imports}\nimport {{ Construct }} from 'constructs';\n"
    text += (
        "\nexport class Shop extends Stack {\n  constructor(scope: Construct, id: string) {\n    super(scope, id);\n"
    )
    for number, (layers, variables) in enumerate(product(_TS_LAYERS, _TS_VARIABLES)):
        environment = f"environment: {variables}," if variables else ""
        lines = [f"runtime: {of}Runtime.PYTHON_3_13,", "handler: 'app.handler',", f"code: {of}Code.fromAsset('src'),"]
        lines += [each for each in (environment, layers) if each]
        if number % 4 == 0:
            lines[-1] = lines[-1].replace("],", "]").replace("},", "}").replace("'),", "')")
        if "\n" not in (one := " ".join(lines)) and "//" not in one and number % 2:
            text += f"    new {of}Function(this, 'F{number}', {{ {one} }});\n"
        else:
            body = _indented("\n".join(lines), 6)
            text += f"    new {of}Function(this, 'F{number}', {{ // größer\n{body}\n    }});\n"
    return text + "  }\n}\n"


_NAMED = "import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';"
_IN_LINES = "import {\n  Code,\n  Function,\n  Runtime,\n} from 'aws-cdk-lib/aws-lambda';"
_UNUSED = "import { Function, Runtime, Code } from 'aws-cdk-lib/aws-lambda';"
FORMS = {
    "SAM": ("template.yaml", _template("AWS::Serverless::Function", "CodeUri")),
    "SAM in single lines": ("template.yaml", _lines_of_sam()),
    "CloudFormation": ("template.yaml", _template("AWS::Lambda::Function", "Code")),
    "JSON": ("template.json", _json(2)),
    "JSON in one line": ("template.json", _json(None)),
    "Serverless Framework": ("serverless.yml", _serverless()),
    "Terraform": ("main.tf", _terraform()),
    "CDK with a module": ("lib/shop.ts", _cdk("import * as lambda from 'aws-cdk-lib/aws-lambda';", "lambda.")),
    "CDK with names": ("lib/shop.ts", _cdk(_NAMED, "")),
    "CDK with a name that nothing uses": ("lib/shop.ts", _cdk(_UNUSED, "").replace("code: Code.from", "code: from")),
    "CDK with names in lines": ("lib/shop.ts", _cdk(_IN_LINES, "")),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("form", FORMS)
def test_what_is_applied_and_removed_leaves_no_trace(tree, form, newline):
    name, text = FORMS[form]
    file = tree / name
    file.parent.mkdir(exist_ok=True)
    if name.endswith(".ts"):
        (tree / "cdk.json").write_text('{"app": "npx ts-node bin/shop.ts"}')
    before = text.replace("\n", newline)
    file.write_bytes(before.encode())
    changes = guarded(tree)
    assert [(left.function, left.why) for left in changes.left] == []
    assert file.read_bytes().decode() != before
    assert guarded(tree).files == {}
    restored(tree)
    assert file.read_bytes().decode() == before
