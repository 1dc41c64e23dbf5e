'use strict';
// Protection inside a serverless function: an event firewall, guards at dangerous calls, and confinement.
//
//     const { guarded } = require('goatherd-guard');
//     exports.handler = guarded(async (event, context) => { … });

const { Blocked } = require('./decisions.cjs');
const { find } = require('./guard.cjs');
const { install } = require('./hooks/installing.cjs');
const { PolicyError } = require('./policy.cjs');

let guard;

/** The guard of this process, its hooks in place; null where its policy cannot be read, which is said. */
function start() {
  if (guard !== undefined) return guard;
  try {
    guard = find();
  } catch (error) {
    if (!(error instanceof PolicyError) || process.env.GOATHERD_GUARD_FAILURE === 'closed') throw error;
    console.log(`goatherd-guard is off: ${error.message}`);
    guard = null;
    return guard;
  }
  install(guard);
  return guard;
}

/** The handler under guard. */
const guarded = (handler) => start()?.wrap(handler) ?? handler;

/** What `work` gives, which is the guard's own doing. */
function unasked(work) {
  let found;
  const call = () => (found = work());
  if (guard) guard.asking(call);
  else call();
  return found;
}

module.exports = { Blocked, guarded, start, unasked, wrap: guarded };

start(); // hooks have to be there before the function's code takes built-ins: `const { exec } = require('child_process')`
