'use strict';
// Loaded before the function's own code, by NODE_OPTIONS=--require: hooks have to be there when built-ins are first taken.

if (process.env._HANDLER) require('./index.cjs');
