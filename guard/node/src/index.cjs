'use strict';
// Protection inside a serverless function: an event firewall, guards at dangerous calls, and confinement.
//
//     const { guarded } = require('goatherd-guard');
//     exports.handler = guarded(async (event, context) => { … });

const fs = require('node:fs');
const path = require('node:path');

const { Blocked, decision } = require('./decisions.cjs');
const { early } = require('./early.cjs');
const { find, places } = require('./guard.cjs');
const elsewhere = require('./hooks/elsewhere.cjs');
const { install } = require('./hooks/installing.cjs');
const { PolicyError } = require('./policy.cjs');
const { lock } = require('./pristine.cjs');
const { marked } = require('./streaming.cjs');
const { Telemetry } = require('./telemetry.cjs');

const { statSync } = fs;
const OWN = `${__dirname}${path.sep}`;

let guard;

/**
 * The guard of this process, its hooks in place. Null where it cannot start, which is said, and the function runs without it;
 * throws PolicyError where GOATHERD_GUARD_FAILURE says that it does not.
 */
function start() {
  if (guard !== undefined) return guard;
  const where = elsewhere.places() ?? places();
  try {
    guard = find(where);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const closed = (process.env.GOATHERD_GUARD_FAILURE ?? 'open') !== 'open';
    off(error.message, closed);
    if (closed) throw error;
    guard = null;
    return guard;
  }
  const names = early();
  if (names.length) guard.late(names);
  install(guard, where);
  return guard;
}

function off(why, closed) {
  const name = process.env.GOATHERD_GUARD || process.env.AWS_LAMBDA_FUNCTION_NAME || '';
  const telemetry = new Telemetry({ function: name, digest: '', telemetry: {} });
  telemetry.decided(decision(closed ? 'block' : 'report', 'guard', 'guard', `guard is off: ${why}`, { rule: 'guard-off' }));
  telemetry.count({ off: 1 });
}

/** The handler under guard. Throws TypeError for what is no function. */
function guarded(handler) {
  if (typeof handler !== 'function') {
    throw new TypeError(`guarded takes a function, not ${handler === null ? 'null' : typeof handler}: give it the handler itself`);
  }
  const wrapped = start()?.wrap(handler);
  if (!wrapped) return handler;
  return marked((...args) => {
    seal();
    return wrapped(...args);
  }, handler);
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
