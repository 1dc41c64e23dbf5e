const { execSync } = require("node:child_process");

exports.handler = async (event) => {
  const { mail } = event.Records[0].ses;
  execSync(`archive-mail ${mail.messageId}`);
  execSync(`sort-mail '${mail.commonHeaders.subject}'`); // expect: GOAT0101
};
