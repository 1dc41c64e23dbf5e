# Inputs and outputs of cloudposse/label/null, as its README describes them: names made of words.

variable "context" { default = {} }
variable "enabled" { default = true }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "attributes" { default = [] }
variable "delimiter" { default = "-" }
variable "tags" { default = {} }

locals {
  words = compact([
    try(coalesce(var.namespace, var.context.namespace), null),
    try(coalesce(var.tenant, var.context.tenant), null),
    try(coalesce(var.environment, var.context.environment), null),
    try(coalesce(var.stage, var.context.stage), null),
    try(coalesce(var.name, var.context.name), null),
  ])
  id = join(var.delimiter, concat(local.words, var.attributes))
}

output "id" { value = local.id }
output "id_full" { value = local.id }
output "enabled" { value = var.enabled }
output "namespace" { value = var.namespace }
output "environment" { value = var.environment }
output "stage" { value = var.stage }
output "name" { value = var.name }
output "delimiter" { value = var.delimiter }
output "attributes" { value = var.attributes }
output "tags" { value = merge({ Name = local.id }, var.tags) }
output "context" {
  value = { namespace = var.namespace, tenant = var.tenant, environment = var.environment, stage = var.stage, name = var.name }
}
