"""Batches: a function is called for every record of the event."""

from aws_lambda_powertools.utilities.data_classes import DictWrapper


class EventType:
    SQS = "SQS"
    KinesisDataStreams = "KinesisDataStreams"
    DynamoDBStreams = "DynamoDBStreams"


class BatchProcessor:
    def __init__(self, event_type=None, model=None, **options):
        self.model = model
        self.handler = None
        self.records = []

    def __call__(self, records, handler, lambda_context=None):
        self.handler = handler
        self.records = records
        return self

    def __enter__(self):
        return self

    def process(self):
        for record in self.records:
            if self.model is not None:
                self.handler(self.model.model_validate(record))
            else:
                self.handler(DictWrapper(record))
        return []

    async_process = process

    def response(self):
        return {}


class SqsFifoPartialProcessor(BatchProcessor):
    pass


class AsyncBatchProcessor(BatchProcessor):
    pass


PartialSQSProcessor = BatchProcessor


def process_partial_response(event, record_handler, processor, context=None):
    processor(event["Records"], record_handler).process()
    return {}


async_process_partial_response = process_partial_response


def batch_processor(handler=None, event=None, context=None, record_handler=None, processor=None):
    def decorate(function):
        def wrapped(event, context):
            processor(event["Records"], record_handler).process()
            return function(event, context)

        return wrapped

    return decorate


async_batch_processor = batch_processor


def sqs_batch_processor(record_handler=None, **options):
    def decorate(function):
        def wrapped(event, context):
            for record in event["Records"]:
                record_handler(record)
            return function(event, context)

        return wrapped

    return decorate
