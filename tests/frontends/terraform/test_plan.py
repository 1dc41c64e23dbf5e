from __future__ import annotations

import json

from goatherd.frontends.terraform import read_terraform
from goatherd.frontends.terraform.configuration import Configurations
from goatherd.frontends.terraform.plan import read_plans


def references(*names):
    return {"references": list(names)}


PLAN = {
    "format_version": "1.2",
    "planned_values": {
        "root_module": {
            "resources": [
                {
                    "address": "aws_sqs_queue.jobs[0]",
                    "mode": "managed",
                    "type": "aws_sqs_queue",
                    "name": "jobs",
                    "index": 0,
                    "values": {"name": "jobs", "kms_master_key_id": None},
                }
            ],
            "child_modules": [
                {
                    "address": 'module.api["eu"]',
                    "resources": [
                        {
                            "address": 'module.api["eu"].aws_lambda_function.this',
                            "mode": "managed",
                            "type": "aws_lambda_function",
                            "name": "this",
                            "values": {
                                "handler": "app.handler",
                                "filename": "build/api.zip",
                                "environment": [{"variables": {"STAGE": "dev"}}],
                            },
                        }
                    ],
                }
            ],
        }
    },
    "resource_changes": [
        {
            "address": 'module.api["eu"].aws_lambda_function.this',
            "change": {
                "after_unknown": {
                    "arn": True,
                    "role": True,
                    "layers": True,
                    "environment": [{"variables": {"QUEUE": True}}],
                }
            },
        }
    ],
    "prior_state": {
        "values": {
            "root_module": {
                "resources": [
                    {
                        "mode": "data",
                        "type": "archive_file",
                        "values": {"source_dir": "./src", "output_path": "build/api.zip"},
                    }
                ]
            }
        }
    },
    "configuration": {
        "root_module": {
            "resources": [{"address": "aws_sqs_queue.jobs", "expressions": {"name": {"constant_value": "jobs"}}}],
            "module_calls": {
                "api": {
                    "expressions": {"queue": references("aws_sqs_queue.jobs[0].arn", "aws_sqs_queue.jobs[0]")},
                    "module": {
                        "resources": [
                            {
                                "address": "aws_lambda_function.this",
                                "expressions": {
                                    "role": references("module.role.arn", "module.role"),
                                    "layers": references("local.layers"),
                                    "environment": [{"variables": references("var.stage", "var.queue")}],
                                },
                            }
                        ],
                        "module_calls": {
                            "role": {
                                "module": {
                                    "outputs": {
                                        "arn": {"expression": references("aws_iam_role.it.arn", "aws_iam_role.it")}
                                    }
                                }
                            }
                        },
                    },
                }
            },
        }
    },
}


def test_a_plan_gives_values_and_references(tree_of, plain):
    text = json.dumps(PLAN, indent=1)
    (plan,) = read_plans(Configurations(tree_of({"infra/tfplan.json": text})))
    found = {instance.address: instance for instance in plan.instances}
    assert plain(found["aws_sqs_queue.jobs[0]"].arguments) == {"name": "jobs"}
    function = found['module.api["eu"].aws_lambda_function.this']
    assert plain(function.arguments) == {
        "handler": "app.handler",
        "filename": "archive:infra/src",
        "environment": [{"variables": {"STAGE": "dev", "QUEUE": "${aws_sqs_queue.jobs[0].Arn}"}}],
        "role": '${module.api["eu"].module.role.aws_iam_role.it.Arn}',
        "layers": ("?", "it is known after the plan is applied"),
    }
    line = 1 + text[: text.index('"address": "module.api[\\"eu\\"].aws_lambda')].count("\n")
    assert (function.template, function.span.line) == ("infra/tfplan.json", line)
    assert text.splitlines()[function.arguments.get("handler").span.line - 1].strip() == '"handler": "app.handler",'


def test_a_plan_beside_its_configuration_is_left_out(tree_of):
    tree = tree_of({"main.tf": 'resource "aws_sqs_queue" "q" {}\n', "out/plan.json": json.dumps(PLAN)})
    assert [stack.path for stack in read_terraform(tree)] == ["main.tf"]
    assert tree.skipped == [("out/plan.json", "plan of a configuration that is read itself")]


def test_other_json_is_no_plan(tree_of):
    files = {
        "plan.json": '{"format_version": "1.2", "values": {}}',
        "planner.json": '{"steps": []}',
        "broken-plan.json": '{"format_version": "1.2", "planned_values": ',
    }
    assert read_terraform(tree_of(files)) == []
