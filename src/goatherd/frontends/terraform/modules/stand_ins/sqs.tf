# Inputs, resources and outputs of terraform-aws-modules/sqs/aws, as its README describes them.

variable "create" { default = true }
variable "name" { default = null }
variable "fifo_queue" { default = false }
variable "kms_master_key_id" { default = null }
variable "sqs_managed_sse_enabled" { default = true }
variable "visibility_timeout_seconds" { default = null }
variable "message_retention_seconds" { default = null }
variable "redrive_policy" { default = {} }
variable "create_queue_policy" { default = false }
variable "queue_policy_statements" { default = {} }
variable "create_dlq" { default = false }
variable "dlq_name" { default = null }
variable "policy" { default = null }

resource "aws_sqs_queue" "this" {
  count                      = var.create ? 1 : 0
  name                       = var.name
  fifo_queue                 = var.fifo_queue
  kms_master_key_id          = var.kms_master_key_id
  sqs_managed_sse_enabled    = var.kms_master_key_id != null ? null : var.sqs_managed_sse_enabled
  visibility_timeout_seconds = var.visibility_timeout_seconds
  message_retention_seconds  = var.message_retention_seconds
  policy                     = var.policy
  redrive_policy = var.create_dlq ? jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dlq[0].arn
    maxReceiveCount     = try(var.redrive_policy.maxReceiveCount, 5)
  }) : try(var.redrive_policy.deadLetterTargetArn, null) != null ? jsonencode(var.redrive_policy) : try(tostring(var.redrive_policy), null)
}

resource "aws_sqs_queue" "dlq" {
  count = var.create && var.create_dlq ? 1 : 0
  name  = try(coalesce(var.dlq_name), "${var.name}-dlq")
}

module "statements" {
  source     = "../policy-statements"
  statements = var.queue_policy_statements
  resource   = try(aws_sqs_queue.this[0].arn, null)
}

resource "aws_sqs_queue_policy" "this" {
  count     = var.create && var.create_queue_policy ? 1 : 0
  queue_url = aws_sqs_queue.this[0].url
  policy    = module.statements.json
}

output "queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
output "queue_arn_static" { value = try(aws_sqs_queue.this[0].arn, null) }
output "queue_id" { value = try(aws_sqs_queue.this[0].id, null) }
output "queue_url" { value = try(aws_sqs_queue.this[0].url, null) }
output "queue_name" { value = try(aws_sqs_queue.this[0].name, null) }
output "dead_letter_queue_arn" { value = try(aws_sqs_queue.dlq[0].arn, null) }
output "dead_letter_queue_id" { value = try(aws_sqs_queue.dlq[0].id, null) }
output "dead_letter_queue_url" { value = try(aws_sqs_queue.dlq[0].url, null) }
output "dead_letter_queue_name" { value = try(aws_sqs_queue.dlq[0].name, null) }
# Names of older versions
output "sqs_queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
output "sqs_queue_id" { value = try(aws_sqs_queue.this[0].id, null) }
output "sqs_queue_name" { value = try(aws_sqs_queue.this[0].name, null) }
output "this_sqs_queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
output "this_sqs_queue_id" { value = try(aws_sqs_queue.this[0].id, null) }
