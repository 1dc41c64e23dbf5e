const { execSync } = require("node:child_process");
const { GetParameterCommand, SSMClient } = require("@aws-sdk/client-ssm");

const ssm = new SSMClient({});

exports.handler = async () => {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/shop/banner" }));
  execSync(`draw-banner "${Parameter.Value}"`); // expect: GOAT0101 via Set, Draw
};
