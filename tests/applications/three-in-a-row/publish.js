const { execFileSync, execSync } = require("node:child_process");
const { unmarshall } = require("@aws-sdk/util-dynamodb");

exports.handler = async (event) => {
  for (const record of event.Records) {
    const product = unmarshall(record.dynamodb.NewImage);
    execFileSync("announce", [product.sku]);
    execSync(`thumbnail ${product.picture}`); // expect: GOAT0101 via Offer, Store, Publish
  }
};
