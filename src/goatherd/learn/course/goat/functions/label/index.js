// Prints the labels that `order` put into the queue.
const { execSync } = require("child_process");

exports.handler = async (event) => {
  for (const record of event.Records) {
    const { text } = JSON.parse(record.body);
    execSync(`/opt/bin/label --text "${text}" --out /tmp/a.pdf`); // weak: SAS-1 command injection, queued
  }
};
