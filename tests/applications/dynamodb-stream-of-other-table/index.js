const { exec } = require("child_process");

exports.handler = async (event) => {
  for (const record of event.Records) {
    const { author } = record.dynamodb.NewImage;
    exec(`index-author "${author.S}"`);
  }
};
