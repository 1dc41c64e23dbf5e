'use strict';
// What a function does and is allowed to do, told now and then for `goatherd guard policy --learn`: by the policy's entries,
// which hold nothing of an event. Each entry is told when it is first used in this process; one in so many invocations tells all
// that it used.

const { current } = require('./invocations.cjs');

const EVERY = 100; // where the policy does not say
const MOST_NAMES = 10000; // that are remembered: further ones are looked at in sampled invocations alone
const MOST_DOINGS = 100; // of a line

class Samples {
  /** `write` is given each line, as an object. */
  constructor(policy, write) {
    this.name = policy.function;
    this.write = write;
    this.every = policy.telemetry.sample ?? EVERY;
    this.names = new Set();
    this.told = new Set();
    this.loading = new Map(); // what was done before the first event
    this.since = 0; // invocations of which no line has told
  }

  /** `name` was used, which entries of the policy allow: `entries()` gives [what, entry, resources] of these. */
  used(what, name, entries) {
    if (!this.every) return;
    const invocation = current()[0];
    const isSampled = invocation?.isSampled ?? false;
    const key = `${what} ${name}`;
    if (!isSampled && (this.names.has(key) || this.names.size >= MOST_NAMES)) return;
    this.names.add(key);
    const doings = invocation?.doings ?? this.loading;
    for (const [kind, entry, resources] of entries()) {
      const told = `${kind} ${entry} ${resources.join(' ')}`;
      if (doings.size >= MOST_DOINGS || (!isSampled && this.told.has(told))) continue;
      doings.set(told, resources.length ? { [kind]: entry, resources } : { [kind]: entry });
    }
  }

  begin(invocation) {
    this.since += 1;
    invocation.isSampled = this.every > 0 && this.since >= this.every;
  }

  /** The function has answered, and nothing of what it did was stopped. */
  end(invocation) {
    const { kind, request, isSampled } = invocation;
    const doings = new Map([...this.loading.entries(), ...invocation.doings.entries()]);
    if (!doings.size && !isSampled) return;
    for (const told of doings.keys()) this.told.add(told);
    const row = { goatherd: 'sample', function: this.name, kind, request, invocations: this.since, doings: [...doings.values()] };
    this.loading = new Map();
    this.since = 0;
    this.write(row);
  }
}

module.exports = { Samples };
