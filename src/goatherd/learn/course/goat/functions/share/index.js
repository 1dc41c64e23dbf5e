// Makes, shows and deletes links to shared pages, and shows where a farm is. Reached at a function URL.
const { createHmac } = require("crypto");
const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const { DynamoDBDocumentClient, GetCommand, PutCommand, DeleteCommand } = require("@aws-sdk/lib-dynamodb");
const { LambdaClient, InvokeCommand } = require("@aws-sdk/client-lambda");
const serialize = require("node-serialize");

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const lambda = new LambdaClient({});
const TableName = process.env.SHARES;
const HTML = { "Content-Type": "text/html" };

exports.handler = async (event) => {
  try {
    const query = event.queryStringParameters || {};
    switch (event.requestContext.http.method) {
      case "POST":
        return await create(JSON.parse(event.body));
      case "DELETE":
        return await remove(query.token);
      default:
        return query.map ? map(query.map) : await show(event, query);
    }
  } catch (error) {
    return { statusCode: 500, body: error.stack }; // weak: SAS-10 the stack trace goes to the caller
  }
};

async function create(body) {
  await table.send(new PutCommand({ TableName, Item: { token: body.token, page: body.page, expires: body.expires } }));
  return { statusCode: 201, body: "" };
}

async function remove(token) {
  await table.send(new DeleteCommand({ TableName, Key: { token } }));
  return { statusCode: 204, body: "" };
}

async function show(event, query) {
  const settings = serialize.unserialize(chosen(event)); // weak: SAS-1 unserialize runs what the cookie holds
  const { Item } = await table.send(new GetCommand({ TableName, Key: { token: query.token } }));
  const shared = Item ? Item.page : "Nobody shares this page.";
  const page = `<p>${shared}</p>${query.template ? await statement(query) : ""}`;
  const body = `<body class="${settings.theme || "light"}"><h1>Hello ${query.name}</h1>${page}</body>`;
  return { statusCode: Item ? 200 : 404, headers: HTML, body }; // weak: SAS-1 cross-site scripting
}

// What the visitor chose the last time: a cookie like settings={"theme":"dark"}, as it is or percent-encoded.
function chosen(event) {
  const cookie = (event.cookies || []).find((each) => each.startsWith("settings="));
  return cookie ? decodeURIComponent(cookie.slice("settings=".length)) : "{}";
}

// The map provider draws, and bills, what is signed with our key.
function map(farm) {
  const tile = `/tile?farm=${encodeURIComponent(farm)}`;
  const signature = createHmac("sha256", process.env.MAP_KEY).update(tile).digest("hex");
  return { statusCode: 302, headers: { Location: `https://maps.example${tile}&signature=${signature}` }, body: "" };
}

async function statement(query) {
  const answer = await lambda.send(
    new InvokeCommand({
      FunctionName: process.env.STATEMENT,
      Payload: JSON.stringify({ template: query.template, kind: query.kind || "milk" }),
    }),
  );
  const { page, footer } = JSON.parse(Buffer.from(answer.Payload).toString());
  return page ? page + footer : "<p>There is no such statement.</p>";
}
