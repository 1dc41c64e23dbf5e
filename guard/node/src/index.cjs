'use strict';
// Protection inside a serverless function: an event firewall, guards at dangerous calls, and confinement.
//
//     const { guarded } = require('goatherd-guard');
//     exports.handler = guarded(async (event, context) => { … });

const fs = require('node:fs');
const path = require('node:path');

const { Blocked } = require('./decisions.cjs');
const { find, places } = require('./guard.cjs');
const elsewhere = require('./hooks/elsewhere.cjs');
const { install } = require('./hooks/installing.cjs');
const { PolicyError } = require('./policy.cjs');
const { lock } = require('./pristine.cjs');

const { statSync } = fs;
const OWN = `${__dirname}${path.sep}`;

let guard;

/** The guard of this process, its hooks in place; null where its policy cannot be read, which is said. */
function start() {
  if (guard !== undefined) return guard;
  const where = elsewhere.places() ?? places();
  try {
    guard = find(where);
  } catch (error) {
    if (!(error instanceof PolicyError) || process.env.GOATHERD_GUARD_FAILURE === 'closed') throw error;
    console.log(`goatherd-guard is off: ${error.message}`);
    guard = null;
    return guard;
  }
  install(guard, where);
  return guard;
}

/** The handler under guard. */
function guarded(handler) {
  const wrapped = start()?.wrap(handler);
  if (!wrapped) return handler;
  return (...args) => {
    seal();
    return wrapped(...args);
  };
}

const isPlain = (value) => typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));

let sealed = false;

/** From the first event on, nothing that the function's code finds of the guard's modules can be changed. */
function seal() {
  if (sealed) return;
  sealed = true;
  lock();
  for (const { filename, exports } of Object.values(require.cache)) {
    if (!filename?.startsWith(OWN)) continue;
    for (const each of Object.values(exports)) {
      if (typeof each !== 'function' && !isPlain(each)) continue;
      Object.freeze(each);
      Object.freeze(each.prototype);
    }
    Object.freeze(exports);
  }
}

/** Whether there is such a file; of this nothing is asked. */
const isFile = (place) => statSync(place, { throwIfNoEntry: false })?.isFile() ?? false;

module.exports = { Blocked, guarded, isFile, wrap: guarded };

start(); // hooks have to be there before the function's code takes built-ins: `const { exec } = require('child_process')`
