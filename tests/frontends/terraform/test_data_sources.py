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
