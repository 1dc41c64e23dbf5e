const { InvokeCommand, LambdaClient } = require("@aws-sdk/client-lambda");

const client = new LambdaClient({});

exports.handler = async (event) => {
  const { file } = JSON.parse(event.body);
  const Payload = JSON.stringify({ file });
  await client.send(new InvokeCommand({ FunctionName: process.env.WORKER, InvocationType: "Event", Payload }));
  return { statusCode: 202 };
};
