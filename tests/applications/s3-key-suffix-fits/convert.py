import os
from urllib.parse import unquote_plus


def handler(event, context):
    for record in event["Records"]:
        key = unquote_plus(record["s3"]["object"]["key"])
        os.system(f"file-converter --key {key}")  # expect: GOAT0101 of event.body.name via Upload, Convert
