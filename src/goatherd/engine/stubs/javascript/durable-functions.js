// durable-functions: orchestrators, activities and entities are registered by name.
const { event, register } = require('goatherd_intrinsics');

const given = (name, options) => {
  const handler = typeof options === 'function' ? options : options.handler;
  register(name, async () => handler(event().message, {}));
};

exports.app = { orchestration: given, activity: given, entity: given, client: { http: given } };
