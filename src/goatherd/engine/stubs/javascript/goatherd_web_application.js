// A web application that nothing declares, called by whoever reaches it.
const { event } = require('goatherd_intrinsics');

exports.call = async (handler, kind, manner) => {
  // Of a class it is the field that is named behind a full stop.
  const application = manner.startsWith('.') ? new handler()[manner.slice(1)] : handler;
  return application.serve(event(), {});
};
