'use strict';
// What was stopped in a callback (of a timer, of a promise that nobody waits for) and caught by nobody settles its invocation, and
// ends no process: others may be at work in it.

const { settles } = require('../invocations.cjs');

const NAMES = new Set(['uncaughtException', 'unhandledRejection']);

exports.install = () => {
  const { emit } = process;
  process.emit = function (name, error, ...more) {
    if (NAMES.has(name) && settles(error)) return true;
    return Reflect.apply(emit, this, [name, error, ...more]);
  };
};
