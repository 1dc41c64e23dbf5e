const AWS = require("aws-sdk");

const lambda = new AWS.Lambda();

module.exports.handler = async (event) => {
  const { picture } = JSON.parse(event.body);
  const FunctionName = `thumbnails-${process.env.STAGE}-draw`;
  await lambda.invoke({ FunctionName, InvocationType: "Event", Payload: JSON.stringify({ picture }) }).promise();
  return { statusCode: 202 };
};
