const { EventBridgeClient, PutEventsCommand } = require("@aws-sdk/client-eventbridge");

const events = new EventBridgeClient({});

exports.handler = async (event) => {
  const { name } = JSON.parse(event.body);
  const entry = { EventBusName: process.env.BUS, Source: "shop.customers", DetailType: "registered" };
  await events.send(new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify({ name, plan: "free" }) }] }));
  return { statusCode: 201 };
};
