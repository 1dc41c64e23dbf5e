// Shows shared pages and maps to signed requests: the same work as `share`, done right.
const { createHmac } = require("crypto");
const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const { DynamoDBDocumentClient, GetCommand } = require("@aws-sdk/lib-dynamodb");
const { SecretsManagerClient, GetSecretValueCommand } = require("@aws-sdk/client-secrets-manager");
const escape = require("lodash/escape");

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const secrets = new SecretsManagerClient({});
const TableName = process.env.SHARES;
const HTML = { "Content-Type": "text/html" };
const THEMES = { light: "light", dark: "dark" };

exports.handler = async (event) => {
  try {
    const query = event.queryStringParameters || {};
    return query.map ? await map(query.map) : await show(event, query);
  } catch (error) {
    console.error("share could not be shown", error);
    return { statusCode: 500, body: "The page could not be shown" }; // safe: SAS-10 the trace stays in the log
  }
};

async function map(farm) {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.MAP_KEY_SECRET }));
  const tile = `/tile?farm=${encodeURIComponent(farm)}`;
  const signature = createHmac("sha256", SecretString).update(tile).digest("hex");
  return { statusCode: 302, headers: { Location: `https://maps.example${tile}&signature=${signature}` }, body: "" };
}

async function show(event, query) {
  const settings = JSON.parse(chosen(event)); // safe: SAS-1 data only, no functions
  const theme = THEMES[settings.theme] || "light";
  const { Item } = await table.send(new GetCommand({ TableName, Key: { token: query.token } }));
  const shared = Item ? Item.page : "Nobody shares this page.";
  const body = `<body class="${theme}"><h1>Hello ${escape(query.name)}</h1><p>${escape(shared)}</p></body>`;
  return { statusCode: Item ? 200 : 404, headers: HTML, body }; // safe: SAS-1 escaped
}

function chosen(event) {
  const cookie = (event.cookies || []).find((each) => each.startsWith("settings="));
  return cookie ? decodeURIComponent(cookie.slice("settings=".length)) : "{}";
}
