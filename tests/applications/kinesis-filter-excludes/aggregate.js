const { execSync } = require("node:child_process");

exports.handler = async (event) => {
  for (const { kinesis } of event.Records) {
    const click = JSON.parse(Buffer.from(kinesis.data, "base64").toString("utf8"));
    execSync(`count-click ${click.page}`);
  }
};
