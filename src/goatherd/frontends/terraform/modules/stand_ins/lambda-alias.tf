# Inputs, resources and outputs of the sub-module `alias` of terraform-aws-modules/lambda/aws.

variable "create" { default = true }
variable "name" { default = "" }
variable "function_name" { default = "" }
variable "function_version" { default = "" }
variable "allowed_triggers" { default = {} }
variable "event_source_mapping" { default = {} }

resource "aws_lambda_alias" "no_refresh" {
  count            = var.create ? 1 : 0
  name             = var.name
  function_name    = var.function_name
  function_version = var.function_version
}

resource "aws_lambda_permission" "version_triggers" {
  for_each       = var.create ? var.allowed_triggers : {}
  function_name  = var.function_name
  qualifier      = var.name
  statement_id   = try(each.value.statement_id, each.key)
  action         = try(each.value.action, "lambda:InvokeFunction")
  principal      = try(each.value.principal, "${each.value.service}.amazonaws.com")
  source_arn     = try(each.value.source_arn, null)
  source_account = try(each.value.source_account, null)
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each                = var.create ? var.event_source_mapping : {}
  function_name           = aws_lambda_alias.no_refresh[0].arn
  event_source_arn        = try(each.value.event_source_arn, null)
  batch_size              = try(each.value.batch_size, null)
  starting_position       = try(each.value.starting_position, null)
  function_response_types = try(each.value.function_response_types, null)
}

output "lambda_alias_name" { value = var.name }
output "lambda_alias_arn" { value = try(aws_lambda_alias.no_refresh[0].arn, "") }
output "lambda_alias_invoke_arn" { value = try(aws_lambda_alias.no_refresh[0].invoke_arn, "") }
