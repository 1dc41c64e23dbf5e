# Inputs, resources and outputs of terraform-aws-modules/sns/aws, as its README describes them.

variable "create" { default = true }
variable "name" { default = null }
variable "fifo_topic" { default = false }
variable "kms_master_key_id" { default = null }
variable "create_topic_policy" { default = true }
variable "topic_policy" { default = null }
variable "topic_policy_statements" { default = {} }
variable "create_subscription" { default = true }
variable "subscriptions" { default = {} }

resource "aws_sns_topic" "this" {
  count             = var.create ? 1 : 0
  name              = var.name
  fifo_topic        = var.fifo_topic
  kms_master_key_id = var.kms_master_key_id
}

module "statements" {
  source     = "../policy-statements"
  statements = var.topic_policy_statements
  resource   = try(aws_sns_topic.this[0].arn, null)
}

resource "aws_sns_topic_policy" "this" {
  count  = var.create && var.create_topic_policy && (length(keys(var.topic_policy_statements)) > 0 || var.topic_policy != null) ? 1 : 0
  arn    = aws_sns_topic.this[0].arn
  policy = var.topic_policy != null ? var.topic_policy : module.statements.json
}

resource "aws_sns_topic_subscription" "this" {
  for_each             = var.create && var.create_subscription ? var.subscriptions : {}
  topic_arn            = aws_sns_topic.this[0].arn
  protocol             = each.value.protocol
  endpoint             = each.value.endpoint
  filter_policy        = try(each.value.filter_policy, null)
  raw_message_delivery = try(each.value.raw_message_delivery, null)
}

output "topic_arn" { value = try(aws_sns_topic.this[0].arn, null) }
output "topic_id" { value = try(aws_sns_topic.this[0].id, null) }
output "topic_name" { value = try(aws_sns_topic.this[0].name, null) }
output "sns_topic_arn" { value = try(aws_sns_topic.this[0].arn, null) }
output "sns_topic_id" { value = try(aws_sns_topic.this[0].id, null) }
output "sns_topic_name" { value = try(aws_sns_topic.this[0].name, null) }
