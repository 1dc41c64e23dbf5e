import { randomUUID } from "node:crypto";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient({});

export const handler = async (event) => {
  const { name } = JSON.parse(event.body);
  const Item = { id: { S: randomUUID() }, name: { S: name }, table: { N: "1" } };
  await client.send(new PutItemCommand({ TableName: process.env.GUESTS, Item }));
  return { statusCode: 201 };
};
