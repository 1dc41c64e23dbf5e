const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");

const sqs = new SQSClient({});

exports.handler = async (event) => {
  const { page } = JSON.parse(event.body);
  const MessageAttributes = {
    page: { DataType: "String", StringValue: page },
    kind: { DataType: "String", StringValue: "render" },
  };
  await sqs.send(
    new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: "render", MessageAttributes }),
  );
  return { statusCode: 202 };
};
