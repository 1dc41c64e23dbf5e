import os

import boto3

secrets = boto3.client("secretsmanager")


def handler(event, context):
    secrets.put_secret_value(SecretId=os.environ["SECRET"], SecretString=event["body"])
    return {"statusCode": 204}
