data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_sns_topic" "alerts" {
  name = "alerts"
}

data "archive_file" "report" {
  type        = "zip"
  source_file = "${path.module}/report.py"
  output_path = "${path.module}/report.zip"
}

resource "aws_iam_role" "report" {
  name               = "report"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "report" {
  role = aws_iam_role.report.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = aws_sns_topic.alerts.arn }]
  })
}

resource "aws_lambda_function" "report" {
  function_name = "report"
  role          = aws_iam_role.report.arn
  runtime       = "python3.13"
  handler       = "report.handler"
  filename      = data.archive_file.report.output_path

  environment {
    variables = { TOPIC = aws_sns_topic.alerts.arn }
  }
}

resource "aws_lambda_function_url" "report" {
  function_name      = aws_lambda_function.report.function_name
  authorization_type = "NONE"
}

data "archive_file" "page" {
  type        = "zip"
  source_file = "${path.module}/page.js"
  output_path = "${path.module}/page.zip"
}

resource "aws_iam_role" "page" {
  name               = "page"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_lambda_function" "page" {
  function_name = "page"
  role          = aws_iam_role.page.arn
  runtime       = "nodejs22.x"
  handler       = "page.handler"
  filename      = data.archive_file.page.output_path
}

resource "aws_lambda_permission" "page" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.page.function_name
  principal     = "sns.amazonaws.com"
  source_arn    = aws_sns_topic.alerts.arn
}

resource "aws_sns_topic_subscription" "page" {
  topic_arn     = aws_sns_topic.alerts.arn
  protocol      = "lambda"
  endpoint      = aws_lambda_function.page.arn
  filter_policy = jsonencode({ level = ["high"] })
}
