import os


def handler(event, context):
    os.system(f"stock --of {event['stock']}")  # expect: GOAT0101 via Start, Check
    return {"address": event["street"], "country": event["country"]}
