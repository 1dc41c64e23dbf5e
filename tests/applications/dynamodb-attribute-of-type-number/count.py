import os
import sqlite3

import boto3

client = boto3.client("dynamodb")


def handler(event, context):
    counted = sqlite3.connect("/tmp/counted.db")
    for vote in client.scan(TableName=os.environ["VOTES"])["Items"]:
        party = vote["party"]["N"]
        counted.execute(f"UPDATE parties SET n = n + 1 WHERE number = {party}")
    counted.commit()
