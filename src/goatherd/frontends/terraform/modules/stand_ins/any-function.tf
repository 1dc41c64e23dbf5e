# A module that is not in the tree and is told what a function is told: a handler with a runtime, or an image.
# Its inputs and outputs are called what most people call them; what it sets by itself is unknown.

variable "function_name" { default = null }
variable "lambda_function_name" { default = null }
variable "lambda_name" { default = null }
variable "name" { default = null }
variable "handler" { default = null }
variable "lambda_handler" { default = null }
variable "function_handler" { default = null }
variable "handler_name" { default = null }
variable "runtime" { default = null }
variable "lambda_runtime" { default = null }
variable "function_runtime" { default = null }
variable "memory_size" { default = null }
variable "memory" { default = null }
variable "lambda_memory_size" { default = null }
variable "lambda_memory" { default = null }
variable "timeout" { default = null }
variable "lambda_timeout" { default = null }
variable "function_timeout" { default = null }
variable "image_uri" { default = null }
variable "role_arn" { default = null }
variable "lambda_role_arn" { default = null }
variable "iam_role_arn" { default = null }
variable "execution_role_arn" { default = null }
variable "lambda_role" { default = null }
variable "filename" { default = null }
variable "lambda_zip_path" { default = null }
variable "zip_path" { default = null }
variable "zip_file" { default = null }
variable "source_dir" { default = null }
variable "source_path" { default = null }
variable "source_file" { default = null }
variable "lambda_source_dir" { default = null }
variable "code_path" { default = null }
variable "code_dir" { default = null }
variable "environment_variables" { default = null }
variable "env_vars" { default = null }
variable "lambda_env_vars" { default = null }
variable "lambda_environment_variables" { default = null }
variable "environment_vars" { default = null }
variable "env_variables" { default = null }
variable "function_module_name" { default = null }
variable "handler_function_name" { default = null }
variable "function_code_base_path" { default = null }
variable "function_code_dir" { default = null }
variable "s3_bucket" { default = null }
variable "s3_key" { default = null }
variable "what_the_module_sets" {}

locals {
  names_handler = var.function_module_name != null || var.handler_function_name != null
  named_handler = local.names_handler ? join(".", [coalesce(var.function_module_name, "index"), coalesce(var.handler_function_name, "handler")]) : null
  folder        = var.function_code_dir == null ? null : join("/", compact([var.function_code_base_path, var.function_code_dir]))
}

resource "aws_lambda_function" "this" {
  function_name                  = coalesce(var.function_name, var.lambda_function_name, var.lambda_name, var.name, var.what_the_module_sets)
  handler                        = var.image_uri == null ? coalesce(local.named_handler, var.handler, var.lambda_handler, var.function_handler, var.handler_name, var.what_the_module_sets) : null
  runtime                        = var.image_uri == null ? coalesce(var.runtime, var.lambda_runtime, var.function_runtime, var.what_the_module_sets) : null
  memory_size                    = coalesce(var.memory_size, var.memory, var.lambda_memory_size, var.lambda_memory, var.what_the_module_sets)
  timeout                        = coalesce(var.timeout, var.lambda_timeout, var.function_timeout, var.what_the_module_sets)
  role                           = coalesce(var.role_arn, var.lambda_role_arn, var.iam_role_arn, var.execution_role_arn, var.lambda_role, var.what_the_module_sets)
  package_type                   = var.image_uri == null ? "Zip" : "Image"
  image_uri                      = var.image_uri
  filename                       = var.image_uri == null && var.s3_key == null ? coalesce(local.folder, var.filename, var.lambda_zip_path, var.zip_path, var.zip_file, var.source_dir, var.source_path, var.source_file, var.lambda_source_dir, var.code_path, var.code_dir, var.what_the_module_sets) : null
  s3_bucket                      = var.s3_key == null ? null : var.s3_bucket
  s3_key                         = var.s3_key
  layers                         = [var.what_the_module_sets]
  reserved_concurrent_executions = var.what_the_module_sets
  kms_key_arn                    = var.what_the_module_sets
  code_signing_config_arn        = var.what_the_module_sets

  environment {
    variables = coalesce(var.environment_variables, var.env_vars, var.lambda_env_vars, var.lambda_environment_variables, var.environment_vars, var.env_variables, var.what_the_module_sets)
  }
  tracing_config {
    mode = var.what_the_module_sets
  }
  dead_letter_config {
    target_arn = var.what_the_module_sets
  }
  vpc_config {
    subnet_ids = var.what_the_module_sets
  }
}

output "arn" { value = aws_lambda_function.this.arn }
output "function_arn" { value = aws_lambda_function.this.arn }
output "lambda_arn" { value = aws_lambda_function.this.arn }
output "lambda_function_arn" { value = aws_lambda_function.this.arn }
output "name" { value = aws_lambda_function.this.function_name }
output "function_name" { value = aws_lambda_function.this.function_name }
output "lambda_name" { value = aws_lambda_function.this.function_name }
output "lambda_function_name" { value = aws_lambda_function.this.function_name }
output "invoke_arn" { value = aws_lambda_function.this.invoke_arn }
output "function_invoke_arn" { value = aws_lambda_function.this.invoke_arn }
output "lambda_invoke_arn" { value = aws_lambda_function.this.invoke_arn }
output "lambda_function_invoke_arn" { value = aws_lambda_function.this.invoke_arn }
output "qualified_arn" { value = aws_lambda_function.this.qualified_arn }
output "function_qualified_arn" { value = aws_lambda_function.this.qualified_arn }
output "lambda_function_qualified_arn" { value = aws_lambda_function.this.qualified_arn }
output "version" { value = aws_lambda_function.this.version }
output "function_version" { value = aws_lambda_function.this.version }
