import os


def handler(event, context):
    os.system(f"label --to {event['name']}")  # expect: GOAT0101 via Start, Ship
