# Inputs, resources and outputs of terraform-aws-modules/lambda/aws, as its README describes them.

variable "create" { default = true }
variable "create_function" { default = true }
variable "create_layer" { default = false }
variable "create_role" { default = true }
variable "create_package" { default = true }
variable "create_lambda_function_url" { default = false }
variable "function_name" { default = "" }
variable "handler" { default = "" }
variable "runtime" { default = "" }
variable "description" { default = "" }
variable "architectures" { default = null }
variable "memory_size" { default = 128 }
variable "timeout" { default = 3 }
variable "package_type" { default = "Zip" }
variable "image_uri" { default = null }
variable "image_config_command" { default = [] }
variable "image_config_entry_point" { default = [] }
variable "image_config_working_directory" { default = null }
variable "layers" { default = null }
variable "publish" { default = false }
variable "kms_key_arn" { default = null }
variable "reserved_concurrent_executions" { default = -1 }
variable "environment_variables" { default = {} }
variable "dead_letter_target_arn" { default = null }
variable "tracing_mode" { default = null }
variable "vpc_subnet_ids" { default = null }
variable "vpc_security_group_ids" { default = null }
variable "file_system_arn" { default = null }
variable "file_system_local_mount_path" { default = null }
variable "ephemeral_storage_size" { default = 512 }
variable "tags" { default = {} }
variable "cloudwatch_logs_retention_in_days" { default = null }
variable "code_signing_config_arn" { default = null }

# Code

variable "source_path" { default = null }
variable "local_existing_package" { default = null }
variable "s3_existing_package" { default = null }
variable "store_on_s3" { default = false }
variable "s3_bucket" { default = null }
variable "s3_prefix" { default = null }
variable "s3_object_storage_class" { default = null }

# Layer

variable "layer_name" { default = "" }
variable "compatible_runtimes" { default = [] }
variable "license_info" { default = "" }

# Function URL

variable "authorization_type" { default = "NONE" }
variable "cors" { default = {} }
variable "invoke_mode" { default = null }

# What calls it

variable "allowed_triggers" { default = {} }
variable "event_source_mapping" { default = {} }
variable "create_current_version_allowed_triggers" { default = true }
variable "create_unqualified_alias_allowed_triggers" { default = true }
variable "create_async_event_config" { default = false }
variable "destination_on_failure" { default = null }
variable "destination_on_success" { default = null }
variable "maximum_event_age_in_seconds" { default = null }
variable "maximum_retry_attempts" { default = null }

# Role

variable "lambda_role" { default = "" }
variable "role_name" { default = null }
variable "role_path" { default = null }
variable "role_permissions_boundary" { default = null }
variable "trusted_entities" { default = [] }
variable "assume_role_policy_statements" { default = {} }
variable "attach_cloudwatch_logs_policy" { default = true }
variable "attach_dead_letter_policy" { default = false }
variable "attach_network_policy" { default = false }
variable "attach_tracing_policy" { default = false }
variable "attach_async_event_policy" { default = false }
variable "attach_policy" { default = false }
variable "policy" { default = null }
variable "attach_policies" { default = false }
variable "policies" { default = [] }
variable "attach_policy_json" { default = false }
variable "policy_json" { default = null }
variable "attach_policy_jsons" { default = false }
variable "policy_jsons" { default = [] }
variable "attach_policy_statements" { default = false }
variable "policy_statements" { default = {} }

locals {
  create        = var.create && var.create_function && !var.create_layer
  create_role   = local.create && var.create_role
  zipped        = var.package_type != "Image"
  function_name = var.function_name
  role_name     = local.create_role ? coalesce(var.role_name, var.function_name, "*") : null
  # One path, or a list of paths or of objects with a path: the first of them that is no list of requirements. What is
  # put below a prefix in the archive lies in a folder of that name in the tree as well, as a rule.
  sources = var.source_path == null ? [] : flatten([var.source_path])
  paths = [
    for source in local.sources : try(trimsuffix(source.path, "/${source.prefix_in_zip}"), source.path, source)
    if !endswith(try(source.path, source), ".txt")
  ]
  package = var.local_existing_package != null ? var.local_existing_package : try(one([for file in data.archive_file.package : file.output_path]), null)
  s3      = try(var.s3_existing_package.key, null) != null || try(aws_s3_object.lambda_package[0].key, null) != null
}

data "archive_file" "package" {
  count      = var.create_package && length(local.paths) > 0 ? 1 : 0
  source_dir = local.paths[0]
}

resource "aws_s3_object" "lambda_package" {
  count  = var.create && var.store_on_s3 && var.create_package ? 1 : 0
  bucket = var.s3_bucket
  key    = "${coalesce(var.s3_prefix, "builds/")}${local.function_name}${var.layer_name}.zip"
  source = local.package
}

resource "aws_lambda_function" "this" {
  count                          = local.create ? 1 : 0
  function_name                  = var.function_name
  description                    = var.description
  role                           = var.create_role ? aws_iam_role.lambda[0].arn : var.lambda_role
  handler                        = local.zipped ? var.handler : null
  runtime                        = local.zipped ? var.runtime : null
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  package_type                   = var.package_type
  image_uri                      = var.image_uri
  architectures                  = var.architectures
  layers                         = var.layers
  publish                        = var.publish
  kms_key_arn                    = var.kms_key_arn
  reserved_concurrent_executions = var.reserved_concurrent_executions
  code_signing_config_arn        = var.code_signing_config_arn
  tags                           = var.tags

  filename  = local.s3 ? null : local.package
  s3_bucket = local.s3 ? try(var.s3_existing_package.bucket, aws_s3_object.lambda_package[0].bucket) : null
  s3_key    = local.s3 ? try(var.s3_existing_package.key, aws_s3_object.lambda_package[0].key) : null

  dynamic "image_config" {
    for_each = length(var.image_config_entry_point) > 0 || length(var.image_config_command) > 0 || var.image_config_working_directory != null ? [true] : []
    content {
      entry_point       = var.image_config_entry_point
      command           = var.image_config_command
      working_directory = var.image_config_working_directory
    }
  }

  dynamic "environment" {
    for_each = length(keys(var.environment_variables)) == 0 ? [] : [true]
    content {
      variables = var.environment_variables
    }
  }

  dynamic "dead_letter_config" {
    for_each = var.dead_letter_target_arn == null ? [] : [true]
    content {
      target_arn = var.dead_letter_target_arn
    }
  }

  dynamic "tracing_config" {
    for_each = var.tracing_mode == null ? [] : [true]
    content {
      mode = var.tracing_mode
    }
  }

  dynamic "vpc_config" {
    for_each = var.vpc_subnet_ids != null && var.vpc_security_group_ids != null ? [true] : []
    content {
      security_group_ids = var.vpc_security_group_ids
      subnet_ids         = var.vpc_subnet_ids
    }
  }

  dynamic "file_system_config" {
    for_each = var.file_system_arn != null && var.file_system_local_mount_path != null ? [true] : []
    content {
      local_mount_path = var.file_system_local_mount_path
      arn              = var.file_system_arn
    }
  }
}

resource "aws_lambda_layer_version" "this" {
  count               = var.create && var.create_layer ? 1 : 0
  layer_name          = var.layer_name
  description         = var.description
  compatible_runtimes = length(var.compatible_runtimes) > 0 ? var.compatible_runtimes : [var.runtime]
  filename            = local.s3 ? null : local.package
  s3_bucket           = local.s3 ? try(var.s3_existing_package.bucket, aws_s3_object.lambda_package[0].bucket) : null
  s3_key              = local.s3 ? try(var.s3_existing_package.key, aws_s3_object.lambda_package[0].key) : null
}

resource "aws_lambda_function_url" "this" {
  count              = local.create && var.create_lambda_function_url ? 1 : 0
  function_name      = aws_lambda_function.this[0].function_name
  authorization_type = var.authorization_type
  invoke_mode        = var.invoke_mode

  dynamic "cors" {
    for_each = length(keys(var.cors)) == 0 ? [] : [var.cors]
    content {
      allow_credentials = try(cors.value.allow_credentials, null)
      allow_headers     = try(cors.value.allow_headers, null)
      allow_methods     = try(cors.value.allow_methods, null)
      allow_origins     = try(cors.value.allow_origins, null)
      expose_headers    = try(cors.value.expose_headers, null)
      max_age           = try(cors.value.max_age, null)
    }
  }
}

resource "aws_lambda_permission" "current_version_triggers" {
  for_each       = local.create ? var.allowed_triggers : {}
  function_name  = aws_lambda_function.this[0].function_name
  statement_id   = try(each.value.statement_id, each.key)
  action         = try(each.value.action, "lambda:InvokeFunction")
  principal      = try(each.value.principal, "${each.value.service}.amazonaws.com")
  source_arn     = try(each.value.source_arn, each.value.service == "apigateway" ? "${each.value.arn}/*/*/*" : null, null)
  source_account = try(each.value.source_account, null)
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each                           = local.create ? var.event_source_mapping : {}
  function_name                      = aws_lambda_function.this[0].arn
  event_source_arn                   = try(each.value.event_source_arn, null)
  batch_size                         = try(each.value.batch_size, null)
  enabled                            = try(each.value.enabled, true)
  starting_position                  = try(each.value.starting_position, null)
  maximum_batching_window_in_seconds = try(each.value.maximum_batching_window_in_seconds, null)
  maximum_retry_attempts             = try(each.value.maximum_retry_attempts, null)
  maximum_record_age_in_seconds      = try(each.value.maximum_record_age_in_seconds, null)
  bisect_batch_on_function_error     = try(each.value.bisect_batch_on_function_error, null)
  function_response_types            = try(each.value.function_response_types, null)
  topics                             = try(each.value.topics, null)
  queues                             = try(each.value.queues, null)

  dynamic "destination_config" {
    for_each = try(each.value.destination_arn_on_failure, null) != null ? [true] : []
    content {
      on_failure {
        destination_arn = each.value.destination_arn_on_failure
      }
    }
  }

  dynamic "self_managed_event_source" {
    for_each = try(each.value.self_managed_event_source, [])
    content {
      endpoints = self_managed_event_source.value.endpoints
    }
  }

  dynamic "source_access_configuration" {
    for_each = try(each.value.source_access_configuration, [])
    content {
      type = source_access_configuration.value.type
      uri  = source_access_configuration.value.uri
    }
  }

  dynamic "filter_criteria" {
    for_each = try(each.value.filter_criteria, null) != null ? [true] : []
    content {
      dynamic "filter" {
        for_each = try(flatten([each.value.filter_criteria]), [])
        content {
          pattern = try(filter.value.pattern, null)
        }
      }
    }
  }
}

resource "aws_lambda_function_event_invoke_config" "this" {
  count                        = local.create && var.create_async_event_config ? 1 : 0
  function_name                = aws_lambda_function.this[0].function_name
  maximum_event_age_in_seconds = var.maximum_event_age_in_seconds
  maximum_retry_attempts       = var.maximum_retry_attempts

  dynamic "destination_config" {
    for_each = var.destination_on_failure != null || var.destination_on_success != null ? [true] : []
    content {
      dynamic "on_failure" {
        for_each = var.destination_on_failure != null ? [true] : []
        content {
          destination = var.destination_on_failure
        }
      }
      dynamic "on_success" {
        for_each = var.destination_on_success != null ? [true] : []
        content {
          destination = var.destination_on_success
        }
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "lambda" {
  count             = local.create ? 1 : 0
  name              = "/aws/lambda/${var.function_name}"
  retention_in_days = var.cloudwatch_logs_retention_in_days
}

resource "aws_iam_role" "lambda" {
  count                = local.create_role ? 1 : 0
  name                 = local.role_name
  path                 = var.role_path
  permissions_boundary = var.role_permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.assume_role.json
}

data "aws_iam_policy_document" "assume_role" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = distinct(concat(["lambda.amazonaws.com"], [for entity in var.trusted_entities : try(entity.identifiers, entity)]...))
    }
  }
}

resource "aws_iam_role_policy" "logs" {
  count = local.create_role && var.attach_cloudwatch_logs_policy ? 1 : 0
  name  = "${local.role_name}-logs"
  role  = aws_iam_role.lambda[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = ["${aws_cloudwatch_log_group.lambda[0].arn}:*"]
    }]
  })
}

resource "aws_iam_role_policy" "dead_letter" {
  count = local.create_role && var.attach_dead_letter_policy ? 1 : 0
  name  = "${local.role_name}-dl"
  role  = aws_iam_role.lambda[0].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sns:Publish", "sqs:SendMessage"], Resource = [var.dead_letter_target_arn] }]
  })
}

resource "aws_iam_role_policy" "async" {
  count = local.create_role && var.attach_async_event_policy ? 1 : 0
  name  = "${local.role_name}-async"
  role  = aws_iam_role.lambda[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sns:Publish", "sqs:SendMessage", "events:PutEvents", "lambda:InvokeFunction"]
      Resource = compact(distinct([var.destination_on_failure, var.destination_on_success]))
    }]
  })
}

resource "aws_iam_role_policy_attachment" "vpc" {
  count      = local.create_role && var.attach_network_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"
}

resource "aws_iam_role_policy_attachment" "tracing" {
  count      = local.create_role && var.attach_tracing_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

resource "aws_iam_role_policy_attachment" "additional_one" {
  count      = local.create_role && var.attach_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = var.policy
}

resource "aws_iam_role_policy_attachment" "additional_many" {
  count      = local.create_role && var.attach_policies ? length(var.policies) : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = var.policies[count.index]
}

resource "aws_iam_role_policy" "additional_json" {
  count  = local.create_role && var.attach_policy_json ? 1 : 0
  name   = local.role_name
  role   = aws_iam_role.lambda[0].name
  policy = var.policy_json
}

resource "aws_iam_role_policy" "additional_jsons" {
  count  = local.create_role && var.attach_policy_jsons ? length(var.policy_jsons) : 0
  name   = "${local.role_name}-${count.index}"
  role   = aws_iam_role.lambda[0].name
  policy = var.policy_jsons[count.index]
}

module "statements" {
  source     = "../policy-statements"
  statements = var.policy_statements
}

resource "aws_iam_role_policy" "additional_inline" {
  count  = local.create_role && var.attach_policy_statements ? 1 : 0
  name   = "${local.role_name}-inline"
  role   = aws_iam_role.lambda[0].name
  policy = module.statements.json
}

output "lambda_function_arn" { value = try(aws_lambda_function.this[0].arn, "") }
output "lambda_function_arn_static" { value = try(aws_lambda_function.this[0].arn, "") }
output "lambda_function_invoke_arn" { value = try(aws_lambda_function.this[0].invoke_arn, "") }
output "lambda_function_qualified_invoke_arn" { value = try(aws_lambda_function.this[0].qualified_invoke_arn, "") }
output "lambda_function_name" { value = try(aws_lambda_function.this[0].function_name, "") }
output "lambda_function_qualified_arn" { value = try(aws_lambda_function.this[0].qualified_arn, "") }
output "lambda_function_version" { value = try(aws_lambda_function.this[0].version, "") }
output "lambda_function_url" { value = try(aws_lambda_function_url.this[0].function_url, "") }
output "lambda_function_url_id" { value = try(aws_lambda_function_url.this[0].url_id, "") }
output "lambda_layer_arn" { value = try(aws_lambda_layer_version.this[0].arn, "") }
output "lambda_layer_layer_arn" { value = try(aws_lambda_layer_version.this[0].layer_arn, "") }
output "lambda_role_arn" { value = try(aws_iam_role.lambda[0].arn, "") }
output "lambda_role_name" { value = try(aws_iam_role.lambda[0].name, "") }
output "lambda_cloudwatch_log_group_arn" { value = try(aws_cloudwatch_log_group.lambda[0].arn, "") }
output "lambda_cloudwatch_log_group_name" { value = try(aws_cloudwatch_log_group.lambda[0].name, "") }
output "local_filename" { value = local.package }
output "s3_object" {
  value = {
    bucket = try(var.s3_existing_package.bucket, aws_s3_object.lambda_package[0].bucket, null)
    key    = try(var.s3_existing_package.key, aws_s3_object.lambda_package[0].key, null)
  }
}
