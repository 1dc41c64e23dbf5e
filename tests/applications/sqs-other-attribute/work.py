import os


def handler(event, context):
    for record in event["Records"]:
        page = record["messageAttributes"]["kind"]["stringValue"]
        os.system(f"wkhtmltopdf {page} /tmp/page.pdf")
