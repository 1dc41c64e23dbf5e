def handler(event, context):
    return {"checked": True}
