const { exec } = require("child_process");

exports.handler = async (event) => {
  for (const record of event.Records) {
    const { kind } = record.dynamodb.NewImage;
    exec(`index-author "${kind.S}"`);
  }
};
