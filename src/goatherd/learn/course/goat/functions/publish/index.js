// Second state of the release. Two ways in: the state machine, and a route that was added "for urgent cases".
const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const { DynamoDBDocumentClient, UpdateCommand } = require("@aws-sdk/lib-dynamodb");
const { EventBridgeClient, PutEventsCommand } = require("@aws-sdk/client-eventbridge");

const bus = new EventBridgeClient({});
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async (event) => {
  if (event.requestContext) {
    const { id } = JSON.parse(event.body);
    await publishUnseen(id);
    await announce(id);
    return { statusCode: 202, body: "" };
  }
  await publishReviewed(event.id);
  await announce(event.id);
  return { id: event.id };
};

function announce(id) {
  const entry = { EventBusName: process.env.NEWS, Source: "goat.paper", DetailType: "Published", Detail: JSON.stringify({ id }) };
  return bus.send(new PutEventsCommand({ Entries: [entry] }));
}

function publishUnseen(id) {
  return table.send(
    new UpdateCommand({ // weak: SAS-9 published whatever its state: nobody asks whether it was reviewed
      TableName: process.env.DOCUMENTS,
      Key: { id },
      UpdateExpression: "SET #state = :public",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":public": "public" },
    }),
  );
}

function publishReviewed(id) {
  return table.send(
    new UpdateCommand({
      TableName: process.env.DOCUMENTS,
      Key: { id },
      UpdateExpression: "SET #state = :public",
      ConditionExpression: "#state = :reviewed", // safe: SAS-9 only from the state before
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":public": "public", ":reviewed": "reviewed" },
    }),
  );
}
