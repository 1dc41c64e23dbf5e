// @nestjs/platform-express.
const { ExpressAdapter } = require('goatherd_nest');

exports.ExpressAdapter = ExpressAdapter;
