import json
import os


def handler(event, context):
    for record in event["Records"]:
        job = json.loads(record["body"])
        os.system(f"wkhtmltopdf {job['kind']} /tmp/page.pdf")
