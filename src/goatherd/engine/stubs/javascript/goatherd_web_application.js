// A web application that nothing declares, called by whoever reaches it.
const { each, event } = require('goatherd_intrinsics');

exports.call = async (handler, kind, manner) => {
  if (manner === 'listens') {
    each(require('goatherd_nest').listening, (listening) => listening.serve(event(), {}));
    return undefined;
  }
  // Of a class it is the field that is named behind a full stop.
  const application = manner.startsWith('.') ? new handler()[manner.slice(1)] : handler;
  return application.serve(event(), {});
};
