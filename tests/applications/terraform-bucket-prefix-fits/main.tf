data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_s3_bucket" "papers" {
  bucket = "papers"
}

data "archive_file" "hand_in" {
  type        = "zip"
  source_file = "${path.module}/hand_in.py"
  output_path = "${path.module}/hand_in.zip"
}

resource "aws_iam_role" "hand_in" {
  name               = "hand_in"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "hand_in" {
  role = aws_iam_role.hand_in.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:PutObject", Resource = "${aws_s3_bucket.papers.arn}/*" }]
  })
}

resource "aws_lambda_function" "hand_in" {
  function_name = "hand_in"
  role          = aws_iam_role.hand_in.arn
  runtime       = "python3.13"
  handler       = "hand_in.handler"
  filename      = data.archive_file.hand_in.output_path

  environment {
    variables = { BUCKET = aws_s3_bucket.papers.id }
  }
}

resource "aws_lambda_function_url" "hand_in" {
  function_name      = aws_lambda_function.hand_in.function_name
  authorization_type = "NONE"
}

data "archive_file" "grade" {
  type        = "zip"
  source_file = "${path.module}/grade.py"
  output_path = "${path.module}/grade.zip"
}

resource "aws_iam_role" "grade" {
  name               = "grade"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy" "grade" {
  role = aws_iam_role.grade.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.papers.arn}/*" }]
  })
}

resource "aws_lambda_function" "grade" {
  function_name = "grade"
  role          = aws_iam_role.grade.arn
  runtime       = "python3.13"
  handler       = "grade.handler"
  filename      = data.archive_file.grade.output_path
}

resource "aws_lambda_permission" "grade" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.grade.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = aws_s3_bucket.papers.arn
}

resource "aws_s3_bucket_notification" "papers" {
  bucket = aws_s3_bucket.papers.id

  lambda_function {
    lambda_function_arn = aws_lambda_function.grade.arn
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "in/"
  }
}
