// middy's CORS: with credentials, "*" is answered with the origin that asks.
const { sink } = require('goatherd_intrinsics');

module.exports = (options) => {
  if (options !== undefined && options.credentials === true && options.origin === '*') {
    sink('any-origin', options.origin, '@middy/http-cors', '');
  }
  return {};
};
