'use strict';
// The events that are being worked on, by the asynchronous context that came out of them.

const { AsyncLocalStorage } = require('node:async_hooks');
const { Blocked } = require('./decisions.cjs');
const { Values } = require('./sinks/values.cjs');

const { setTimeout, clearTimeout } = globalThis;
const GRACE = 1000; // milliseconds in which a function of which something was stopped may end by itself

const contexts = new AsyncLocalStorage();
const running = new Set();
const origins = new WeakMap(); // by decision: the invocation that it stopped
let begun = false;

/** The function's code can get hold of it, by the asynchronous resource: what decides is private. */
class Invocation {
  #event;
  #isLeft = false; // it did not end by itself
  #stopped; // the first decision that blocked
  #values;

  constructor(event, request = '') {
    this.#event = event;
    this.request = request;
    this.kind = '';
    this.decisions = [];
    this.doings = new Map(); // samples.cjs
    this.isSampled = false;
    this.late = () => {}; // what becomes of an answer that was given, or begun, before something was stopped
    this.overdue = new Promise((_, reject) => (this.end = reject));
    this.overdue.catch(() => {}); // where nobody waits
  }

  get stopped() {
    return this.#stopped;
  }

  stop(decision) {
    origins.set(decision, this);
    if (this.#stopped) return;
    this.#stopped = decision;
    this.timer = setTimeout(() => {
      this.#isLeft = true;
      this.end(new Blocked(decision));
    }, GRACE);
  }

  /** The function will not end by itself: what stopped it was caught by nobody. */
  leave(error) {
    this.#isLeft = true;
    if (running.has(this)) this.end(error);
    else this.late(error);
  }

  /** Whether the function may be called once more, without what was stopped: not while it still runs. */
  resume() {
    if (this.#isLeft) return false;
    this.#stopped = undefined;
    return true;
  }

  /** What `work` gives. Code that takes what stopped it for a failure, and tries again and again, is not waited for. */
  async bounded(work) {
    try {
      return await Promise.race([work, this.overdue]);
    } finally {
      clearTimeout(this.timer);
    }
  }

  /** The event's texts; read when the first sink asks. */
  get values() {
    this.#values ??= new Values(this.#event);
    return this.#values;
  }

  async run(work) {
    begun = true;
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

/** Whether it is what stopped an invocation, which then ends with it, if it has not ended. */
function settles(error) {
  const origin = error instanceof Blocked ? origins.get(error.decision) : undefined;
  origin?.leave(error);
  return origin !== undefined;
}

/** Whether an event was worked on: until then all that runs came with the function. */
const hasBegun = () => begun;

module.exports = { Invocation, current, hasBegun, settles };
