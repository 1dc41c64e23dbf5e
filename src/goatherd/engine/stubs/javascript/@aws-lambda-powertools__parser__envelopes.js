// Envelopes of Powertools' parser: the part of an event that a schema describes, once or in a list.
const envelope = (taken) => ({
  parse: (event, schema) => taken(event, (data) => schema.parse(data)),
  safeParse: (event, schema) => taken(event, (data) => schema.safeParse(data)),
});
const body = envelope((event, parsed) => parsed(JSON.parse(event.body)));
const records = (data) => envelope((event, parsed) => event.Records.map((record) => parsed(JSON.parse(data(record)))));

exports.ApiGatewayEnvelope = body;
exports.ApiGatewayV2Envelope = body;
exports.LambdaFunctionUrlEnvelope = body;
exports.VpcLatticeEnvelope = body;
exports.VpcLatticeV2Envelope = body;
exports.EventBridgeEnvelope = envelope((event, parsed) => parsed(event.detail));
exports.SqsEnvelope = records((record) => record.body);
exports.SnsEnvelope = records((record) => record.Sns.Message);
exports.SnsSqsEnvelope = records((record) => JSON.parse(record.body).Message);
exports.KinesisEnvelope = records((record) => record.kinesis.data);
exports.KinesisFirehoseEnvelope = envelope((event, parsed) => event.records.map((record) => parsed(record.data)));
exports.DynamoDBStreamEnvelope = envelope((event, parsed) =>
  event.Records.map((record) => ({
    NewImage: parsed(record.dynamodb.NewImage),
    OldImage: parsed(record.dynamodb.OldImage),
  })),
);
exports.CloudWatchEnvelope = envelope((event, parsed) => [parsed(event.awslogs.data)]);
