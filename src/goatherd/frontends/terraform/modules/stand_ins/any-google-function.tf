# A module that is not in the tree and is told what a function of Google's cloud is told: an entry point with a runtime.
# Its inputs are called what most people call them (event-function and scheduled-function of terraform-google-modules,
# GoogleCloudPlatform/cloud-functions and others, as their READMEs describe them); what it sets by itself is unknown.

variable "name" { default = null }
variable "function_name" { default = null }
variable "runtime" { default = null }
variable "function_runtime" { default = null }
variable "entry_point" { default = null }
variable "entrypoint" { default = null }
variable "function_entry_point" { default = null }
variable "source_directory" { default = null }
variable "function_source_directory" { default = null }
variable "source_dir" { default = null }
variable "source_path" { default = null }
variable "storage_source" { default = null }
variable "source_code" { default = null }
variable "environment_variables" { default = null }
variable "function_environment_variables" { default = null }
variable "service_account_email" { default = null }
variable "function_service_account_email" { default = null }
variable "ingress_settings" { default = null }
variable "timeout" { default = null }
variable "event_trigger" { default = null }
variable "job_schedule" { default = null }
variable "topic_name" { default = null }
variable "members" { default = null }

locals {
  directory = try(
    coalesce(var.source_directory, var.function_source_directory, var.source_dir, var.source_path), null
  )
  uploaded = try(coalesce(var.storage_source, var.source_code), null)
  event    = var.event_trigger
}

data "archive_file" "code" {
  type        = "zip"
  source_dir  = local.directory
  output_path = "code.zip"
}

resource "google_storage_bucket_object" "code" {
  count  = local.directory == null ? 0 : 1
  name   = "code.zip"
  source = data.archive_file.code.output_path
}

resource "google_cloudfunctions_function" "this" {
  name                  = try(coalesce(var.function_name, var.name), null)
  runtime               = coalesce(var.runtime, var.function_runtime)
  entry_point           = try(coalesce(var.entry_point, var.entrypoint, var.function_entry_point), null)
  source_archive_bucket = try(local.uploaded.bucket, null)
  source_archive_object = local.directory == null ? try(local.uploaded.object, null) : google_storage_bucket_object.code[0].name
  environment_variables = try(coalesce(var.environment_variables, var.function_environment_variables), null)
  service_account_email = try(coalesce(var.service_account_email, var.function_service_account_email), null)
  ingress_settings      = var.ingress_settings
  timeout               = var.timeout

  dynamic "event_trigger" {
    for_each = local.event == null ? [] : [local.event]
    content {
      event_type = event_trigger.value.event_type
      resource   = try(event_trigger.value.resource, event_trigger.value.pubsub_topic, null)
    }
  }

  dynamic "event_trigger" {
    for_each = var.job_schedule == null ? [] : [var.job_schedule]
    content {
      event_type = "google.pubsub.topic.publish"
      resource   = var.topic_name
    }
  }
}

resource "google_cloudfunctions_function_iam_binding" "invokers" {
  count          = try(var.members.invokers, null) == null ? 0 : 1
  cloud_function = google_cloudfunctions_function.this.name
  role           = "roles/cloudfunctions.invoker"
  members        = var.members.invokers
}

output "name" { value = google_cloudfunctions_function.this.name }
output "function_name" { value = google_cloudfunctions_function.this.name }
output "https_trigger_url" { value = google_cloudfunctions_function.this.https_trigger_url }
output "function_uri" { value = google_cloudfunctions_function.this.https_trigger_url }
