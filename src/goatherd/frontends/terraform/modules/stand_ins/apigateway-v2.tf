# Inputs, resources and outputs of terraform-aws-modules/apigateway-v2/aws, as its README describes them.

variable "create" { default = true }
variable "create_routes_and_integrations" { default = true }
variable "name" { default = "" }
variable "description" { default = null }
variable "protocol_type" { default = "HTTP" }
variable "body" { default = null }
variable "cors_configuration" { default = null }
variable "route_selection_expression" { default = null }
variable "disable_execute_api_endpoint" { default = null }
variable "authorizers" { default = {} }
variable "routes" { default = {} }
variable "create_stage" { default = true }
variable "stage_name" { default = "$default" }
variable "stage_access_log_settings" { default = {} }
variable "stage_default_route_settings" { default = {} }
# Before version 5
variable "integrations" { default = null }
variable "create_default_stage" { default = null }
variable "default_route_settings" { default = null }
variable "create_default_stage_access_log_group" { default = null }
variable "default_stage_access_log_destination_arn" { default = null }
variable "default_stage_access_log_format" { default = null }

locals {
  # Before version 5 a route and its integration were one flat object.
  all = merge(coalesce(var.integrations, {}), var.routes)
  # Which version is called shows in its inputs: that of a constraint is chosen when it is installed.
  before_5 = anytrue([for input in [
    var.integrations, var.create_default_stage, var.default_route_settings, var.create_default_stage_access_log_group,
    var.default_stage_access_log_destination_arn, var.default_stage_access_log_format,
  ] : input != null])
  makes_stage     = var.create && var.create_stage && coalesce(var.create_default_stage, true)
  makes_log_group = local.before_5 ? coalesce(var.create_default_stage_access_log_group, false) : var.stage_access_log_settings != null && try(var.stage_access_log_settings.create_log_group, true)
  log_format      = local.before_5 ? var.default_stage_access_log_format : try(coalesce(var.stage_access_log_settings.format), "the module's own")
  log_destination = local.before_5 ? var.default_stage_access_log_destination_arn : try(var.stage_access_log_settings.destination_arn, null)
}

resource "aws_apigatewayv2_api" "this" {
  count                        = var.create ? 1 : 0
  name                         = var.name
  description                  = var.description
  protocol_type                = var.protocol_type
  body                         = var.body
  route_selection_expression   = var.route_selection_expression
  disable_execute_api_endpoint = var.disable_execute_api_endpoint

  dynamic "cors_configuration" {
    for_each = var.cors_configuration == null ? [] : [var.cors_configuration]
    content {
      allow_credentials = try(cors_configuration.value.allow_credentials, null)
      allow_headers     = try(cors_configuration.value.allow_headers, null)
      allow_methods     = try(cors_configuration.value.allow_methods, null)
      allow_origins     = try(cors_configuration.value.allow_origins, null)
      expose_headers    = try(cors_configuration.value.expose_headers, null)
      max_age           = try(cors_configuration.value.max_age, null)
    }
  }
}

resource "aws_apigatewayv2_authorizer" "this" {
  for_each                          = var.create ? var.authorizers : {}
  api_id                            = aws_apigatewayv2_api.this[0].id
  name                              = try(each.value.name, each.key)
  authorizer_type                   = try(each.value.authorizer_type, "REQUEST")
  identity_sources                  = try(flatten([each.value.identity_sources]), null)
  authorizer_uri                    = try(each.value.authorizer_uri, null)
  authorizer_payload_format_version = try(each.value.authorizer_payload_format_version, null)
  authorizer_result_ttl_in_seconds  = try(each.value.authorizer_result_ttl_in_seconds, null)
  enable_simple_responses           = try(each.value.enable_simple_responses, null)

  dynamic "jwt_configuration" {
    for_each = can(each.value.jwt_configuration) ? [each.value.jwt_configuration] : can(each.value.audience) ? [each.value] : []
    content {
      audience = try(jwt_configuration.value.audience, null)
      issuer   = try(jwt_configuration.value.issuer, null)
    }
  }
}

resource "aws_apigatewayv2_route" "this" {
  for_each             = var.create && var.create_routes_and_integrations ? local.all : {}
  api_id               = aws_apigatewayv2_api.this[0].id
  route_key            = each.key
  api_key_required     = try(each.value.api_key_required, null)
  authorization_type   = try(each.value.authorization_type, can(each.value.authorizer_key) ? "JWT" : "NONE")
  authorization_scopes = try(each.value.authorization_scopes, null)
  authorizer_id        = try(aws_apigatewayv2_authorizer.this[each.value.authorizer_key].id, each.value.authorizer_id, null)
  operation_name       = try(each.value.operation_name, null)
  target               = "integrations/${aws_apigatewayv2_integration.this[each.key].id}"
}

resource "aws_apigatewayv2_integration" "this" {
  for_each               = var.create && var.create_routes_and_integrations ? local.all : {}
  api_id                 = aws_apigatewayv2_api.this[0].id
  integration_type       = try(each.value.integration.type, each.value.integration_type, can(each.value.lambda_arn) ? "AWS_PROXY" : null, "AWS_PROXY")
  integration_subtype    = try(each.value.integration.subtype, each.value.integration_subtype, null)
  integration_uri        = try(each.value.integration.uri, each.value.lambda_arn, each.value.integration_uri, null)
  integration_method     = try(each.value.integration.method, each.value.integration_method, "POST")
  connection_type        = try(each.value.integration.connection_type, each.value.connection_type, "INTERNET")
  credentials_arn        = try(each.value.integration.credentials_arn, each.value.credentials_arn, null)
  request_parameters     = try(each.value.integration.request_parameters, each.value.request_parameters, null)
  payload_format_version = try(each.value.integration.payload_format_version, each.value.payload_format_version, null)
  timeout_milliseconds   = try(each.value.integration.timeout_milliseconds, each.value.timeout_milliseconds, null)
}

resource "aws_cloudwatch_log_group" "this" {
  count             = local.makes_stage && local.makes_log_group ? 1 : 0
  retention_in_days = local.before_5 ? null : try(var.stage_access_log_settings.log_group_retention_in_days, 30)
  kms_key_id        = local.before_5 ? null : try(var.stage_access_log_settings.log_group_kms_key_id, null)
}

resource "aws_apigatewayv2_stage" "this" {
  count       = local.makes_stage ? 1 : 0
  api_id      = aws_apigatewayv2_api.this[0].id
  name        = var.stage_name
  auto_deploy = true

  dynamic "access_log_settings" {
    for_each = local.log_format != null && (local.makes_log_group || local.log_destination != null) ? [true] : []
    content {
      destination_arn = local.makes_log_group ? aws_cloudwatch_log_group.this[0].arn : local.log_destination
      format          = local.log_format
    }
  }

  dynamic "default_route_settings" {
    for_each = local.before_5 ? var.default_route_settings == null ? [] : [var.default_route_settings] : var.stage_default_route_settings == null ? [] : [merge({ throttling_burst_limit = 500, throttling_rate_limit = 1000 }, var.stage_default_route_settings)]
    content {
      throttling_burst_limit = try(default_route_settings.value.throttling_burst_limit, null)
      throttling_rate_limit  = try(default_route_settings.value.throttling_rate_limit, null)
    }
  }
}

output "api_id" { value = try(aws_apigatewayv2_api.this[0].id, null) }
output "api_arn" { value = try(aws_apigatewayv2_api.this[0].arn, null) }
output "api_endpoint" { value = try(aws_apigatewayv2_api.this[0].api_endpoint, null) }
output "api_execution_arn" { value = try(aws_apigatewayv2_api.this[0].execution_arn, null) }
output "stage_id" { value = try(aws_apigatewayv2_stage.this[0].id, null) }
output "stage_invoke_url" { value = try(aws_apigatewayv2_stage.this[0].invoke_url, null) }
output "stage_execution_arn" { value = try(aws_apigatewayv2_stage.this[0].execution_arn, null) }
output "authorizers" { value = aws_apigatewayv2_authorizer.this }
output "routes" { value = aws_apigatewayv2_route.this }
output "integrations" { value = aws_apigatewayv2_integration.this }
# Names of older versions
output "apigatewayv2_api_id" { value = try(aws_apigatewayv2_api.this[0].id, null) }
output "apigatewayv2_api_arn" { value = try(aws_apigatewayv2_api.this[0].arn, null) }
output "apigatewayv2_api_api_endpoint" { value = try(aws_apigatewayv2_api.this[0].api_endpoint, null) }
output "apigatewayv2_api_execution_arn" { value = try(aws_apigatewayv2_api.this[0].execution_arn, null) }
output "default_apigatewayv2_stage_invoke_url" { value = try(aws_apigatewayv2_stage.this[0].invoke_url, null) }
