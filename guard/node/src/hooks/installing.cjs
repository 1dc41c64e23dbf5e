'use strict';
// Puts all hooks in place, once in a process.

const { syncBuiltinESMExports } = require('node:module');

let installed = false;

/** `places`: where policy and rules lie, for threads. */
exports.install = (guard, places) => {
  if (installed) return;
  installed = true;
  const opened = require('./files.cjs').install(guard);
  require('./elsewhere.cjs').install(guard, opened, places);
  for (const part of ['processes', 'network', 'running']) require(`./${part}.cjs`).install(guard);
  require('./packages.cjs').install(guard, require('./calls.cjs').install(guard));
  require('./uncaught.cjs').install();
  syncBuiltinESMExports();
};
