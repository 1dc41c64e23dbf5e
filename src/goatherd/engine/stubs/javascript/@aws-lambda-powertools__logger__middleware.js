// Powertools' middleware of the logger: it writes the whole event if it is asked to.
const { sink } = require('goatherd_intrinsics');

exports.injectLambdaContext = (logger, options) => ({
  before: (request) => {
    if (options && options.logEvent) {
      sink('log-json', request.event, 'injectLambdaContext');
    }
  },
});
