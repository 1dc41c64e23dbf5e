import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";

const client = new EventBridgeClient({});

export async function handler(event: { body: string }) {
  const booking = JSON.parse(event.body) as { room: string };
  const Entries = [
    { EventBusName: "rooms", Source: "rooms.booking", DetailType: "booked", Detail: JSON.stringify(booking) },
  ];
  await client.send(new PutEventsCommand({ Entries }));
  return { statusCode: 201 };
}
