// Powertools' validation: an event that does not conform to the schema never reaches the handler.
const { conform } = require('goatherd_intrinsics');

exports.validator = (options) => ({
  before: (request) => {
    if (!options.envelope) {
      conform(request.event, options.inboundSchema);
    }
  },
});
