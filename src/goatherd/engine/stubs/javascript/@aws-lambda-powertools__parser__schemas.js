// Schemas of whole events that come with Powertools' parser: all fields of all of them.
const { z } = require('zod');

const whole = z.object({
  body: z.any(),
  headers: z.any(),
  multiValueHeaders: z.any(),
  queryStringParameters: z.any(),
  multiValueQueryStringParameters: z.any(),
  pathParameters: z.any(),
  path: z.any(),
  rawPath: z.any(),
  rawQueryString: z.any(),
  cookies: z.any(),
  httpMethod: z.any(),
  requestContext: z.any(),
  stageVariables: z.any(),
  Records: z.any(),
  records: z.any(),
  detail: z.any(),
  source: z.any(),
  awslogs: z.any(),
});

exports.APIGatewayProxyEventSchema = whole;
exports.APIGatewayProxyEventV2Schema = whole;
exports.AlbSchema = whole;
exports.CloudWatchLogsSchema = whole;
exports.DynamoDBStreamSchema = whole;
exports.EventBridgeSchema = whole;
exports.KinesisDataStreamSchema = whole;
exports.KinesisFirehoseSchema = whole;
exports.LambdaFunctionUrlSchema = whole;
exports.S3Schema = whole;
exports.SesSchema = whole;
exports.SnsSchema = whole;
exports.SqsSchema = whole;
exports.VpcLatticeSchema = whole;
