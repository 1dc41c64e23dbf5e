// durable-functions: orchestrators, activities and entities are registered by name, and what starts them.
const { app } = require('@azure/functions');
const { event, register } = require('goatherd_intrinsics');

const handlerOf = (options) => (typeof options === 'function' ? options : options.handler);

const given = (name, options) => {
  const handler = handlerOf(options);
  register(name, async () => handler(event().message, {}));
};

// A client stands between what a function is given and its context.
const starting = (registered) => (name, options) =>
  registered(name, { handler: (trigger, context) => handlerOf(options)(trigger, {}, context) });

exports.app = {
  orchestration: given,
  activity: given,
  entity: given,
  client: {
    http: starting(app.http),
    timer: starting(app.timer),
    storageBlob: starting(app.storageBlob),
    storageQueue: starting(app.storageQueue),
    serviceBusQueue: starting(app.serviceBusQueue),
    serviceBusTopic: starting(app.serviceBusTopic),
    eventHub: starting(app.eventHub),
    eventGrid: starting(app.eventGrid),
    cosmosDB: starting(app.cosmosDB),
    generic: starting(app.generic),
  },
};
