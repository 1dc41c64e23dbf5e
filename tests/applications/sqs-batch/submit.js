const { SQSClient, SendMessageBatchCommand } = require("@aws-sdk/client-sqs");

const sqs = new SQSClient({});

exports.handler = async (event) => {
  const { pages } = JSON.parse(event.body);
  const Entries = pages.map((page, at) => ({ Id: `${at}`, MessageBody: JSON.stringify({ page }) }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: process.env.QUEUE_URL, Entries }));
  return { statusCode: 202 };
};
