'use strict';
// Puts all hooks in place, once in a process.

const { syncBuiltinESMExports } = require('node:module');

let installed = false;

exports.install = (guard) => {
  if (installed) return;
  installed = true;
  for (const part of ['processes', 'files', 'network', 'running']) require(`./${part}.cjs`).install(guard);
  require('./packages.cjs').install(guard, require('./calls.cjs').install(guard));
  syncBuiltinESMExports();
};
