"""Powertools for AWS Lambda: the names of its top level that are restated elsewhere."""

from aws_lambda_powertools.logging import Logger
