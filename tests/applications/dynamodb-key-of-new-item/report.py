import os

import boto3

members = boto3.resource("dynamodb").Table(os.environ["MEMBERS"])


def handler(event, context):
    for member in members.scan()["Items"]:
        os.system(f"touch /tmp/{member['id']}")  # expect: GOAT0101 of event.queryStringParameters.id via Touch, Report
