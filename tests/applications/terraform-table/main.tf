data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_dynamodb_table" "guests" {
  name         = "guests"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

data "archive_file" "invite" {
  type        = "zip"
  source_file = "${path.module}/invite.mjs"
  output_path = "${path.module}/invite.zip"
}

resource "aws_iam_role" "invite" {
  name               = "invite"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "invite" {
  role = aws_iam_role.invite.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "dynamodb:PutItem", Resource = aws_dynamodb_table.guests.arn }]
  })
}

resource "aws_lambda_function" "invite" {
  function_name = "invite"
  role          = aws_iam_role.invite.arn
  runtime       = "nodejs22.x"
  handler       = "invite.handler"
  filename      = data.archive_file.invite.output_path

  environment {
    variables = { GUESTS = aws_dynamodb_table.guests.name }
  }
}

resource "aws_lambda_function_url" "invite" {
  function_name      = aws_lambda_function.invite.function_name
  authorization_type = "NONE"
}

data "archive_file" "print_list" {
  type        = "zip"
  source_file = "${path.module}/print_list.py"
  output_path = "${path.module}/print_list.zip"
}

resource "aws_iam_role" "print_list" {
  name               = "print_list"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "print_list" {
  role = aws_iam_role.print_list.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "dynamodb:Scan", Resource = aws_dynamodb_table.guests.arn }]
  })
}

resource "aws_lambda_function" "print_list" {
  function_name = "print_list"
  role          = aws_iam_role.print_list.arn
  runtime       = "python3.13"
  handler       = "print_list.handler"
  filename      = data.archive_file.print_list.output_path

  environment {
    variables = { GUESTS = aws_dynamodb_table.guests.name }
  }
}

resource "aws_cloudwatch_event_rule" "daily" {
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_target" "print_list" {
  rule = aws_cloudwatch_event_rule.daily.name
  arn  = aws_lambda_function.print_list.arn
}

resource "aws_lambda_permission" "print_list" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.print_list.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.daily.arn
}
