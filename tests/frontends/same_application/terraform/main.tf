locals {
  functions = {
    create  = "orders.create"
    find    = "orders.find"
    label   = "parcels.label"
    shrink  = "photos.shrink"
    nightly = "reports.nightly"
  }

  environment = {
    create  = { ORDERS_TABLE = aws_dynamodb_table.orders.name, PARCELS_QUEUE = aws_sqs_queue.parcels.url }
    find    = { ORDERS_TABLE = aws_dynamodb_table.orders.name, PARCELS_QUEUE = aws_sqs_queue.parcels.url }
    nightly = { ORDERS_TABLE = aws_dynamodb_table.orders.name }
  }

  statements = {
    create = [
      { Effect = "Allow", Action = "dynamodb:PutItem", Resource = aws_dynamodb_table.orders.arn },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.parcels.arn },
    ]
    find    = [{ Effect = "Allow", Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.orders.arn }]
    shrink  = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
    nightly = [{ Effect = "Allow", Action = "dynamodb:Scan", Resource = aws_dynamodb_table.orders.arn }]
  }
}

data "archive_file" "code" {
  type        = "zip"
  source_dir  = "${path.module}/code"
  output_path = "${path.module}/code.zip"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "function" {
  for_each           = local.functions
  name               = "shop-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy_attachment" "logs" {
  for_each   = local.functions
  role       = aws_iam_role.function[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy_attachment" "queue" {
  role       = aws_iam_role.function["label"].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"
}

resource "aws_iam_role_policy" "own" {
  for_each = local.statements
  role     = aws_iam_role.function[each.key].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = each.value })
}

resource "aws_cloudwatch_log_group" "shop" {
  for_each          = local.functions
  name              = "/aws/lambda/shop-${each.key}"
  retention_in_days = 30
}

resource "aws_lambda_function" "shop" {
  for_each      = local.functions
  function_name = "shop-${each.key}"
  filename      = data.archive_file.code.output_path
  runtime       = "python3.13"
  handler       = each.value
  role          = aws_iam_role.function[each.key].arn
  timeout       = 20
  memory_size   = 256

  dynamic "environment" {
    for_each = contains(keys(local.environment), each.key) ? [local.environment[each.key]] : []
    content {
      variables = environment.value
    }
  }
}

resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_resource" "order" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_resource.orders.id
  path_part   = "{id}"
}

resource "aws_api_gateway_method" "create" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "POST"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "create" {
  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.create.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.shop["create"].invoke_arn
}

resource "aws_api_gateway_method" "find" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.order.id
  http_method   = "GET"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_integration" "find" {
  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = aws_api_gateway_resource.order.id
  http_method             = aws_api_gateway_method.find.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.shop["find"].invoke_arn
}

resource "aws_api_gateway_deployment" "shop" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  depends_on  = [aws_api_gateway_integration.create, aws_api_gateway_integration.find]
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  deployment_id = aws_api_gateway_deployment.shop.id
  stage_name    = "prod"
}

resource "aws_lambda_permission" "api" {
  for_each      = toset(["create", "find"])
  function_name = aws_lambda_function.shop[each.key].function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.shop.execution_arn}/*/*"
}

resource "aws_lambda_event_source_mapping" "label" {
  function_name    = aws_lambda_function.shop["label"].arn
  event_source_arn = aws_sqs_queue.parcels.arn
  batch_size       = 5
}

resource "aws_s3_bucket_notification" "photos" {
  bucket = aws_s3_bucket.photos.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.shop["shrink"].arn
    events              = ["s3:ObjectCreated:*"]
  }
}

resource "aws_lambda_permission" "photos" {
  function_name = aws_lambda_function.shop["shrink"].function_name
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
  source_arn    = aws_s3_bucket.photos.arn
}

resource "aws_cloudwatch_event_rule" "night" {
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_target" "night" {
  rule = aws_cloudwatch_event_rule.night.name
  arn  = aws_lambda_function.shop["nightly"].arn
}

resource "aws_lambda_permission" "night" {
  function_name = aws_lambda_function.shop["nightly"].function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.night.arn
}

resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_sqs_queue" "parcels" {
  visibility_timeout_seconds = 10
}

resource "aws_s3_bucket" "photos" {
  bucket = "shop-photos"
}

resource "aws_s3_bucket_public_access_block" "photos" {
  bucket                  = aws_s3_bucket.photos.id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}
