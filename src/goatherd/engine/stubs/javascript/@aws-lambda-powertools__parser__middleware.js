// Powertools' middleware of the parser: the handler sees what the schema gives.
const { parse } = require('@aws-lambda-powertools/parser');

exports.parser = (options) => ({
  before: (request) => {
    request.event = parse(request.event, options.envelope, options.schema, options.safeParse);
  },
});
