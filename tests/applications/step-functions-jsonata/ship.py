import os


def handler(event, context):
    os.system(f"label --to {event['to']}")  # expect: GOAT0101 via Start, Ship
