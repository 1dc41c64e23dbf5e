# Inputs, resources and outputs of the sub-module `iam-policy` of terraform-aws-modules/iam/aws.

variable "create" { default = true }
variable "create_policy" { default = true }
variable "name" { default = null }
variable "path" { default = "/" }
variable "policy" { default = "" }

resource "aws_iam_policy" "policy" {
  count  = var.create && var.create_policy ? 1 : 0
  name   = var.name
  path   = var.path
  policy = var.policy
}

output "arn" { value = try(aws_iam_policy.policy[0].arn, "") }
output "id" { value = try(aws_iam_policy.policy[0].id, "") }
output "name" { value = var.name }
