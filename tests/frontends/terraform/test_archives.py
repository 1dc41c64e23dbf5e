"""Archives that a configuration makes of texts: the handler is the text, not a file that happens to lie near."""

from __future__ import annotations

import pytest

from goatherd.code.modules import Modules
from goatherd.code.resolve import resolve
from goatherd.frontends import read_applications

MAIN = """
    variable "name" {{}}
    resource "aws_s3_bucket" "b" {{}}
    data "archive_file" "a" {{
      type        = "zip"
      output_path = "${{path.module}}/${{var.name}}.zip"
      source {{
        content  = {content}
        filename = "{filename}"
      }}
    }}
    resource "aws_lambda_function" "f" {{
      function_name = "f"
      handler       = "app.handler"
      runtime       = "python3.12"
      filename      = data.archive_file.a.output_path
      role          = "arn:aws:iam::123456789012:role/r"
    }}
    """
TEMPLATE = 'BUCKET = "${bucket}"\n\n\ndef handler(event, context):\n    return BUCKET\n'
OTHER = "def handler(event, context):\n    return None\n"


@pytest.fixture
def resolved(tree_of):
    """The only function of a tree, and its entry."""

    def read(files):
        modules = Modules(tree_of(files))
        (application,), _ = read_applications(modules)
        (function,) = application.functions
        return function, resolve(function, modules)

    return read


def test_a_template_is_the_code_with_its_variables_filled_in(resolved):
    content = 'templatefile("${path.module}/code.py.tftpl", { bucket = aws_s3_bucket.b.id })'
    files = {"main.tf": MAIN.format(content=content, filename="app.py"), "code.py.tftpl": TEMPLATE, "app.py": OTHER}
    function, entry = resolved(files)
    assert function.code.inline == TEMPLATE.replace("${bucket}", "${aws_s3_bucket.b}")
    assert (entry.file, entry.line, entry.inline) == ("code.py.tftpl", 4, True)
    assert function.code.inline_module == "app"


def test_a_text_of_the_configuration_has_its_lines_there(resolved):
    content = "<<-EOT\n          def handler(event, context):\n              return 1\n        EOT"
    _, entry = resolved({"main.tf": MAIN.format(content=content, filename="app.py"), "app.py": OTHER})
    assert (entry.file, entry.line, entry.inline) == ("main.tf", 9, True)


def test_a_file_as_it_is_stays_a_file(resolved):
    _, entry = resolved(
        {"main.tf": MAIN.format(content='file("lib/code.py")', filename="app.py"), "lib/code.py": OTHER}
    )
    assert (entry.file, entry.line, entry.inline) == ("lib/code.py", 1, False)


def test_a_text_that_is_not_known_is_no_file_beside_it(resolved):
    _, entry = resolved({"main.tf": MAIN.format(content="var.name", filename="app.py"), "elsewhere/code.py": OTHER})
    assert "cannot be known because variable name has no default" in entry.why


@pytest.mark.parametrize("module", ["../../etc/app", "a b"])
def test_no_text_is_deployed_outside_of_its_folder(resolved, module):
    text = MAIN.format(content='"def handler(event, context): pass"', filename=f"{module}.py")
    function, _ = resolved({"main.tf": text.replace("app.handler", f"{module}.handler")})
    assert function.code.inline is not None
    assert function.code.inline_module == "index"


def test_a_file_under_another_name_is_that_file_and_no_namesake(resolved):
    files = {"code.py": "def prepare(event, context):\n    return None\n", "app.py": OTHER, "lambda/app.py": OTHER}
    for content in ('file("code.py")', 'templatefile("code.py", { size = 1 })'):
        _, entry = resolved({"main.tf": MAIN.format(content=content, filename="app.py"), **files})
        assert entry.why == "code.py exports no handler"


def test_an_archive_without_the_handlers_module(resolved):
    text = MAIN.format(content='file("lib/code.py")', filename="index.py")
    _, entry = resolved({"main.tf": text, "lib/code.py": OTHER, "app.py": OTHER})
    assert entry.why == "what its code is cannot be known because its archive holds no app"


@pytest.mark.parametrize(
    ("handler", "filename"),
    [("src/app.handler", "src/app.py"), ("src.app.handler", "src/app.py"), ("app.handler", "./app.py")],
)
def test_one_of_several_texts_is_the_handlers(resolved, handler, filename):
    text = MAIN.format(content='file("lib/code.py")', filename=filename).replace("app.handler", handler)
    text = text.replace("source {", 'source {\n  content = "TABLE = 1"\n  filename = "settings.py"\n}\nsource {', 1)
    _, entry = resolved({"main.tf": text, "lib/code.py": OTHER, "app.py": OTHER})
    assert (entry.file, entry.inline) == ("lib/code.py", False)


@pytest.mark.parametrize(("name", "found"), [("app.py", "lib/code.py"), ("index.py", None)])
def test_an_archive_of_one_text_without_a_block(resolved, name, found):
    text = MAIN.format(content='file("lib/code.py")', filename=name)
    for block, short in (
        ("source {", ""),
        ("content ", "source_content "),
        ("filename = ", "source_content_filename = "),
    ):
        text = text.replace(block, short, 1)
    text = text.replace("      }\n", "", 1)
    _, entry = resolved({"main.tf": text, "lib/code.py": OTHER, "app.py": OTHER})
    assert getattr(entry, "file", None) == found


def test_a_file_that_a_build_made_may_have_its_source_elsewhere(resolved):
    text = """
    data "archive_file" "a" {
      type        = "zip"
      source_file = "dist/app.js"
      output_path = "a.zip"
    }
    resource "aws_lambda_function" "f" {
      function_name = "f"
      handler       = "app.handler"
      runtime       = "nodejs22.x"
      filename      = "a.zip"
      role          = "arn:aws:iam::123456789012:role/r"
    }
    """
    files = {"dist/app.js": "exports.other = 1;\n", "src/app.js": "exports.handler = async () => 1;\n"}
    _, entry = resolved({"main.tf": text, **files})
    assert entry.file == "src/app.js"
    _, entry = resolved(
        {"main.tf": text.replace("dist/", "code/"), **{k.replace("dist", "code"): v for k, v in files.items()}}
    )
    assert entry.why == "code/app.js exports no handler"
