from __future__ import annotations


def test_a_policy_document_has_a_span_for_each_action(instances_of, plain):
    text = """\
    data "aws_iam_policy_document" "base" {
      statement {
        sid       = "Same"
        actions   = ["s3:*"]
        resources = ["*"]
      }
    }
    data "aws_iam_policy_document" "it" {
      source_policy_documents   = [data.aws_iam_policy_document.base.json]
      override_policy_documents = [jsonencode({ Statement = { Sid = "Same", Effect = "Deny", Action = "s3:Get*" } })]
      statement {
        effect  = "Allow"
        actions = [
          "sqs:SendMessage",
          "sqs:ReceiveMessage",
        ]
        not_resources = ["arn:a"]
        principals {
          type        = "Service"
          identifiers = ["lambda.amazonaws.com"]
        }
        condition {
          test     = "StringEquals"
          variable = "aws:SourceAccount"
          values   = ["1"]
        }
      }
    }
    resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.it.json }
    """
    policy = instances_of({"main.tf": text})["aws_iam_policy.p"].arguments.get("policy")
    assert plain(policy) == {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Same", "Effect": "Deny", "Action": "s3:Get*"},
            {
                "Effect": "Allow",
                "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"],
                "NotResource": ["arn:a"],
                "Principal": {"Service": ["lambda.amazonaws.com"]},
                "Condition": {"StringEquals": {"aws:SourceAccount": ["1"]}},
            },
        ],
    }
    assert [action.span.line for action in policy.get("Statement", 1, "Action").elements] == [14, 15]


def test_the_deployment_is_a_placeholder(value_of):
    beside = """
    data "aws_caller_identity" "me" {}
    data "aws_region" "here" {}
    data "aws_partition" "p" {}
    """
    arn = (
        '"arn:${data.aws_partition.p.partition}:sqs:${data.aws_region.here.name}:'
        '${data.aws_caller_identity.me.account_id}:q"'
    )
    assert value_of(arn, beside) == "arn:aws:sqs:${AWS-Region}:${AWS-AccountId}:q"


def test_what_another_configuration_made_has_the_arn_of_its_name(value_of):
    beside = 'data "aws_sqs_queue" "q" { name = "jobs" }\ndata "aws_vpc" "v" { default = true }\n'
    assert value_of("data.aws_sqs_queue.q.arn", beside) == "arn:aws:sqs:${AWS-Region}:${AWS-AccountId}:jobs"
    assert value_of("data.aws_vpc.v.arn", beside) == ("?", "arn of data source aws_vpc.v is looked up at deployment")


def test_a_template_file_is_rendered(value_of):
    beside = 'data "template_file" "t" {\n  template = "a-$${b}"\n  vars = { b = "x" }\n}\n'
    assert value_of("data.template_file.t.rendered", beside) == "a-x"


def test_outputs_of_another_configuration_of_the_tree(arguments_of):
    files = {
        "queues/main.tf": """
            terraform {
              backend "s3" {
                bucket = "states"
                key    = "queues.tfstate"
              }
            }
            resource "aws_sqs_queue" "jobs" {}
            output "jobs" { value = { arn = aws_sqs_queue.jobs.arn } }
            """,
        "api/main.tf": """
            data "terraform_remote_state" "near" {
              backend = "local"
              config  = { path = "${path.module}/../queues/terraform.tfstate" }
            }
            data "terraform_remote_state" "far" {
              backend = "s3"
              config  = { bucket = "states", key = "queues.tfstate" }
            }
            data "terraform_remote_state" "elsewhere" {
              backend = "s3"
              config  = { bucket = "others", key = "queues.tfstate" }
            }
            resource "test" "it" {
              near      = data.terraform_remote_state.near.outputs.jobs.arn
              far       = data.terraform_remote_state.far.outputs.jobs.arn
              elsewhere = data.terraform_remote_state.elsewhere.outputs.jobs.arn
            }
            """,
    }
    assert arguments_of(files, "api")["test.it"] == {
        "near": "${/queues/main-tf/aws_sqs_queue.jobs.Arn}",
        "far": "${/queues/main-tf/aws_sqs_queue.jobs.Arn}",
        "elsewhere": ("?", "outputs of data source terraform_remote_state.elsewhere is looked up at deployment"),
    }
