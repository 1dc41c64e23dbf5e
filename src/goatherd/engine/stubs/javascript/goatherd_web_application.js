// A web application that nothing declares, called by whoever reaches it.
const { each, event } = require('goatherd_intrinsics');

exports.call = async (application, kind, manner) => {
  if (manner === 'listens') {
    each(require('goatherd_nest').listening, (listening) => listening.serve(event(), {}));
  } else {
    application.serve(event(), {});
  }
};
