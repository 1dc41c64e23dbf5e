import os


def handler(event, context):
    os.system(f"compress {event['file']}")  # expect: GOAT0101 via Front, Worker
