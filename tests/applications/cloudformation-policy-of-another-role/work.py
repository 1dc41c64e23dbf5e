def handler(event, context):
    return [eval(record["body"]) for record in event["Records"]]
