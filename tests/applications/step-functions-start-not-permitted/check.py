import os


def handler(event, context):
    os.system(f"stock --of {event['stock']}")
    return {"address": event["street"], "country": event["country"]}
