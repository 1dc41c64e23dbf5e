import os
from urllib.parse import unquote_plus


def handler(event, context):
    key = unquote_plus(event["Records"][0]["s3"]["object"]["key"])
    os.system(f"grade {key}")  # expect: GOAT0101 of event.queryStringParameters.name via hand_in, grade
