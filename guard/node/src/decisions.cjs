'use strict';
// What the guard decided, and the error that stops what it refuses.

/** What a guarded function sees where the guard stopped something. */
class Blocked extends Error {
  constructor(decision) {
    super(`stopped by goatherd-guard: ${decision.what}`);
    this.name = 'Blocked';
    this.code = 'EPERM';
    Object.defineProperty(this, 'decision', { value: decision });
  }
}

/**
 * `stage`: "event", "sink", "confinement" or "guard"; `family` the kind of sink, or the policy's section; `rule` what
 * decided; `field` the event's, "" where it is none's; `value` the text of it, which telemetry does not show.
 */
const decision = (verdict, stage, family, what, more = {}) => ({
  verdict, stage, family, what, rule: `${stage}-${family}`, field: '', how: [], value: '', record: -1, ...more,
});

module.exports = { Blocked, decision };
