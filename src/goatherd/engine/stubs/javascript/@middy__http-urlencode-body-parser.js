// The body becomes its fields.
const qs = require('qs');

module.exports = () => ({
  before: async (request) => {
    request.event = { ...request.event, body: qs.parse(request.event.body) };
  },
});
