from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.core.value import is_false, is_true, known
from goatherd.frontends.terraform import modules as stand_ins
from goatherd.frontends.terraform import read_terraform
from goatherd.frontends.terraform.parse import parse_hcl
from goatherd.model.resource import Api

MODULE = """
variable "name" {}
variable "size" { default = 1 }
variable "options" {
  type    = object({ deep = optional(object({ on = optional(bool, true) }), {}), label = optional(string) })
  default = {}
}
resource "aws_sqs_queue" "this" {
  name  = var.name
  size  = var.size
  on    = var.options.deep.on
  label = var.options.label
}
output "arn" { value = aws_sqs_queue.this.arn }
output "name" { value = var.name }
"""


def test_a_module_gets_inputs_and_gives_outputs(arguments_of):
    files = {
        "main.tf": """
            module "one" {
              source = "./modules/queue"
              name   = "one"
              size   = module.two.name
            }
            module "two" {
              source  = "./modules/queue"
              name    = module.one.name
              options = { deep = { on = false }, label = "x" }
            }
            resource "a" "b" { arns = [module.one.arn, module.two.arn] }
            """,
        "modules/queue/main.tf": MODULE,
    }
    assert arguments_of(files) == {
        "a.b": {"arns": ["${module.one.aws_sqs_queue.this.Arn}", "${module.two.aws_sqs_queue.this.Arn}"]},
        "module.one.aws_sqs_queue.this": {"name": "one", "size": "one", "on": True},
        "module.two.aws_sqs_queue.this": {"name": "one", "size": 1, "on": False, "label": "x"},
    }


def test_modules_are_repeated_and_nested(arguments_of):
    files = {
        "main.tf": """
            module "queues" {
              source   = "./outer"
              for_each = toset(["a", "b"])
              name     = each.key
            }
            resource "x" "y" { arns = [for key, queue in module.queues : "${key} ${queue.arn}"] }
            """,
        "outer/main.tf": """
            variable "name" {}
            module "inner" {
              count  = 1
              source = "../modules/queue"
              name   = "${var.name}-inner"
            }
            output "arn" { value = module.inner[0].arn }
            """,
        "modules/queue/main.tf": MODULE,
    }
    found = arguments_of(files)
    assert found['module.queues["b"].module.inner[0].aws_sqs_queue.this']["name"] == "b-inner"
    assert found["x.y"]["arns"] == [
        f'{key} ${{module.queues["{key}"].module.inner[0].aws_sqs_queue.this.Arn}}' for key in ("a", "b")
    ]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"main.tf": 'module "me" { source = "./" }\nresource "aws_x" "b" {}\n'}, "main.tf:1"),
        (
            {
                "main.tf": 'module "one" { source = "./one" }\nresource "aws_x" "b" {}\n',
                "one/main.tf": 'module "two" { source = "../two" }\n',
                "two/main.tf": '\nmodule "one" { source = "../one" }\n',
            },
            "two/main.tf:2",
        ),
    ],
)
def test_a_module_that_calls_itself_is_opened_once_and_told(tree_of, instances_of, files, told):
    assert list(instances_of(files)) == ["aws_x.b"]
    (stack,) = read_terraform(tree_of(files))
    assert [(str(d.span), d.message) for d in stack.diagnoses] == [
        (told, "the module calls itself; what is in this call is left out")
    ]


def test_modules_from_elsewhere_are_one_note(tree_of):
    text = 'module "vpc" { source = "somebody/vpc/aws" }\nmodule "gone" { source = "./gone" }\n'
    (stack,) = read_terraform(tree_of({"main.tf": text}))
    assert [(str(d.span), d.message, d.incomplete) for d in stack.diagnoses] == [
        ("main.tf:1", "modules are not in the tree: gone, somebody/vpc/aws", False)
    ]


LAMBDA = """
module "worker" {
  source        = "%s"
  function_name = "worker"
  handler       = "app.handler"
  runtime       = "python3.13"
  source_path   = "../src/worker"

  environment_variables    = { QUEUE = aws_sqs_queue.jobs.url }
  attach_policy_statements = true
  policy_statements = {
    send = { effect = "Allow", actions = ["sqs:SendMessage"], resources = [aws_sqs_queue.jobs.arn] }
  }
  allowed_triggers = {
    api = { service = "apigateway", source_arn = "arn:of:api" }
  }
  event_source_mapping = {
    jobs = { event_source_arn = aws_sqs_queue.jobs.arn, batch_size = 5 }
  }
}
resource "aws_sqs_queue" "jobs" { name = "jobs" }
output "role" { value = module.worker.lambda_role_name }
resource "test" "it" { function = module.worker.lambda_function_arn }
"""


@pytest.mark.parametrize(
    "source",
    [
        "terraform-aws-modules/lambda/aws",
        "registry.terraform.io/terraform-aws-modules/lambda/aws",
        "git::https://github.com/terraform-aws-modules/terraform-aws-lambda.git?ref=v7.0.0",
        "github.com/terraform-aws-modules/terraform-aws-lambda",
    ],
)
def test_the_lambda_module_stands_for_its_resources(instances_of, plain, source):
    found = instances_of({"infra/main.tf": LAMBDA % source}, "infra")
    function = found["module.worker.aws_lambda_function.this[0]"]
    arguments = plain(function.arguments)
    assert (str(function.span), function.template) == ("infra/main.tf:2", "infra/main.tf")
    assert (arguments["handler"], arguments["runtime"]) == ("app.handler", "python3.13")
    assert arguments["filename"] == "archive:src/worker"
    assert arguments["role"] == "${module.worker.aws_iam_role.lambda[0].Arn}"
    assert arguments["environment"] == [{"variables": {"QUEUE": "${aws_sqs_queue.jobs}"}}]
    mapping = plain(found['module.worker.aws_lambda_event_source_mapping.this["jobs"]'].arguments)
    assert (mapping["event_source_arn"], mapping["batch_size"]) == ("${aws_sqs_queue.jobs.Arn}", 5)
    permission = plain(found['module.worker.aws_lambda_permission.current_version_triggers["api"]'].arguments)
    assert (permission["principal"], permission["source_arn"]) == ("apigateway.amazonaws.com", "arn:of:api")
    policy = found["module.worker.aws_iam_role_policy.additional_inline[0]"].arguments.get("policy")
    action = policy.get("Statement", 0, "Action", 0)
    assert (action.value, str(action.span)) == ("sqs:SendMessage", "infra/main.tf:12")
    assert plain(found["test.it"].arguments)["function"] == "${module.worker.aws_lambda_function.this[0].Arn}"


def test_everything_in_a_stand_in_stands_at_its_call(instances_of):
    found = instances_of({"main.tf": LAMBDA % "terraform-aws-modules/lambda/aws"})

    def spans(node):
        yield node.span
        yield from node.key_spans.values()
        for child in (*node.entries.values(), *node.elements):
            yield from spans(child)

    assert {span.path for instance in found.values() for span in spans(instance.arguments)} == {"main.tf"}


@pytest.mark.parametrize(
    "path", sorted(Path(stand_ins.__file__).parent.glob("stand_ins/*.tf")), ids=lambda path: path.stem
)
def test_a_stand_in_is_a_valid_configuration(path):
    file = parse_hcl(path.read_text(), path.name)
    assert file.diagnoses == []
    assert file.body.of("variable") and file.body.of("output")


@pytest.mark.parametrize(
    ("source", "given", "policy", "about"),
    [
        ("lambda", "attach_policy_statements = true\n policy_statements", "iam_role_policy.additional_inline", "r"),
        (
            "step-functions",
            "attach_policy_statements = true\n policy_statements",
            "iam_role_policy.additional_inline",
            "r",
        ),
        ("sqs", "create_queue_policy = true\n queue_policy_statements", "sqs_queue_policy.this", ""),
        ("sns", "topic_policy_statements", "sns_topic_policy.this", ""),
    ],
)
def test_statements_that_a_module_is_given(instances_of, plain, source, given, policy, about):
    """Those of queues and topics are about themselves where they do not say it."""
    resources = f'resources = ["{about}"]' if about else ""
    text = f"""
    module "m" {{
      source        = "terraform-aws-modules/{source}/aws"
      name          = "m"
      function_name = "m"
      {given} = {{
        one = {{
          actions   = ["a:B"]
          condition = [{{ test = "StringEquals", variable = "aws:SourceAccount", values = ["1"] }}]
          {resources}
        }}
      }}
    }}
    """
    found = instances_of({"main.tf": text})
    (statement,) = plain(found[f"module.m.aws_{policy}[0]"].arguments)["policy"]["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Allow", ["a:B"])
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ["1"]}}
    itself = {"sqs": "${module.m.aws_sqs_queue.this[0].Arn}", "sns": "${module.m.aws_sns_topic.this[0]}"}
    assert statement["Resource"] == [about or itself[source]]


def test_the_http_api_module_wires_its_routes(arguments_of):
    text = """
    module "api" {
      source        = "terraform-aws-modules/apigateway-v2/aws"
      protocol_type = "HTTP"
      authorizers = {
        users = { authorizer_type = "JWT", identity_sources = "$request.header.Authorization",
                  jwt_configuration = { audience = ["a"], issuer = "https://i" } }
      }
      routes = {
        "GET /open" = { integration = { uri = aws_lambda_function.f.arn, payload_format_version = "2.0" } }
        "POST /own" = { authorizer_key = "users", integration = { uri = aws_lambda_function.f.arn } }
      }
    }
    resource "aws_lambda_function" "f" {}
    """
    found = arguments_of({"main.tf": text})
    api = "module.api.aws_apigatewayv2"
    assert found[f'{api}_route.this["GET /open"]'] == {
        "api_id": f"${{{api}_api.this[0]}}",
        "route_key": "GET /open",
        "authorization_type": "NONE",
        "target": f'integrations/${{{api}_integration.this["GET /open"]}}',
    }
    own = found[f'{api}_route.this["POST /own"]']
    assert (own["authorization_type"], own["authorizer_id"]) == ("JWT", f'${{{api}_authorizer.this["users"]}}')
    assert found[f'{api}_integration.this["POST /own"]']["integration_uri"] == "${aws_lambda_function.f.Arn}"
    assert found[f'{api}_authorizer.this["users"]']["jwt_configuration"] == [{"audience": ["a"], "issuer": "https://i"}]


@pytest.mark.parametrize(
    ("inputs", "logs", "throttled"),
    [
        ("", True, True),
        ('stage_access_log_settings = { format = "$context.requestId" }', True, True),
        ("stage_access_log_settings = { create_log_group = false, destination_arn = aws_sqs_queue.q.arn }", True, True),
        ("stage_access_log_settings = null", False, True),
        ("stage_default_route_settings = null", True, False),
        # the inputs of version 4
        ('integrations = { "GET /" = { lambda_arn = aws_sqs_queue.q.arn } }', False, False),
        ("default_route_settings = { throttling_rate_limit = 5, throttling_burst_limit = 5 }", False, True),
        ("default_stage_access_log_destination_arn = aws_sqs_queue.q.arn", False, False),
        (
            "default_stage_access_log_destination_arn = aws_sqs_queue.q.arn\n"
            'default_stage_access_log_format = "$context.requestId"',
            True,
            False,
        ),
        (
            "create_default_stage_access_log_group = true\ndefault_stage_access_log_format = jsonencode({})",
            True,
            False,
        ),
    ],
)
def test_the_http_api_module_logs_and_throttles_as_its_version_does(applications_of, inputs, logs, throttled):
    text = f"""
    module "api" {{
      source = "terraform-aws-modules/apigateway-v2/aws"
      {inputs}
    }}
    resource "aws_sqs_queue" "q" {{}}
    """
    (application,) = applications_of({"main.tf": text})
    (api,) = application.of(Api)
    assert (is_true(api.access_logging), is_true(api.throttled)) == (logs, throttled)
    assert (is_false(api.access_logging), is_false(api.throttled)) == (not logs, not throttled)


REMOTE = "git::https://example.com/modules.git//lambda?ref=v1"


@pytest.fixture
def function_of(applications_of):
    """The only function of a root that calls a module of somebody else, with these inputs."""

    def read(inputs, beside="", files=None):
        text = f'module "jobs" {{\n  source = "{REMOTE}"\n{inputs}\n}}\n{beside}'
        (application,) = applications_of({"infra/main.tf": text, **(files or {})})
        (function,) = application.functions
        return function

    return read


def test_a_module_of_somebody_else_that_is_told_a_handler_makes_a_function(function_of):
    inputs = """
        lambda_name     = "jobs"
        handler         = "app.handler"
        lambda_runtime  = "python3.12"
        lambda_env_vars = { A = "b" }
        memory          = 256
        """
    beside = """
        resource "aws_sqs_queue" "q" {}
        resource "aws_lambda_event_source_mapping" "m" {
          event_source_arn = aws_sqs_queue.q.arn
          function_name    = module.jobs.lambda_function_arn
        }
        """
    function = function_of(inputs, beside)
    assert (known(function.handler), known(function.runtime), known(function.memory)) == (
        "app.handler",
        "python3.12",
        256,
    )
    assert (known(function.physical_name), known(function.environment["A"])) == ("jobs", "b")
    assert [trigger.kind for trigger in function.triggers] == ["sqs"]
    assert (function.span.path, function.span.line) == ("infra/main.tf", 1)


@pytest.mark.parametrize(("module", "handler"), [('function_module_name = "app"', "app.getJob"), ("", "index.getJob")])
def test_such_a_module_may_be_told_the_name_of_the_function_alone(function_of, module, handler):
    function = function_of(f'  handler_function_name = "getJob"\n  runtime = "nodejs22.x"\n  {module}\n')
    assert known(function.handler) == handler


def test_what_such_a_module_sets_by_itself_is_unknown(function_of):
    function = function_of('  image_uri = "1.dkr.ecr.eu-west-1.amazonaws.com/jobs:1"\n')
    for value in (function.tracing, function.dead_letter, function.timeout, function.in_vpc, function.kms_key):
        assert value.why == "what the module sets is not known from the tree"


def test_a_module_of_somebody_else_with_a_runtime_alone_is_no_function(instances_of):
    text = f'module "builds" {{\n  source = "{REMOTE}"\n  runtime = "python3.12"\n}}\n'
    assert instances_of({"main.tf": text}) == {}
