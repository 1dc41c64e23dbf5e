const { PutParameterCommand, SSMClient } = require("@aws-sdk/client-ssm");

const ssm = new SSMClient({});

exports.handler = async (event) => {
  const { text } = JSON.parse(event.body);
  await ssm.send(new PutParameterCommand({ Name: "/shop/banner", Value: text, Type: "String", Overwrite: true }));
  return { statusCode: 204 };
};
