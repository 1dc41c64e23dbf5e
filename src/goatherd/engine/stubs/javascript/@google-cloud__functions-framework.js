// functions-framework: the program registers its handlers by name.
const { event, register } = require('goatherd_intrinsics');
const { onRequest } = require('goatherd_firebase');

exports.http = (name, handler) => register(name, onRequest(handler));
exports.cloudEvent = (name, handler) => register(name, async () => handler({ data: event().data }));
exports.event = (name, handler) => register(name, async () => handler(event().data, {}));
