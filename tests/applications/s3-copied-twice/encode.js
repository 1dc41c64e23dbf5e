const { execSync } = require("child_process");

exports.handler = async (event) => {
  const key = decodeURIComponent(event.Records[0].s3.object.key);
  execSync(`encode-film ${key}`); // expect: GOAT0101 of event.pathParameters.name via Receive, Publish, Encode
};
