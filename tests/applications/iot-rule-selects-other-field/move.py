import os


def handler(event, context):
    os.system(f"door {event['sender']}")  # expect: GOAT0101
