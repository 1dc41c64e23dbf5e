import json
import os


def handler(event, context):
    for record in event["Records"]:
        os.system("nmap " + json.loads(record["body"])["host"])
