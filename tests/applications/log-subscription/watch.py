import base64
import gzip
import json
import os


def handler(event, context):
    batch = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    for entry in batch["logEvents"]:
        line = json.loads(entry["message"])
        os.system(f"alarm --user {line['user']}")  # expect: GOAT0101 via Login, Watch
