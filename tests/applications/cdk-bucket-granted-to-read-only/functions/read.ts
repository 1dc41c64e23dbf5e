import { execSync } from "node:child_process";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { S3Event } from "aws-lambda";

const s3 = new S3Client({});

export const handler = async (event: S3Event) => {
  const { bucket, object } = event.Records[0].s3;
  const stored = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: object.key }));
  const scan = JSON.parse(await stored.Body!.transformToString());
  execSync(`ocr --language ${scan.language}`);
};
