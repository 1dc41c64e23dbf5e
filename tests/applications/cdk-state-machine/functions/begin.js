const { SFNClient, StartExecutionCommand } = require("@aws-sdk/client-sfn");

const machines = new SFNClient({});

exports.handler = async (event) => {
  const { film } = JSON.parse(event.body);
  const input = JSON.stringify({ film });
  await machines.send(new StartExecutionCommand({ stateMachineArn: process.env.MACHINE, input }));
  return { statusCode: 202 };
};
