// The body becomes what it says.
module.exports = () => ({
  before: async (request) => {
    request.event = { ...request.event, rawBody: request.event.body, body: JSON.parse(request.event.body) };
  },
});
