import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event: APIGatewayProxyEventV2) => {
  const { title } = JSON.parse(event.body ?? "{}");
  await client.send(new PutCommand({ TableName: process.env.NOTES, Item: { owner: "team", at: Date.now(), title } }));
  return { statusCode: 201 };
};
