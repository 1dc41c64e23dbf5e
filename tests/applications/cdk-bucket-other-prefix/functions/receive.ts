import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { LambdaFunctionURLEvent } from "aws-lambda";

const s3 = new S3Client({});

export const handler = async (event: LambdaFunctionURLEvent) => {
  const Key = `scans/${Date.now()}.json`;
  await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key, Body: event.body }));
  return { statusCode: 201 };
};
