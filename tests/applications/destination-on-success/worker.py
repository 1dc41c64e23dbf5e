def handler(event, context):
    return {"done": event["file"], "state": "compressed"}
