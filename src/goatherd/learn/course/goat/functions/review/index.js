// First state of the release: a document that passes becomes "reviewed".
const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const { DynamoDBDocumentClient, UpdateCommand } = require("@aws-sdk/lib-dynamodb");

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async (event) => {
  await table.send(
    new UpdateCommand({
      TableName: process.env.DOCUMENTS,
      Key: { id: event.id },
      UpdateExpression: "SET #state = :reviewed",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":reviewed": "reviewed" },
    }),
  );
  return { id: event.id };
};
