data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_sqs_queue" "scans" {
  name = "scans"
}

data "archive_file" "ask" {
  type        = "zip"
  source_file = "${path.module}/ask.py"
  output_path = "${path.module}/ask.zip"
}

resource "aws_iam_role" "ask" {
  name               = "ask"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy_attachment" "ask" {
  role       = aws_iam_role.ask.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
}

resource "aws_lambda_function" "ask" {
  function_name = "ask"
  role          = aws_iam_role.ask.arn
  runtime       = "python3.13"
  handler       = "ask.handler"
  filename      = data.archive_file.ask.output_path

  environment {
    variables = { QUEUE_URL = aws_sqs_queue.scans.url }
  }
}

resource "aws_lambda_function_url" "ask" {
  function_name      = aws_lambda_function.ask.function_name
  authorization_type = "NONE"
}

data "archive_file" "scan" {
  type        = "zip"
  source_file = "${path.module}/scan.py"
  output_path = "${path.module}/scan.zip"
}

resource "aws_iam_role" "scan" {
  name               = "scan"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "scan" {
  role = aws_iam_role.scan.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
      Resource = aws_sqs_queue.scans.arn
    }]
  })
}

resource "aws_lambda_function" "scan" {
  function_name = "scan"
  role          = aws_iam_role.scan.arn
  runtime       = "python3.13"
  handler       = "scan.handler"
  filename      = data.archive_file.scan.output_path
}

resource "aws_lambda_event_source_mapping" "scan" {
  event_source_arn = aws_sqs_queue.scans.arn
  function_name    = aws_lambda_function.scan.arn
}
