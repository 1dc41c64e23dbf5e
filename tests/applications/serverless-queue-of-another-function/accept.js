import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";

const sqs = new SQSClient({});

export const handler = async (event) => {
  const { to, text } = JSON.parse(event.body);
  const mail = { to, text, from: "shop@example.com" };
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify(mail) }));
  return { statusCode: 202 };
};
