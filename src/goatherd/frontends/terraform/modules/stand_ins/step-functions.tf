# Inputs, resources and outputs of terraform-aws-modules/step-functions/aws, as its README describes them.

variable "create" { default = true }
variable "name" { default = "" }
variable "type" { default = "STANDARD" }
variable "definition" { default = "" }
variable "create_role" { default = true }
variable "use_existing_role" { default = false }
variable "role_arn" { default = "" }
variable "role_name" { default = null }
variable "service_integrations" { default = {} }
variable "attach_policy" { default = false }
variable "policy" { default = null }
variable "attach_policies" { default = false }
variable "policies" { default = [] }
variable "attach_policy_json" { default = false }
variable "policy_json" { default = null }
variable "attach_policy_statements" { default = false }
variable "policy_statements" { default = {} }

locals {
  create_role = var.create && var.create_role && !var.use_existing_role
  actions = {
    lambda   = ["lambda:InvokeFunction"]
    dynamodb = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
    sns      = ["sns:Publish"]
    sqs      = ["sqs:SendMessage"]
  }
  integrated = flatten([
    for service, kinds in var.service_integrations : [
      for kind, resources in kinds : {
        Effect   = "Allow"
        Action   = lookup(local.actions, service, ["${service}:*"])
        Resource = try(tobool(resources), false) ? ["*"] : resources
      }
    ]
  ])
}

resource "aws_sfn_state_machine" "this" {
  count      = var.create ? 1 : 0
  name       = var.name
  type       = upper(var.type)
  definition = var.definition
  role_arn   = var.use_existing_role ? var.role_arn : aws_iam_role.this[0].arn
}

resource "aws_iam_role" "this" {
  count = local.create_role ? 1 : 0
  name  = coalesce(var.role_name, var.name)
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole"], Principal = { Service = ["states.amazonaws.com"] } }]
  })
}

resource "aws_iam_role_policy" "service" {
  count  = local.create_role && length(local.integrated) > 0 ? 1 : 0
  role   = aws_iam_role.this[0].name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.integrated })
}

resource "aws_iam_role_policy" "additional_json" {
  count  = local.create_role && var.attach_policy_json ? 1 : 0
  role   = aws_iam_role.this[0].name
  policy = var.policy_json
}

resource "aws_iam_role_policy_attachment" "additional_one" {
  count      = local.create_role && var.attach_policy ? 1 : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.policy
}

resource "aws_iam_role_policy_attachment" "additional_many" {
  count      = local.create_role && var.attach_policies ? length(var.policies) : 0
  role       = aws_iam_role.this[0].name
  policy_arn = var.policies[count.index]
}

module "statements" {
  source     = "../policy-statements"
  statements = var.policy_statements
}

resource "aws_iam_role_policy" "additional_inline" {
  count  = local.create_role && var.attach_policy_statements ? 1 : 0
  role   = aws_iam_role.this[0].name
  policy = module.statements.json
}

output "state_machine_arn" { value = try(aws_sfn_state_machine.this[0].arn, "") }
output "state_machine_id" { value = try(aws_sfn_state_machine.this[0].id, "") }
output "state_machine_name" { value = try(aws_sfn_state_machine.this[0].name, "") }
output "role_arn" { value = try(aws_iam_role.this[0].arn, "") }
output "role_name" { value = try(aws_iam_role.this[0].name, "") }
# Names of older versions
output "this_state_machine_arn" { value = try(aws_sfn_state_machine.this[0].arn, "") }
output "this_role_arn" { value = try(aws_iam_role.this[0].arn, "") }
