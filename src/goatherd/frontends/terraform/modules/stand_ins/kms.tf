# Inputs, resources and outputs of terraform-aws-modules/kms/aws, as its README describes them.

variable "create" { default = true }
variable "description" { default = null }
variable "policy" { default = null }
variable "enable_key_rotation" { default = true }
variable "multi_region" { default = false }
variable "aliases" { default = [] }

resource "aws_kms_key" "this" {
  count               = var.create ? 1 : 0
  description         = var.description
  policy              = var.policy
  enable_key_rotation = var.enable_key_rotation
  multi_region        = var.multi_region
}

resource "aws_kms_alias" "this" {
  for_each      = toset(var.create ? var.aliases : [])
  name          = "alias/${each.value}"
  target_key_id = aws_kms_key.this[0].id
}

output "key_arn" { value = try(aws_kms_key.this[0].arn, null) }
output "key_id" { value = try(aws_kms_key.this[0].id, null) }
output "aliases" { value = aws_kms_alias.this }
