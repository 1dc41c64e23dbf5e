import { App, Stack } from "aws-cdk-lib";
import { FunctionUrlAuthType, Runtime } from "aws-cdk-lib/aws-lambda";
import { S3EventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { Bucket, EventType } from "aws-cdk-lib/aws-s3";

const stack = new Stack(new App(), "Scans");
const bucket = new Bucket(stack, "Bucket");
const receive = new NodejsFunction(stack, "Receive", {
  entry: "functions/receive.ts",
  runtime: Runtime.NODEJS_22_X,
  environment: { BUCKET: bucket.bucketName },
});
receive.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
bucket.grantPut(receive);
const read = new NodejsFunction(stack, "Read", { entry: "functions/read.ts", runtime: Runtime.NODEJS_22_X });
read.addEventSource(
  new S3EventSource(bucket, { events: [EventType.OBJECT_CREATED], filters: [{ prefix: "faxes/" }] }),
);
bucket.grantRead(read);
