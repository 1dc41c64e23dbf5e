// Members order printed labels and rubber stamps; a queue each takes the work to the workshop.
const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const { DynamoDBDocumentClient, GetCommand } = require("@aws-sdk/lib-dynamodb");

const sqs = new SQSClient({});
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const AT_MOST = 50;

exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  return event.resource === "/stamps" ? orderStamps(body) : orderLabels(body);
};

async function orderLabels(body) {
  for (let copy = 0; copy < body.copies; copy += 1) { // weak: SAS-8 as many paid messages as the caller likes
    await send(process.env.LABELS, { text: body.text, price: body.price }); // weak: SAS-9 the caller names the price
  }
  return { statusCode: 202, body: "" };
}

async function orderStamps(body) {
  const { Item } = await table.send(new GetCommand({ TableName: process.env.PRICES, Key: { paper: body.paper } }));
  for (let copy = 0; copy < Math.min(Number(body.copies), AT_MOST); copy += 1) { // safe: SAS-8 a limit
    await send(process.env.STAMPS, { text: body.text, price: Item.price }); // safe: SAS-9 the price is ours
  }
  return { statusCode: 202, body: "" };
}

function send(queue, message) {
  return sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: JSON.stringify(message) }));
}
