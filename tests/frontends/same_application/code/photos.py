import subprocess

import boto3

s3 = boto3.client("s3")


def shrink(event, context):
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], record["s3"]["object"]["key"]
        s3.download_file(bucket, key, "/tmp/photo")
        subprocess.run(f"convert /tmp/photo -resize 100 '/tmp/{key}'", shell=True, check=False)
