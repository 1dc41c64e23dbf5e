# Inputs, resources and outputs of terraform-aws-modules/eventbridge/aws, as its README describes them.

variable "create" { default = true }
variable "create_bus" { default = true }
variable "create_rules" { default = true }
variable "create_targets" { default = true }
variable "create_schedules" { default = true }
variable "create_role" { default = true }
variable "bus_name" { default = "default" }
variable "role_name" { default = null }
variable "rules" { default = {} }
variable "targets" { default = {} }
variable "schedules" { default = {} }
variable "append_rule_postfix" { default = true }
variable "attach_lambda_policy" { default = false }
variable "lambda_target_arns" { default = [] }
variable "attach_sqs_policy" { default = false }
variable "sqs_target_arns" { default = [] }
variable "attach_sns_policy" { default = false }
variable "sns_target_arns" { default = [] }
variable "attach_sfn_policy" { default = false }
variable "sfn_target_arns" { default = [] }
variable "attach_kinesis_policy" { default = false }
variable "kinesis_target_arns" { default = [] }
variable "attach_policy_json" { default = false }
variable "policy_json" { default = null }
variable "attach_policy_statements" { default = false }
variable "policy_statements" { default = {} }

locals {
  bus = var.create && var.create_bus ? aws_cloudwatch_event_bus.this[0].name : var.bus_name
  all_targets = flatten([
    for rule, targets in var.targets : [
      for position, target in targets : { rule = rule, target = target, key = "${rule}-${try(target.name, position)}" }
    ]
  ])
}

resource "aws_cloudwatch_event_bus" "this" {
  count = var.create && var.create_bus ? 1 : 0
  name  = var.bus_name
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each            = var.create && var.create_rules ? var.rules : {}
  name                = var.append_rule_postfix ? "${each.key}-rule" : each.key
  event_bus_name      = local.bus
  description         = try(each.value.description, null)
  event_pattern       = try(each.value.event_pattern, null)
  schedule_expression = try(each.value.schedule_expression, null)
  state               = try(each.value.enabled, true) ? try(each.value.state, "ENABLED") : "DISABLED"
}

resource "aws_cloudwatch_event_target" "this" {
  for_each       = var.create && var.create_targets ? { for item in local.all_targets : item.key => item } : {}
  event_bus_name = local.bus
  rule           = try(aws_cloudwatch_event_rule.this[each.value.rule].name, each.value.rule)
  arn            = try(each.value.target.arn, each.value.target.destination)
  role_arn       = try(each.value.target.role_arn, try(tobool(each.value.target.attach_role_arn), false) ? aws_iam_role.eventbridge[0].arn : try(each.value.target.attach_role_arn, null), null)
  input          = try(each.value.target.input, null)
  input_path     = try(each.value.target.input_path, null)

  dynamic "input_transformer" {
    for_each = try([each.value.target.input_transformer], [])
    content {
      input_paths    = try(input_transformer.value.input_paths, null)
      input_template = try(input_transformer.value.input_template, null)
    }
  }

  dynamic "dead_letter_config" {
    for_each = try(each.value.target.dead_letter_arn, null) != null ? [true] : []
    content {
      arn = each.value.target.dead_letter_arn
    }
  }
}

resource "aws_scheduler_schedule" "this" {
  for_each            = var.create && var.create_schedules ? var.schedules : {}
  name                = each.key
  schedule_expression = each.value.schedule_expression
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = each.value.arn
    role_arn = try(each.value.role_arn, aws_iam_role.eventbridge[0].arn)
    input    = try(each.value.input, null)
  }
}

resource "aws_iam_role" "eventbridge" {
  count              = var.create && var.create_role ? 1 : 0
  name               = coalesce(var.role_name, var.bus_name)
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole"], Principal = { Service = ["events.amazonaws.com", "scheduler.amazonaws.com"] } }]
  })
}

locals {
  grants = [
    { attach = var.attach_lambda_policy, actions = ["lambda:InvokeFunction"], resources = var.lambda_target_arns },
    { attach = var.attach_sqs_policy, actions = ["sqs:SendMessage*"], resources = var.sqs_target_arns },
    { attach = var.attach_sns_policy, actions = ["sns:Publish"], resources = var.sns_target_arns },
    { attach = var.attach_sfn_policy, actions = ["states:StartExecution"], resources = var.sfn_target_arns },
    { attach = var.attach_kinesis_policy, actions = ["kinesis:PutRecord"], resources = var.kinesis_target_arns },
  ]
  granted = [for grant in local.grants : { Effect = "Allow", Action = grant.actions, Resource = grant.resources } if grant.attach]
}

resource "aws_iam_role_policy" "service" {
  count  = var.create && var.create_role && length(local.granted) > 0 ? 1 : 0
  name   = "service"
  role   = aws_iam_role.eventbridge[0].name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.granted })
}

resource "aws_iam_role_policy" "additional_json" {
  count  = var.create && var.create_role && var.attach_policy_json ? 1 : 0
  name   = "additional"
  role   = aws_iam_role.eventbridge[0].name
  policy = var.policy_json
}

output "eventbridge_bus_name" { value = local.bus }
output "eventbridge_bus_arn" { value = try(aws_cloudwatch_event_bus.this[0].arn, "") }
output "eventbridge_rule_arns" { value = { for name, rule in aws_cloudwatch_event_rule.this : name => rule.arn } }
output "eventbridge_rule_ids" { value = { for name, rule in aws_cloudwatch_event_rule.this : name => rule.id } }
output "eventbridge_rules" { value = aws_cloudwatch_event_rule.this }
output "eventbridge_role_arn" { value = try(aws_iam_role.eventbridge[0].arn, "") }
output "eventbridge_role_name" { value = try(aws_iam_role.eventbridge[0].name, "") }
output "eventbridge_schedule_arns" { value = { for name, schedule in aws_scheduler_schedule.this : name => schedule.arn } }
