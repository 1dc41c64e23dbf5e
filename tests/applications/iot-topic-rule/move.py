import os


def handler(event, context):
    os.system(f"door {event['command']}")  # expect: GOAT0101 via Order, Move
