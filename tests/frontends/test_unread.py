"""Functions that nobody reads are named and counted, and where there are no others, the run is incomplete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.outcome import ExitCode
from goatherd.review import review
from goatherd.review.policy import exit_code
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

HANDLER = "def lambda_handler(event, context):\n    return {'statusCode': 200, 'body': ''}\n"
OPENFAAS = """
version: 1.0
provider: {name: openfaas, gateway: "http://127.0.0.1:8080"}
functions:
  resize: {lang: python3, handler: ./resize, image: resize}
  mail: {lang: go, handler: ./mail, image: mail}
"""
OPENWHISK = """
packages:
  shop:
    actions:
      pay: {function: pay.js}
      ship: {function: ship.js}
"""
DIGITALOCEAN = """
packages:
  - name: shop
    functions:
      - {name: pay, runtime: "nodejs:18"}
"""
SERVICE = """
service: shop
provider: {name: openwhisk}
functions:
  pay: {handler: pay.main}
"""


def _told(folder: Path, files: dict[str, str]) -> tuple[list[tuple[str, bool]], ExitCode]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    config = Config(fail_on=None)
    outcome = review(scan(str(folder), config), config)
    return [(d.message, d.incomplete) for d in outcome.diagnoses], exit_code(outcome, config)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("stack.yml", OPENFAAS, "2 functions of OpenFaaS are not read (resize, mail)"),
        ("manifest.yaml", OPENWHISK, "2 functions of OpenWhisk are not read (shop/pay, shop/ship)"),
        ("project.yml", DIGITALOCEAN, "1 function of OpenWhisk is not read (shop/pay)"),
        (
            "serverless.yml",
            SERVICE,
            "1 function of the Serverless Framework's provider openwhisk is not read (pay)",
        ),
    ],
)
def test_functions_of_other_platforms(name: str, text: str, message: str, tmp_path: Path) -> None:
    assert _told(tmp_path, {name: text}) == ([(message, True)], ExitCode.INCOMPLETE)


def test_functions_of_other_platforms_beside_others_that_are_read(tmp_path: Path) -> None:
    template = "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n"
    template += "    Properties: {Runtime: python3.13, Handler: app.lambda_handler}\n"
    told, code = _told(tmp_path, {"a/stack.yml": OPENFAAS, "b/template.yaml": template, "b/app.py": HANDLER})
    assert [incomplete for _, incomplete in told] == [True]  # nothing of that folder is read
    assert code is ExitCode.INCOMPLETE


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("A.cs", '[FunctionName("pay")]\npublic static async Task<IActionResult> Run() {}\n', "C#"),
        ("A.cs", "public string Handle(string input, ILambdaContext context) => input;\n", "C#"),
        ("A.java", "public class A implements RequestHandler<String, String> {}\n", "Java"),
        ("a.kt", "class A : RequestHandler<String, String> {}\n", "Kotlin"),
        ("main.go", "func main() { lambda.Start(handler) }\n", "Go"),
        ("main.go", 'func init() { functions.HTTP("pay", pay) }\n', "Go"),
        ("a.rb", "def lambda_handler(event:, context:)\nend\n", "Ruby"),
        ("main.rs", "use lambda_runtime::{run, service_fn};\n", "Rust"),
    ],
)
def test_handlers_in_other_languages(name: str, text: str, language: str, tmp_path: Path) -> None:
    told, code = _told(tmp_path, {f"src/{name}": text, f"src/b_{name}": "// nothing\n"})
    assert told == [(f"1 file with handlers in {language} is not read (src/{name})", True)]
    assert code is ExitCode.INCOMPLETE


def test_handlers_in_other_languages_beside_others_are_a_note(tmp_path: Path) -> None:
    go = "func main() { lambda.Start(handler) }\n"
    told, code = _told(tmp_path, {"a/main.go": go, "b/main.go": go, "c/app.py": HANDLER})
    assert told == [("2 files with handlers in Go are not read (a/main.go, b/main.go)", False)]
    assert code is ExitCode.CLEAN


def _none_of(functions: str, languages: str) -> str:
    return (
        f"the code of none of {functions} is read ({languages}): goatherd reads Python, JavaScript and TypeScript, so "
        "that nothing is found says nothing about it; have something else read it, then accept this"
    )


def test_a_custom_runtime_is_named_by_the_handlers_in_its_folder(tmp_path: Path) -> None:
    template = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
    for name, runtime in (("pay", "provided.al2023"), ("ship", "provided.al2023"), ("old", "go1.x"), ("jar", "java21")):
        template += f"  {name.title()}:\n    Type: AWS::Serverless::Function\n"
        template += f"    Properties: {{Runtime: {runtime}, Handler: main, CodeUri: {name}/}}\n"
    go, rust = "func main() { lambda.Start(handler) }\n", "use lambda_runtime::{run, service_fn};\n"
    told, _ = _told(tmp_path, {"template.yaml": template, "pay/main.go": go, "ship/src/main.rs": rust})
    assert (_none_of("4 functions", "2 in Go, 1 in Java, 1 in Rust"), True) in told


def test_declared_functions_in_another_language_are_told_once(tmp_path: Path) -> None:
    function = (
        "  {}:\n    Type: AWS::Serverless::Function\n    Properties: {{Runtime: java21, Handler: A, CodeUri: .}}\n"
    )
    template = "Transform: AWS::Serverless-2016-10-31\nResources:\n" + "".join(map(function.format, "AB"))
    java = "public class A implements RequestHandler<String, String> {}\n"
    told, code = _told(tmp_path, {"template.yaml": template, "A.java": java})
    assert told == [
        ("2 functions are not analysed: code for java21 is not analysed (A, B)", False),
        (_none_of("2 functions", "2 in Java"), True),
    ]
    assert code is ExitCode.INCOMPLETE


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tests/stack.yml", OPENFAAS),
        ("docs/stack.yml", "functions:\n  a: b\nprovider: openfaas\n"),
        ("main.go", "func main() { server.Start(handler) }\n"),
        ("pnpm-workspace.yaml", "packages:\n  - 'functions/*'\nfunctions:\n"),
        ("handler_test.go", "func main() {}\n"),
    ],
)
def test_what_declares_no_function_is_not_told(name: str, text: str, tmp_path: Path) -> None:
    assert _told(tmp_path, {name: text}) == ([], ExitCode.NOTHING)
