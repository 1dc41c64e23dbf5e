// Adapters that hand an event to a web framework: whatever the framework is, it serves the event.
const adapt = (application) => async (event, context) => {
  application.serve(event, context);
};

module.exports = adapt;
module.exports.configure = (options) => adapt(options.app);
