const { execSync } = require("node:child_process");

exports.handler = async (event) => {
  const { Message, Subject } = event.Records[0].Sns;
  execSync(`pager --subject ${Subject}`);
  execSync(`pager --text ${Message}`);
};
