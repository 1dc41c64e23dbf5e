"""Images that only the deployment knows: the Dockerfile is the one that their variable is called after."""

from __future__ import annotations

import pytest

from goatherd.code.modules import Modules
from goatherd.code.resolve import resolve
from goatherd.frontends import read_applications
from goatherd.model.function import Entry

FUNCTION = """
resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = "r"
  package_type  = "Image"
  image_uri     = %s
}
"""
VARIABLE = 'variable "order_import_image_uri" {\n  type    = string\n  default = ""\n}\n'
IMAGES = {f"images/{name}/Dockerfile": 'FROM x\nCMD ["app.handler"]' for name in ("order_import", "audit")}
CODE = {f"images/{name}/app.py": "def handler(event, context): ..." for name in ("order_import", "audit")}


@pytest.fixture
def file_of(tree_of):
    """The file of the handler of the only function of these configurations; "" where it is not known."""

    def read(configurations):
        modules = Modules(tree_of({**configurations, **IMAGES, **CODE}))
        (application,) = (a for a in read_applications(modules)[0] if a.templates)
        entry = resolve(application.functions[0], modules)
        return entry.file if isinstance(entry, Entry) else ""

    return read


@pytest.mark.parametrize(
    "written",
    [
        "var.order_import_image_uri",
        "local.image",
        'var.order_import_image_uri != "" ? var.order_import_image_uri : null',
    ],
)
def test_the_variable_of_an_image_names_its_folder(file_of, written):
    beside = "locals {\n  image = var.order_import_image_uri\n}\n"
    assert file_of({"infra/main.tf": VARIABLE + beside + FUNCTION % written}) == "images/order_import/app.py"


def test_the_variable_of_whoever_calls_the_module_counts(file_of):
    call = 'module "worker" {\n  source    = "./worker"\n  image_uri = var.order_import_image_uri\n}\n'
    module = 'variable "image_uri" {}\n' + FUNCTION % "var.image_uri"
    assert file_of({"infra/main.tf": VARIABLE + call, "infra/worker/main.tf": module}) == "images/order_import/app.py"


def test_a_variable_that_says_image_only_names_nothing(file_of):
    assert file_of({"infra/main.tf": 'variable "image_uri" {}\n' + FUNCTION % "var.image_uri"}) == ""


def test_an_image_that_is_known_keeps_its_own_name(file_of):
    assert file_of({"infra/main.tf": FUNCTION % '"1.dkr.ecr.eu-west-1.amazonaws.com/audit:1"'}) == "images/audit/app.py"
