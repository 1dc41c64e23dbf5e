const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");

const sqs = new SQSClient({});

exports.handler = async (event) => {
  const { page } = JSON.parse(event.body);
  const MessageBody = JSON.stringify({ kind: "render", page });
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody }));
  return { statusCode: 202 };
};
