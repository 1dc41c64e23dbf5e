import { execSync } from "node:child_process";

export const handler = async (event) => {
  for (const record of event.Records) {
    const mail = JSON.parse(record.body);
    execSync(`sendmail -t ${mail.to}`);
  }
};
