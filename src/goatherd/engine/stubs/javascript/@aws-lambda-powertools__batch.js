// Batches: a handler is called for every record.
class BatchProcessor {
  constructor(type) {
    this.type = type;
  }
}

const process = async (event, handler, processor, options) => {
  for (const record of event.Records) {
    await handler(record, options && options.context);
  }
  return { batchItemFailures: [] };
};

exports.BatchProcessor = BatchProcessor;
exports.SqsFifoPartialProcessor = BatchProcessor;
exports.SqsFifoPartialProcessorAsync = BatchProcessor;
exports.processPartialResponse = process;
exports.processPartialResponseSync = process;
exports.EventType = { SQS: 'SQS', KinesisDataStreams: 'KinesisDataStreams', DynamoDBStreams: 'DynamoDBStreams' };
