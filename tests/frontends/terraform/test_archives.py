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
    assert "its archive holds a text that is not known: variable name has no default" in entry.why


@pytest.mark.parametrize("module", ["../../etc/app", "a b"])
def test_no_text_is_deployed_outside_of_its_folder(resolved, module):
    text = MAIN.format(content='"def handler(event, context): pass"', filename=f"{module}.py")
    function, _ = resolved({"main.tf": text.replace("app.handler", f"{module}.handler")})
    assert function.code.inline is not None
    assert function.code.inline_module == "index"
