"""Turns every uploaded document into plain text. The file's name is the uploader's choice."""

import os
from urllib.parse import unquote_plus

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = unquote_plus(record["s3"]["object"]["key"])
        s3.download_file(bucket, key, "/tmp/document")
        os.system(f"/opt/bin/totext --title '{key}' /tmp/document > /tmp/text")  # weak: SAS-1 os command injection
        s3.upload_file("/tmp/text", bucket, key + ".txt")  # weak: SAS-8 its own output triggers it again, without end
