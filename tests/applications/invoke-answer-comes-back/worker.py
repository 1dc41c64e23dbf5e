def handler(event, context):
    return {"path": f"/opt/files/{event['file']}", "folder": "/opt/files"}
