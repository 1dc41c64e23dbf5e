"""What a template says of a function in; the file, symbol and line that run out, or why they are not known."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.code.exports import javascript_export
from goatherd.code.hidden_exports import may_export
from goatherd.code.layers import Layers
from goatherd.code.resolve import resolve
from goatherd.core.source import Span
from goatherd.core.value import Unknown
from goatherd.model.function import Entry, Unresolved
from goatherd.model.trigger import Exposure, Kind, Trigger
from tests.code.trees import JAVASCRIPT, PYTHON, TYPESCRIPT, function_of, tree_of

if TYPE_CHECKING:
    from pathlib import Path


def entry(root: Path, files: dict[str, str], *args: Any, **kwargs: Any) -> Entry:
    result = resolve(function_of(*args, **kwargs), tree_of(root, files))
    assert isinstance(result, Entry), result
    return result


def unresolved(root: Path, files: dict[str, str], *args: Any, **kwargs: Any) -> Unresolved:
    result = resolve(function_of(*args, **kwargs), tree_of(root, files))
    assert isinstance(result, Unresolved), result
    return result


@pytest.mark.parametrize(
    ("handler", "uri", "base", "runtime", "file"),
    [
        ("app.lambda_handler", "src/", "", "python3.13", "src/app.py"),
        ("app.lambda_handler", "./src", "svc", "python3.13", "svc/src/app.py"),
        ("app.lambda_handler", "../src", "svc/infra", "python3.13", "svc/src/app.py"),
        ("src.app.lambda_handler", "", "", "python3.13", "src/app.py"),
        ("src/app.lambda_handler", "", "", "python3.13", "src/app.py"),
        ("pkg.lambda_handler", "src", "", "python3.13", "src/pkg/__init__.py"),
        ("app.lambda_handler", "src/app.py", "", "python3.13", "src/app.py"),
        ("app.handler", "src", "", "nodejs22.x", "src/app.js"),
        ("a/b/index.handler", "src", "", "nodejs22.x", "src/a/b/index.mjs"),
        ("app.handler", "src", "", "nodejs22.x", "src/app.ts"),
        ("app.handler", "src", "", "", "src/app.cjs"),
        ("my.file.handler", "src", "", "nodejs22.x", "src/my.file.js"),
        ("./app.handler", "src", "", "nodejs22.x", "src/app.js"),
    ],
)
def test_code_and_handler_joined(tmp_path: Path, handler: str, uri: str, base: str, runtime: str, file: str) -> None:
    text = PYTHON if file.endswith(".py") else TYPESCRIPT if file.endswith(".ts") else JAVASCRIPT
    found = entry(tmp_path, {file: text}, handler, uri, base=base, runtime=runtime)
    language = "python" if file.endswith(".py") else "javascript"
    assert (found.file, found.symbol, found.language, found.line) == (file, handler.rpartition(".")[2], language, 1)


def test_imports_resolve_from_the_deployed_folder(tmp_path: Path) -> None:
    found = entry(tmp_path, {"src/api/app.py": PYTHON}, "api/app.lambda_handler", "src", runtime="python3.13")
    assert (found.file, found.root) == ("src/api/app.py", "src")


def test_typescript_source_before_the_javascript_compiled_from_it(tmp_path: Path) -> None:
    found = entry(tmp_path, {"src/app.ts": TYPESCRIPT, "src/app.js": JAVASCRIPT}, "app.handler", "src")
    assert found.file == "src/app.ts"


@pytest.mark.parametrize(
    ("source", "handler", "uri"),
    [
        ("src/app.ts", "dist/app.handler", ""),
        ("src/app.ts", "dist/src/app.handler", ""),
        ("src/app.ts", "app.handler", "dist"),
        ("src/handlers/app.ts", "app.handler", "build/handlers/"),
        ("src/orders/index.ts", "index.handler", "dist/orders"),
        ("src/orders.ts", "index.handler", "dist/orders"),
        ("functions/orders/index.js", "index.handler", "./orders.zip"),
        ("src/orders/app.js", "app.handler", "dist/orders.zip"),
        ("lambdas/orders/index.js", "index.handler", "s3://bucket/lambdas/orders.zip"),
        ("handlers/orders/list/index.js", "index.handler", "deploy/orders_list.zip"),
        ("src/app.js", "app.handler", ".webpack/service"),
    ],
)
def test_build_output_mapped_back_to_sources(tmp_path: Path, source: str, handler: str, uri: str) -> None:
    other = {
        "src/users/index.ts": TYPESCRIPT,
        "functions/users/index.js": JAVASCRIPT,
        "lambdas/users/app.js": JAVASCRIPT,
    }
    text = TYPESCRIPT if source.endswith(".ts") else JAVASCRIPT
    found = entry(tmp_path, {**other, source: text}, handler, uri, runtime="nodejs22.x")
    assert found.file == source


def test_a_file_that_is_deployed_under_another_name(tmp_path: Path) -> None:
    files = {"code/orders.py": PYTHON, "code/index.py": PYTHON}
    found = entry(tmp_path, files, "index.lambda_handler", "code/orders.py", runtime="python3.13")
    assert (found.file, found.root) == ("code/orders.py", "code")


def test_the_archive_that_a_build_leaves_in_its_package(tmp_path: Path) -> None:
    files = {
        "functions/orders/package.json": '{"scripts": {"build": "ncc build src/lambda.ts -o dist"}}',
        "functions/orders/src/lambda.ts": TYPESCRIPT,
        "functions/users/src/lambda.ts": TYPESCRIPT,
    }
    found = entry(tmp_path, files, "index.handler", "../functions/orders/code.zip", base="infra", runtime="nodejs22.x")
    assert found.file == "functions/orders/src/lambda.ts"


def test_the_output_of_a_build_in_an_archive_that_is_called_like_its_package(tmp_path: Path) -> None:
    files = {
        f"services/{service}/src/{file}": TYPESCRIPT
        for service in ("orders", "users")
        for file in ("index.ts", "routes/index.ts")
    }
    found = entry(tmp_path, files, "dist/index.handler", "../artifacts/orders.zip", base="infra", runtime="nodejs22.x")
    assert found.file == "services/orders/src/index.ts"


@pytest.mark.parametrize(
    ("id", "file"),
    [
        ('aws_lambda_function.all["listOrders"]', "services/orders/listOrders/index.js"),
        ("aws_lambda_function.orders", None),
    ],
)
def test_an_archive_whose_name_ends_as_the_function_is_called(tmp_path: Path, id: str, file: str | None) -> None:
    code = "exports.handler = async () => 1;\n"
    files = {f"services/orders/{name}/index.js": code for name in ("listOrders", "getOrder")}
    function = function_of("index.handler", "../out/shop-listOrders.zip", base="infra", runtime="nodejs22.x", id=id)
    found = resolve(function, tree_of(tmp_path, files))
    assert getattr(found, "file", None) == file


def test_an_archive_in_a_folder_that_is_called_like_that_of_the_sources(tmp_path: Path) -> None:
    files = {f"ingest/functions/{name}/handler.py": PYTHON for name in ("fetch_orders", "count_orders")}
    uri = "s3://${releases}/deployments/fetch_orders/function.zip"
    found = entry(tmp_path, files, "handler.lambda_handler", uri, base="infra", runtime="python3.13")
    assert found.file == "ingest/functions/fetch_orders/handler.py"


def test_an_archive_that_is_all_there_is(tmp_path: Path) -> None:
    found = unresolved(tmp_path, {"code.zip": "PK"}, "index.handler", "code.zip")
    assert found.why == "the handler index.handler was not found: its code code.zip is an archive, which is not opened"
    assert not found.code_in_tree


def test_sources_before_a_committed_bundle(tmp_path: Path) -> None:
    bundle = 'exports.handler=function(){return"' + "x;," * 4000 + '"}'
    found = entry(tmp_path, {"dist/app.js": bundle, "src/app.ts": TYPESCRIPT}, "app.handler", "dist")
    assert found.file == "src/app.ts"


def test_committed_bundle_when_it_is_all_there_is(tmp_path: Path) -> None:
    bundle = 'exports.handler=function(){return"' + "x;," * 4000 + '"}'
    assert entry(tmp_path, {"dist/app.js": bundle}, "app.handler", "dist").file == "dist/app.js"


def test_tsconfig_out_dir(tmp_path: Path) -> None:
    files = {
        "tsconfig.json": '{"compilerOptions": {"outDir": "./compiled-js", "rootDir": "code" /* ours */,},}',
        "code/api/app.ts": TYPESCRIPT,
        "compiled-js/README": "",
    }
    assert entry(tmp_path, files, "compiled-js/api/app.handler").file == "code/api/app.ts"


@pytest.mark.parametrize("key", ["EntryPoints", "BuildProperties.EntryPoints"])
def test_esbuild_entry_point_of_the_metadata(tmp_path: Path, key: str) -> None:
    files = {"svc/src/get/app.ts": TYPESCRIPT, "svc/src/put/app.ts": TYPESCRIPT}
    found = entry(tmp_path, files, "app.handler", "src", base="svc", build={key: "put/app.ts"})
    assert found.file == "svc/src/put/app.ts"


def test_entry_point_of_a_build_script(tmp_path: Path) -> None:
    files = {
        "package.json": '{"scripts": {"build": "esbuild code/main.ts --bundle --outfile=dist/index.js"}}',
        "code/main.ts": TYPESCRIPT,
        "code/other.ts": "export const x = 1;",
    }
    assert entry(tmp_path, files, "index.handler", "dist").file == "code/main.ts"


@pytest.mark.parametrize(
    ("handler", "variable", "runtime"),
    [
        ("datadog_lambda.handler.handler", "DD_LAMBDA_HANDLER", "python3.13"),
        ("/opt/nodejs/node_modules/datadog-lambda-js/handler.handler", "DD_LAMBDA_HANDLER", "nodejs22.x"),
        ("newrelic_lambda_wrapper.handler", "NEW_RELIC_LAMBDA_HANDLER", "python3.13"),
    ],
)
def test_handler_behind_a_monitoring_wrapper(tmp_path: Path, handler: str, variable: str, runtime: str) -> None:
    files = {"src/app.py": PYTHON.replace("lambda_handler", "handler"), "src/app.js": JAVASCRIPT}
    found = entry(tmp_path, files, handler, "src", runtime=runtime, environment={variable: "app.handler"})
    assert found.file == ("src/app.py" if runtime.startswith("python") else "src/app.js")


def test_handler_in_a_layer(tmp_path: Path) -> None:
    files = {"layers/shared/nodejs/api.js": JAVASCRIPT, "src/x.js": ""}
    function = function_of("/opt/nodejs/api.handler", "src", runtime="nodejs22.x", layers=("${Shared}",))
    found = resolve(function, tree_of(tmp_path, files), Layers({"Shared": "layers/shared"}))
    assert isinstance(found, Entry)
    assert found.file == "layers/shared/nodejs/api.js"
    assert found.search == ("layers/shared/nodejs", "layers/shared")


@pytest.mark.parametrize(
    ("layers", "search"),
    [
        (("${Shared}",), ("layers/shared/python", "layers/shared")),
        (("{{resolve:ssm:/shop/layers/shared}}",), ("layers/shared/python", "layers/other/python")),
        (("${Shared}", "${Imported}"), ("layers/shared/python", "layers/shared", "layers/other/python")),
        ((), ()),
    ],
)
def test_a_layer_of_another_stack_may_be_any_of_the_tree(
    tmp_path: Path, layers: tuple[str, ...], search: tuple[str, ...]
) -> None:
    code = "def handler(event, context): ...\n"
    files = {"src/app.py": code, "layers/shared/python/a.py": "", "layers/other/python/b.py": ""}
    known = Layers({"Shared": "layers/shared"}, ("layers/shared", "layers/other"))
    found = resolve(function_of("app.handler", "src", layers=layers), tree_of(tmp_path, files), known)
    assert isinstance(found, Entry)
    assert found.search == search


# --- what is exported ---


@pytest.mark.parametrize(
    "text",
    [
        "exports.handler = f;",
        "exports['handler'] = f;",
        "module.exports.handler = f;",
        "const handler = exports.handler = f;",
        "module.exports = {\n  other,\n  handler,\n};",
        "module.exports = { other: { x: 1 }, handler: async () => {} };",
        "export const handler = f;",
        "export async function handler(event) {}",
        "export { run as handler };",
        "export { handler } from './x';",
        "export * from './x';",
        "export const { handler } = build();",
        "module.exports = require('./real');",
        "module.exports = { ...require('./real') };",
        'Object.defineProperty(exports, "handler", { get: f });',
        "__export(app_exports, {\n  handler: () => handler\n});",
        "'use strict'; exports.handler = async (e) => {};",
        'const cp=require("child_process");exports.handler=async(e)=>{}',
        "import x from 'y'; export const handler = async (e) => {};",
        "import x from 'y'; export { run as handler };",
        "/* packed */ export async function handler(e) {}",
        "var x=1,h=async e=>{};exports.handler=h;",
        "a(),exports['handler']=h;",
        "(()=>{\nvar e={};exports.handler=async e=>{}\n})()",
        "!function(){module.exports.handler=h}();",
        "module.exports = (() => { return { handler: f }; })();",
        "module.exports=(()=>{var t={};t.handler=f;return t})();",
        "0 && (module.exports = x, exports.handler = h);",
    ],
)
def test_javascript_exports(tmp_path: Path, text: str) -> None:
    assert entry(tmp_path, {"app.js": text}, "app.handler").symbol == "handler"


@pytest.mark.parametrize(
    "text",
    [
        "const handler = f;",
        "// exports.handler = f;",
        "module.exports = { handler2: f, nested: { handler: f } };",
        "export const handlers = 1;",
        "exports.other = handler;",
        "module.exports = function handler() {};",
        "let x; // exports.handler = f;",
        "let x = '; exports.handler = f';",
        "const f = () => { exports.handler = g; };",
        "module.exports = (() => { return { other: handler }; })();",
    ],
)
def test_javascript_names_that_are_not_exported(tmp_path: Path, text: str) -> None:
    result = unresolved(tmp_path, {"app.js": text}, "app.handler", runtime="nodejs22.x")
    assert result == Unresolved("app.js exports no handler", ("app.js",), missing=True)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\nasync def handler(e, c): ...", 2),
        ("handler = wrap(f)", 1),
        ("a = handler = f", 1),
        ("from x import main as handler", 1),
        ("from x import *", 1),
        ("try:\n    from x import handler\nexcept ImportError:\n    def handler(e, c): ...", 4),
    ],
)
def test_python_names_of_a_module(tmp_path: Path, text: str, line: int) -> None:
    assert entry(tmp_path, {"app.py": text}, "app.handler").line == line


def test_python_name_inside_a_function_is_no_handler(tmp_path: Path) -> None:
    result = unresolved(
        tmp_path, {"app.py": "def make():\n    def handler(e, c): ..."}, "app.handler", runtime="python3.13"
    )
    assert result.why == "app.py exports no handler"


def test_python_file_that_cannot_be_parsed_is_still_the_handler(tmp_path: Path) -> None:
    assert entry(tmp_path, {"app.py": "def handler(e, c):\n    print 'x'"}, "app.handler").file == "app.py"


# --- what cannot be known ---


def test_ambiguity_names_its_candidates(tmp_path: Path) -> None:
    files = {"a/index.js": JAVASCRIPT, "b/index.js": JAVASCRIPT}
    result = unresolved(tmp_path, files, "index.handler", "dist/function.zip", runtime="nodejs22.x")
    assert result.candidates == ("a/index.js", "b/index.js")


def test_function_id_decides_between_equals(tmp_path: Path) -> None:
    files = {"create-order/index.js": JAVASCRIPT, "list-orders/index.js": JAVASCRIPT}
    assert entry(tmp_path, files, "index.handler", "s3://b/k", id="ListOrdersFunction").file == "list-orders/index.js"


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("missing/", "its code missing/ is not in the tree"),
        ("s3://bucket/key.zip", "its code is at s3://bucket/key.zip"),
        ("s3://${?}/${?}", "its code is in a bucket"),
        (Unknown("the parameter Bucket has no default"), "the parameter Bucket has no default"),
        ("../../elsewhere", "above the scanned folder"),
    ],
)
def test_code_outside_of_the_tree(tmp_path: Path, uri: str | Unknown, why: str) -> None:
    result = unresolved(tmp_path, {"README.md": ""}, "index.handler", uri)
    assert why in result.why


@pytest.mark.parametrize("uri", ["missing.zip", "s3://bucket/key.zip", "s3://${?}/${?}", Unknown("it has no default")])
def test_code_that_is_no_part_of_the_tree(tmp_path: Path, uri: str | Unknown) -> None:
    assert not unresolved(tmp_path, {"README.md": ""}, "index.handler", uri).code_in_tree


@pytest.mark.parametrize("uri", ["missing/", "../../elsewhere", "src/", "vendor/x/"])
def test_code_that_should_be_in_the_tree(tmp_path: Path, uri: str) -> None:
    files = {"src/other.js": "", "vendor/x/index.js": JAVASCRIPT}
    assert unresolved(tmp_path, files, "index.handler", uri).code_in_tree


@pytest.mark.parametrize(("link", "uri"), [("src", "src/"), ("code/index.js", "code/")])
def test_links_are_not_followed_and_said_so(tmp_path: Path, link: str, uri: str) -> None:
    tree_of(tmp_path, {"code/other.js": ""})
    (tmp_path / link).symlink_to("/elsewhere")
    result = unresolved(tmp_path, {"README.md": ""}, "index.handler", uri)
    assert f"{link if link != 'src' else uri} is a symbolic link, which is not followed" in result.why
    assert result.code_in_tree


@pytest.mark.parametrize(
    ("handler", "runtime", "foreign"),
    [
        ("org.shop.Orders::handle", "java21", True),
        ("bootstrap", "provided.al2023", True),
        ("rust.handler", "provided.al2023", True),
        ("script.ps1::handler", "", True),
        ("nothing", "python3.13", False),
        ("app.handler", "", False),
    ],
)
def test_code_of_another_language(tmp_path: Path, handler: str, runtime: str, foreign: bool) -> None:
    assert unresolved(tmp_path, {"README.md": ""}, handler, "", runtime=runtime).foreign is foreign


def test_bare_name_is_not_looked_for_in_another_service(tmp_path: Path) -> None:
    files = {"a/template.yaml": "", "a/README.md": "", "b/template.yaml": "", "b/src/index.js": JAVASCRIPT}
    assert not unresolved(tmp_path, files, "index.handler", "s3://x/y.zip", base="a").code_in_tree


def test_service_around_a_folder_of_infrastructure(tmp_path: Path) -> None:
    files = {"svc/infra/template.yaml": "", "svc/package.json": "{}", "svc/src/index.js": JAVASCRIPT}
    assert entry(tmp_path, files, "index.handler", "s3://x/y.zip", base="svc/infra").file == "svc/src/index.js"


def test_test_code_is_not_found_by_name(tmp_path: Path) -> None:
    assert not unresolved(tmp_path, {"tests/orders.js": JAVASCRIPT}, "orders.handler", "s3://x/y.zip").code_in_tree


@pytest.mark.parametrize(
    ("handler", "runtime", "why"),
    [
        ("com.example.App::run", "java21", "code for java21 is not analysed"),
        ("bootstrap", "provided.al2023", "a custom runtime runs a compiled program"),
        ("app", "python3.13", "the handler 'app' names no function of a module"),
        ("run.sh", "nodejs22.x", "the handler run.sh is a script that runs a program of its own"),
        (Unknown("it is imported from another stack"), "python3.13", "its handler is unknown because it is imported"),
    ],
)
def test_handlers_that_are_no_function(tmp_path: Path, handler: str | Unknown, runtime: str, why: str) -> None:
    files = {"a.py": PYTHON, "b.py": PYTHON, "run.sh": "exec ./server"}
    assert why in unresolved(tmp_path, files, handler, runtime=runtime).why


def test_unknown_handler_of_a_folder_with_one_candidate(tmp_path: Path) -> None:
    found = entry(tmp_path, {"src/main.py": PYTHON, "src/util.py": "x = 1"}, Unknown("of a parameter"), "src")
    assert (found.file, found.symbol) == ("src/main.py", "lambda_handler")


def test_handler_with_a_placeholder(tmp_path: Path) -> None:
    files = {"src/orders.js": JAVASCRIPT, "src/util.js": "exports.x = 1;"}
    assert entry(tmp_path, files, "${?}.handler", "src").file == "src/orders.js"


def test_script_that_serves_a_web_application(tmp_path: Path) -> None:
    files = {"src/run.sh": "exec python -m uvicorn --port=$PORT api.main:app", "src/api/main.py": "app = FastAPI()"}
    assert entry(tmp_path, files, "run.sh", "src", runtime="python3.13").symbol == "app"


# --- code in the template ---


def test_inline_code(tmp_path: Path) -> None:
    span = Span("template.yaml", 20, 11, 22, 1)
    found = entry(
        tmp_path, {}, "index.lambda_handler", runtime="python3.13", inline="import x\n" + PYTHON, inline_span=span
    )
    assert (found.file, found.line, found.inline) == ("template.yaml", 21, True)


def test_inline_stub_with_the_real_code_in_the_tree(tmp_path: Path) -> None:
    files = {"infra/template.yaml": "", "README.md": "", "agent/handler.py": PYTHON, "tool/handler.py": PYTHON}
    found = entry(tmp_path, files, "agent.handler.lambda_handler", base="infra", runtime="python3.13", inline=PYTHON)
    assert (found.file, found.inline) == ("agent/handler.py", False)


def test_inline_code_without_the_symbol(tmp_path: Path) -> None:
    result = unresolved(tmp_path, {}, "index.handler", runtime="python3.13", inline=PYTHON)
    assert result.why == "the code in the template defines no handler"


# --- images ---


@pytest.mark.parametrize(
    "dockerfile",
    [
        'FROM public.ecr.aws/lambda/python:3.13\nCOPY app.py ./\nCMD ["app.handler"]',
        "FROM x\nCMD [ 'app.handler' ]",
        "FROM x\nCMD app.handler",
        'FROM a AS b\nCMD ["c.handler"]\nFROM b\nENTRYPOINT ["python", "-m", "awslambdaric"]\nCMD ["app.handler"]',
        'FROM x\nARG H=app.handler\nCMD ["${H}"]',
        'FROM x\nCOPY a \\\n  b ./\nENTRYPOINT ["/lambda-entrypoint.sh", "app.handler"]',
    ],
)
def test_image_command(tmp_path: Path, dockerfile: str) -> None:
    files = {"img/Dockerfile": dockerfile, "img/app.py": "def handler(e, c): ..."}
    assert entry(tmp_path, files, image=True, build={"DockerContext": "./img"}).file == "img/app.py"


def test_image_copies_a_folder_of_the_context(tmp_path: Path) -> None:
    files = {
        "Dockerfile": 'FROM x\nCOPY src/ ${LAMBDA_TASK_ROOT}/\nCMD ["app.handler"]',
        "src/app.py": "def handler(e, c): ...",
        "old/app.py": "def handler(e, c): ...",
    }
    found = entry(tmp_path, files, image=True, build={"DockerContext": ".", "Dockerfile": "Dockerfile"})
    assert (found.file, found.root) == ("src/app.py", "src")


def test_command_of_the_template_beats_that_of_the_image(tmp_path: Path) -> None:
    files = {"Dockerfile": 'CMD ["a.handler"]', "a.js": JAVASCRIPT, "b.js": JAVASCRIPT}
    assert entry(tmp_path, files, image=True, command=("b.handler",)).file == "b.js"


@pytest.mark.parametrize(
    ("id", "uri"),
    [
        ("NotifySlackFunction", ""),
        ("f", "1.dkr.ecr.eu-west-1.amazonaws.com/notify-slack:latest"),
        ("f", '${aws_ecr_repository.them["notify-slack-lambda"].RepositoryUri}:latest'),
        ("f", "${module.images.aws_ecr_repository.notify_slack.RepositoryUri}"),
        ('module.notify_slack["eu"].aws_lambda_function.this', "${?}:latest"),
    ],
)
@pytest.mark.parametrize("folder", ["", "docker/"])
def test_of_several_dockerfiles_the_one_in_the_folder_of_that_name(
    tmp_path: Path, id: str, uri: str, folder: str
) -> None:
    files = {f"images/{n}/{folder}Dockerfile": 'CMD ["app.handler"]' for n in ("notify-slack", "audit")}
    code = {f"images/{n}/app.py": "def handler(e, c): ..." for n in ("notify-slack", "audit")}
    found = entry(tmp_path, {**files, **code}, uri=uri, id=id, image=True, base="infra")
    assert found.file == "images/notify-slack/app.py"


def test_image_without_dockerfile(tmp_path: Path) -> None:
    result = unresolved(tmp_path, {"a.js": JAVASCRIPT}, uri="1.dkr.ecr.eu-west-1.amazonaws.com/x", image=True)
    assert result.why == "its image is at 1.dkr.ecr.eu-west-1.amazonaws.com/x, and no Dockerfile says what is in it"
    assert not result.code_in_tree


def test_image_with_a_program_of_its_own(tmp_path: Path) -> None:
    result = unresolved(tmp_path, {"Dockerfile": 'FROM x\nCMD ["node", "server.js"]'}, image=True)
    assert result.why == "its image runs a program of its own (node server.js)"


# --- hostile files ---


@given(st.text(alphabet="exports.handlmu={}[](),'\"`/*\\ \n:;<>", max_size=200))
def test_looking_for_an_export_never_raises(text: str) -> None:
    assert 0 <= javascript_export(text, "handler") <= text.count("\n") + 1


@pytest.mark.parametrize(
    "piece",
    [
        "export {\n",
        "module.exports={\n",
        '"\\',
        "/*",
        " ",
        "export const {\n",
        "exports.handler\n",
        "; export handle",
        "a.",
        "a=a=",
    ],
)
def test_looking_for_an_export_takes_no_time(piece: str) -> None:
    text = piece * (400_000 // len(piece)) + "handler"
    started = time.process_time()
    javascript_export(text, "handler")
    may_export(text, "handler")
    assert time.process_time() - started < 2


def test_an_archive_that_is_left_beside_the_sources_of_its_package(tmp_path: Path) -> None:
    files = {
        f"services/{service}/{file}": text
        for service in ("orders", "users")
        for file, text in (
            ("package.json", '{"main": "dist/handler.js"}'),
            ("src/index.ts", TYPESCRIPT),
            ("src/routes/index.ts", TYPESCRIPT),
        )
    }
    found = entry(tmp_path, files, "index.handler", "../services/orders/all.zip", base="infra", runtime="nodejs22.x")
    assert found.file == "services/orders/src/index.ts"


def test_an_archive_in_a_folder_that_is_no_package_says_nothing_of_its_sources(tmp_path: Path) -> None:
    files = {f"services/{service}/src/index.ts": TYPESCRIPT for service in ("orders", "users")}
    around = {**files, "README.md": ""}
    result = unresolved(tmp_path, around, "index.handler", "../services/all.zip", base="infra", runtime="nodejs22.x")
    assert result.candidates == tuple(sorted(files))


@pytest.mark.parametrize(("base", "uri"), [("", "build/all.zip"), ("infra", "../build/all.zip")])
def test_a_file_that_a_script_takes_out_of_the_folder_of_its_function(tmp_path: Path, base: str, uri: str) -> None:
    files = {f"functions/{name}/{file}.py": PYTHON for name in ("orders", "users") for file in ("handler", "prices")}
    files["README.md"] = ""
    found = entry(tmp_path, files, "orders.lambda_handler", uri, base=base, runtime="python3.13")
    assert found.file == "functions/orders/handler.py"


def test_two_folders_that_are_called_like_the_function(tmp_path: Path) -> None:
    files = {f"{place}/orders/handler.py": PYTHON for place in ("old", "new")}
    result = unresolved(tmp_path, files, "orders.lambda_handler", "build/all.zip", runtime="python3.13")
    assert result.candidates == ("new/orders/handler.py", "old/orders/handler.py")


@pytest.mark.parametrize(
    ("id", "file"),
    [
        ("aws_lambda_function.list_orders", "lambda/listOrders/index.mjs"),
        ("aws_lambda_function.orders", None),
        ("aws_lambda_function.get_user", "lambda/getUser/src/index.mjs"),
        ("adminApi", "api/admin/index.mjs"),
    ],
)
def test_the_folder_that_is_called_like_a_function_whose_archive_is_a_stub(
    tmp_path: Path, id: str, file: str | None
) -> None:
    code = "export const handler = async () => 1;\n"
    places = ("lambda/listOrders", "lambda/getUser/src", "api/admin", "api/shop", "old/orders", "new/orders")
    files = {f"{place}/index.mjs": code for place in places}
    function = function_of("index.handler", "../placeholder.zip", base="infra", runtime="nodejs22.x", id=id)
    assert getattr(resolve(function, tree_of(tmp_path, files)), "file", None) == file


@pytest.mark.parametrize(("kind", "in_tree"), [(Kind.CUSTOM_RESOURCE, False), (Kind.SQS, True)])
def test_code_that_the_kit_brings_was_not_to_be_found(tmp_path: Path, kind: str, in_tree: bool) -> None:
    function = function_of("index.handler", "s3://assets/8f1c2d.zip", id="Provider", runtime="nodejs22.x")
    function.triggers = [Trigger(kind, Exposure.INTERNAL, function.span)]
    found = resolve(function, tree_of(tmp_path, {"a/index.js": JAVASCRIPT, "b/index.js": JAVASCRIPT}))
    assert isinstance(found, Unresolved) and found.code_in_tree is in_tree
