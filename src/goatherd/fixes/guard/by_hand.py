"""What to write where `apply` cannot: a function's layer, variables and policy in the words of its framework."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from goatherd.fixes.guard.names import FULL, LAYER_IDS, OTHER_WRAPPER
from goatherd.fixes.guard.places import relative
from goatherd.frontends.cdk.apps import working_folder
from goatherd.guard.homes import LAYER_FOLDERS
from goatherd.guard.wrapping import POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE
from goatherd.model.application import OTHER_CLOUDS
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.guard.homes import Guarded, Home
    from goatherd.tree import Tree

_WITHOUT_LAYERS = (OTHER_WRAPPER, FULL)  # why a function can have no further one
_PACKED = "layer.zip"


def by_hand(tree: Tree, each: Guarded, home: Home, why: str) -> tuple[str, ...]:
    """Lines for a function that stays as it is because of `why`."""
    framework = each.application.framework
    if each.function.code.image:
        lines = _in_image(each, home)
    elif why in _WITHOUT_LAYERS or framework in OTHER_CLOUDS or framework == "handlers":
        lines = _around_handler(each, home)
    elif framework in ("cdk", "terraform"):
        lines = (_cdk if framework == "cdk" else _terraform)(tree, each, home)
    else:
        lines = _WRITTEN.get(framework, _anywhere)(each, home)
    return (*lines, f"its policy: {home.policies}/{each.name}.json")


def _layer(each: Guarded, home: Home) -> str:
    """From the folder of the file that declares the function."""
    return relative(posixpath.join(home.place, LAYER_FOLDERS[each.function.language]), each.function.span.path)


def _template(each: Guarded, home: Home) -> Iterator[str]:
    id = LAYER_IDS[each.function.language]
    sam = each.application.framework == "sam"
    kind, content = ("Serverless", "ContentUri") if sam else ("Lambda", "Content")
    described = f"{{Type: AWS::{kind}::LayerVersion, Properties: {{{content}: {_layer(each, home)}}}}}"
    yield f"Resources: {{{id}: {described}}}"
    yield f"Layers: [!Ref {id}]"
    yield f"Environment: {{Variables: {{{_variables(each, ': ')}}}}}"


def _serverless(each: Guarded, home: Home) -> Iterator[str]:
    name = LAYER_IDS[each.function.language]
    yield f"layers: {{{name[:1].lower()}{name[1:]}: {{path: {_layer(each, home)}}}}}  # of the service"
    if each.function.span.path.endswith((".yml", ".yaml")):
        yield f"layers: [!Ref {name}LambdaLayer]  # of the function, behind those that it has"
    else:
        yield f'layers: [{{"Ref": "{name}LambdaLayer"}}]  # of the function, behind those that it has'
    yield f"environment: {{{_quoted(each, ': ')}}}"


def _terraform(tree: Tree, each: Guarded, home: Home) -> Iterator[str]:
    name = {"python": "goatherd_guard_python", "javascript": "goatherd_guard_nodejs"}[each.function.language]
    archive = f'"${{path.module}}/{_layer(each, home)}.zip"'
    yield f'resource "aws_lambda_layer_version" "{name}" {{'
    yield f'  layer_name       = "{name.replace("_", "-")}"'
    yield f"  filename         = {archive}"
    yield f"  source_code_hash = filebase64sha256({archive})"
    yield "}"
    yield f"layers = [aws_lambda_layer_version.{name}.arn]"
    span = each.function.span
    if not tree.read(span.path).splitlines()[span.line - 1].lstrip().startswith("resource"):
        yield f"environment_variables = {{ {_quoted(each, ' = ', keys=False)} }}  # or as the module calls them"
    else:
        yield f"environment {{ variables = {{ {_quoted(each, ' = ', keys=False)} }} }}"


def _cdk(tree: Tree, each: Guarded, home: Home) -> Iterator[str]:
    id = LAYER_IDS[each.function.language]
    begin = working_folder(tree, each.function.span.path)
    place = posixpath.relpath(f"{home.place}/{LAYER_FOLDERS[each.function.language]}", begin or ".")
    if each.function.span.path.endswith(".py"):
        code = f'aws_lambda.Code.from_asset("{place}")'
        yield f'layers=[aws_lambda.LayerVersion(self, "{id}{each.name}", code={code})],'
        yield f"environment={{{_quoted(each, ': ')}}},"
    else:
        code = f'lambda.Code.fromAsset("{place}")'
        yield f'layers: [new lambda.LayerVersion(this, "{id}{each.name}", {{ code: {code} }})],'
        yield f"environment: {{ {_quoted(each, ': ', keys=False)} }},"
    if begin is None:
        yield "with the address of the layer from where cdk.json is"


def _settings(variables: str) -> Callable[[Guarded, Home], Iterator[str]]:
    """Of Chalice and Zappa, which take layers that are there already."""

    def written(each: Guarded, home: Home) -> Iterator[str]:
        yield from _published(each)
        yield f'"layers": ["<its LayerVersionArn>"], "{variables}": {{{_quoted(each, ": ")}}}'

    return written


def _anywhere(each: Guarded, home: Home) -> Iterator[str]:
    yield from _published(each)
    yield "then give the function this layer, and the variables of the environment"
    yield _variables(each, "=").replace(", ", " ")


def _published(each: Guarded) -> Iterator[str]:
    language = each.function.language
    name = f"goatherd-guard-{LAYER_FOLDERS[language]}"
    yield f"goatherd guard layer --language {language} -o {_PACKED}"
    yield f"aws lambda publish-layer-version --layer-name {name} --zip-file fileb://{_PACKED}"


def _in_image(each: Guarded, home: Home) -> Iterator[str]:
    """Lines of a Dockerfile: the guard looks for what it needs in /opt/goatherd."""
    yield "goatherd guard layer -o goatherd-guard-layer"
    yield f"COPY goatherd-guard-layer/{LAYER_FOLDERS[each.function.language]}/goatherd /opt/goatherd"
    if each.function.language == "python":
        yield f"ENV PYTHONPATH=/opt/goatherd/python {POLICY_VARIABLE}={each.name}"
    else:
        yield f'ENV NODE_OPTIONS="--require /opt/goatherd/node/src/preload.cjs" {POLICY_VARIABLE}={each.name}'
    yield from _decorated(each, "/opt/goatherd/node")


def _around_handler(each: Guarded, home: Home) -> Iterator[str]:
    yield "goatherd guard layer -o goatherd-guard-layer"
    place = f"goatherd-guard-layer/{LAYER_FOLDERS[each.function.language]}/goatherd"
    yield f"put {place} beside the code as goatherd, and set"
    yield f"GOATHERD_GUARD_FOLDER=goatherd GOATHERD_GUARD_POLICY=goatherd/policies/{each.name}.json"
    yield (
        "PYTHONPATH=goatherd/python"
        if each.function.language == "python"
        else ('NODE_OPTIONS="--require ./goatherd/node/src/preload.cjs"')
    )
    yield from _decorated(each, "./goatherd/node")


def _decorated(each: Guarded, package: str) -> Iterator[str]:
    entry = each.function.entry
    name = entry.symbol if isinstance(entry, Entry) else "handler"
    if each.function.language == "python":
        yield "from goatherd_guard import guarded"
        if each.application.framework == "azure":
            yield f"@guarded  # right above def {name}, below all other decorators (@app.route)"
        else:
            yield f"{name} = guarded({name})"
    else:
        yield f'const {{ guarded }} = require("{package}");'
        yield f"exports.{name} = guarded({name});"


def _variables(each: Guarded, sign: str) -> str:
    return f"{WRAPPER_VARIABLE}{sign}{WRAPPER}, {POLICY_VARIABLE}{sign}{each.name}"


def _quoted(each: Guarded, sign: str, *, keys: bool = True) -> str:
    pairs = ((WRAPPER_VARIABLE, WRAPPER), (POLICY_VARIABLE, each.name))
    return ", ".join(f'"{key}"{sign}"{value}"' if keys else f'{key}{sign}"{value}"' for key, value in pairs)


_WRITTEN: dict[str, Callable[[Guarded, Home], Iterator[str]]] = {
    "sam": _template,
    "cloudformation": _template,
    "serverless": _serverless,
    "chalice": _settings("environment_variables"),
    "zappa": _settings("aws_environment_variables"),
}
