# Inputs, resources and outputs of terraform-aws-modules/ssm-parameter/aws, as its README describes them.

variable "create" { default = true }
variable "name" { default = null }
variable "value" { default = null }
variable "secure_type" { default = null }
variable "type" { default = null }
variable "key_id" { default = null }

resource "aws_ssm_parameter" "this" {
  count  = var.create ? 1 : 0
  name   = var.name
  value  = var.value
  type   = try(coalesce(var.type), var.secure_type == true ? "SecureString" : "String")
  key_id = var.key_id
}

output "ssm_parameter_arn" { value = try(aws_ssm_parameter.this[0].arn, null) }
output "ssm_parameter_name" { value = var.name }
output "value" { value = var.value }
output "secure_value" { value = var.value }
