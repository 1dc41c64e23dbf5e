'use strict';
// What the guard says: OCSF Detection Findings and counters, as lines of JSON on standard output. Nothing is sent anywhere.

const crypto = require('node:crypto');
const fs = require('node:fs');

const VERSION = '0.1.0';
const SEVERITIES = { event: 3, sink: 4, confinement: 4, guard: 3 };
const key = crypto.randomBytes(16); // so that equal values can be told in one instance, and no other can be guessed

const { writeSync } = fs;
const { stringify } = JSON;
const write = (row) => writeSync(1, `${stringify(row)}\n`);

class Telemetry {
  constructor(policy) {
    this.name = policy.function;
    this.digest = policy.digest;
    this.plain = policy.telemetry.values === 'plain';
  }

  decided(decision, kind = '', request = '') {
    const now = Date.now();
    const blocks = decision.verdict === 'block';
    const { stage, family, verdict, record, rule, what } = decision;
    write({
      class_uid: 2004,
      category_uid: 2,
      activity_id: 1,
      type_uid: 200401,
      time: now,
      severity_id: SEVERITIES[stage] ?? 3,
      status_id: 1,
      action_id: blocks ? 2 : 1,
      disposition_id: blocks ? 2 : 17,
      message: what,
      metadata: { version: '1.3.0', product: { name: 'goatherd-guard', vendor_name: 'goatherd', version: VERSION } },
      finding_info: { uid: `${request}-${now}-${rule}`, title: what, analytic: { type_id: 1, uid: rule, category: family } },
      resources: [{ type: 'AWS::Lambda::Function', name: this.name }],
      evidences: [{ data: this.evidence(decision) }],
      unmapped: { goatherd: { stage, family, verdict, kind, request, record, policy: this.digest } },
    });
  }

  evidence({ field, how, value }) {
    if (!value) return { field, how };
    const digest = crypto.createHmac('sha256', key).update(value).digest('hex').slice(0, 16);
    return { field, how, length: value.length, digest, ...(this.plain && { value: value.slice(0, 1024) }) };
  }

  /** Counters of one invocation that had decisions. */
  counted(decisions) {
    const blocked = decisions.filter(({ verdict }) => verdict === 'block').length;
    this.count({ blocked, reported: decisions.length - blocked });
  }

  count(counters) {
    const Metrics = Object.keys(counters).map((Name) => ({ Name, Unit: 'Count' }));
    const CloudWatchMetrics = [{ Namespace: 'goatherd-guard', Dimensions: [['function']], Metrics }];
    write({ _aws: { Timestamp: Date.now(), CloudWatchMetrics }, function: this.name, ...counters });
  }
}

module.exports = { Telemetry, write };
