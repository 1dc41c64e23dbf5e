'use strict';
// Loaded before the function's own code, by NODE_OPTIONS=--require: hooks have to be there when built-ins are first taken.

if (process.env._HANDLER || process.env.GOATHERD_GUARD_POLICY || process.env.GOATHERD_GUARD_FOLDER) require('./index.cjs');
