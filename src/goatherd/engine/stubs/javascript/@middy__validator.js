// middy's validator: an event that does not conform to the schema never reaches the handler.
const { conform } = require('goatherd_intrinsics');

module.exports = (options) => ({
  before: (request) => {
    conform(request.event, options.eventSchema || options.inputSchema);
  },
});
