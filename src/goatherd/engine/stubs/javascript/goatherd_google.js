// How Cloud Functions calls a handler that is only exported.
const { event } = require('goatherd_intrinsics');
const { onRequest } = require('goatherd_firebase');

exports.call = async (handler, kind) => {
  if (kind === 'google-http') {
    return onRequest(handler)();
  }
  return handler(event(), {});
};
