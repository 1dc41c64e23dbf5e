import os


def handler(event, context):
    done = event["responsePayload"]
    os.system(f"report {done['done']}")  # expect: GOAT0101 via Front, Worker, Report
    os.system(f"report {done['state']}")
