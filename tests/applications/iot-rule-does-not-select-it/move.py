import os


def handler(event, context):
    os.system(f"door {event.get('command', 'close')}")
