# Inputs, resources and outputs of cloudposse/lambda-function/aws, as its README describes them.

variable "enabled" { default = true }
variable "function_name" {}
variable "filename" { default = null }
variable "handler" { default = null }
variable "runtime" { default = null }
variable "memory_size" { default = 128 }
variable "timeout" { default = 3 }
variable "package_type" { default = "Zip" }
variable "image_uri" { default = null }
variable "s3_bucket" { default = null }
variable "s3_key" { default = null }
variable "layers" { default = [] }
variable "publish" { default = false }
variable "kms_key_arn" { default = "" }
variable "lambda_environment" { default = null }
variable "reserved_concurrent_executions" { default = -1 }
variable "tracing_config_mode" { default = null }
variable "vpc_config" { default = null }
variable "dead_letter_config_target_arn" { default = null }
variable "cloudwatch_logs_retention_in_days" { default = null }
variable "custom_iam_policy_arns" { default = [] }
variable "inline_iam_policy" { default = null }
variable "iam_policy" { default = [] }
variable "permissions_boundary" { default = "" }
variable "ssm_parameter_names" { default = null }
variable "invoke_function_permissions" { default = [] }

resource "aws_lambda_function" "this" {
  count                          = var.enabled ? 1 : 0
  function_name                  = var.function_name
  role                           = aws_iam_role.this[0].arn
  handler                        = var.handler
  runtime                        = var.runtime
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  package_type                   = var.package_type
  image_uri                      = var.image_uri
  filename                       = var.filename
  s3_bucket                      = var.s3_bucket
  s3_key                         = var.s3_key
  layers                         = var.layers
  publish                        = var.publish
  reserved_concurrent_executions = var.reserved_concurrent_executions

  dynamic "environment" {
    for_each = var.lambda_environment == null ? [] : [var.lambda_environment]
    content {
      variables = environment.value.variables
    }
  }

  dynamic "tracing_config" {
    for_each = var.tracing_config_mode == null ? [] : [true]
    content {
      mode = var.tracing_config_mode
    }
  }

  dynamic "dead_letter_config" {
    for_each = var.dead_letter_config_target_arn == null ? [] : [true]
    content {
      target_arn = var.dead_letter_config_target_arn
    }
  }

  dynamic "vpc_config" {
    for_each = var.vpc_config == null ? [] : [var.vpc_config]
    content {
      security_group_ids = vpc_config.value.security_group_ids
      subnet_ids         = vpc_config.value.subnet_ids
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  count             = var.enabled ? 1 : 0
  name              = "/aws/lambda/${var.function_name}"
  retention_in_days = var.cloudwatch_logs_retention_in_days
}

resource "aws_iam_role" "this" {
  count                = var.enabled ? 1 : 0
  name                 = var.function_name
  permissions_boundary = var.permissions_boundary == "" ? null : var.permissions_boundary
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole"], Principal = { Service = ["lambda.amazonaws.com"] } }]
  })
}

resource "aws_iam_role_policy_attachment" "cloudwatch_logs" {
  count      = var.enabled ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy_attachment" "custom" {
  for_each   = toset(var.enabled ? var.custom_iam_policy_arns : [])
  role       = aws_iam_role.this[0].name
  policy_arn = each.key
}

resource "aws_iam_role_policy" "inline" {
  count  = var.enabled && var.inline_iam_policy != null ? 1 : 0
  role   = aws_iam_role.this[0].name
  policy = var.inline_iam_policy
}

module "statements" {
  source     = "../policy-statements"
  statements = flatten([for policy in var.iam_policy : try(policy.statements, [])])
}

resource "aws_iam_role_policy" "statements" {
  count  = var.enabled && length(var.iam_policy) > 0 ? 1 : 0
  role   = aws_iam_role.this[0].name
  policy = module.statements.json
}

resource "aws_lambda_permission" "invoke_function" {
  count         = var.enabled ? length(var.invoke_function_permissions) : 0
  function_name = aws_lambda_function.this[0].function_name
  action        = "lambda:InvokeFunction"
  principal     = var.invoke_function_permissions[count.index].principal
  source_arn    = var.invoke_function_permissions[count.index].source_arn
}

output "arn" { value = try(aws_lambda_function.this[0].arn, null) }
output "invoke_arn" { value = try(aws_lambda_function.this[0].invoke_arn, null) }
output "qualified_arn" { value = try(aws_lambda_function.this[0].qualified_arn, null) }
output "function_name" { value = try(aws_lambda_function.this[0].function_name, null) }
output "role_name" { value = try(aws_iam_role.this[0].name, null) }
output "role_arn" { value = try(aws_iam_role.this[0].arn, null) }
output "cloudwatch_log_group_name" { value = try(aws_cloudwatch_log_group.this[0].name, null) }
