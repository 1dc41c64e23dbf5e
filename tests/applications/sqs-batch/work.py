import json
import os


def handler(event, context):
    for record in event["Records"]:
        job = json.loads(record["body"])
        os.system(f"wkhtmltopdf {job['page']} /tmp/page.pdf")  # expect: GOAT0101 via Submit, Work
