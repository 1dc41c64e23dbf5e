import email
import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    place = event["Records"][0]["s3"]
    stored = s3.get_object(Bucket=place["bucket"]["name"], Key=place["object"]["key"])
    mail = email.message_from_bytes(stored["Body"].read())
    os.system(f"ticket --subject '{mail['Subject']}'")  # expect: GOAT0101
