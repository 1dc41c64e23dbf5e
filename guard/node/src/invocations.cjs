'use strict';
// The events that are being worked on, by the asynchronous context that came out of them.

const { AsyncLocalStorage } = require('node:async_hooks');
const { Values } = require('./sinks/values.cjs');

const contexts = new AsyncLocalStorage();
const running = new Set();

class Invocation {
  constructor(event, request = '') {
    this.event = event;
    this.request = request;
    this.kind = '';
    this.decisions = [];
    this.stopped = undefined; // the first decision that blocked
  }

  /** The event's texts; read when the first sink asks. */
  get values() {
    this.read ??= new Values(this.event);
    return this.read;
  }

  async run(work) {
    running.add(this);
    try {
      return await contexts.run(this, work);
    } finally {
      running.delete(this);
    }
  }
}

/** The invocations whose events may have led here, none while modules are loaded. */
function current() {
  const own = contexts.getStore();
  return own ? [own] : [...running];
}

module.exports = { Invocation, current };
