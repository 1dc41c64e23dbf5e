// middy's CORS: with credentials, "*" is answered with the origin that asks.
const { lets_in } = require('goatherd_intrinsics');

module.exports = (options) => {
  if (options !== undefined) {
    lets_in(options.origin, options.credentials);
  }
  return {};
};
