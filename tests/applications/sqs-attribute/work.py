import os


def handler(event, context):
    for record in event["Records"]:
        page = record["messageAttributes"]["page"]["stringValue"]
        os.system(f"wkhtmltopdf {page} /tmp/page.pdf")  # expect: GOAT0101 via Submit, Work
