import { execSync } from "node:child_process";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export async function handler(): Promise<void> {
  const found = await client.send(
    new QueryCommand({
      TableName: process.env.NOTES,
      KeyConditionExpression: "#o = :o",
      ExpressionAttributeNames: { "#o": "owner" },
      ExpressionAttributeValues: { ":o": "team" },
    }),
  );
  for (const note of found.Items ?? []) {
    execSync(`lp -t "${note.title}"`); // expect: GOAT0101 via Write, Print
  }
}
