const { SQSClient, GetQueueUrlCommand, SendMessageCommand } = require("@aws-sdk/client-sqs");

const sqs = new SQSClient({});

exports.handler = async (event) => {
  const { page } = JSON.parse(event.body);
  const MessageBody = JSON.stringify({ kind: "render", page });
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "render-jobs" }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  return { statusCode: 202 };
};
