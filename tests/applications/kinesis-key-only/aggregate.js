const { execSync } = require("node:child_process");

exports.handler = async (event) => {
  for (const { kinesis } of event.Records) {
    execSync(`count-click ${kinesis.partitionKey}`);
  }
};
