import os


def handler(event, context):
    os.system(f"label --to {event['address']}")  # expect: GOAT0101 via Start, Check, Ship
    os.system(f"label --country {event['country']}")
