'use strict';
// The event firewall: asks the rules of every leaf whose field can reach a sink, and says which records are refused.

const { decision } = require('../decisions.cjs');
const { Kinds } = require('../events/kinds.cjs');
const { Fields, Walk, headersOf } = require('../events/leaves.cjs');
const { Rules } = require('./rules.cjs');

class Wall {
  constructor(table, policy) {
    const { events } = policy;
    this.kinds = new Kinds(table.kinds);
    this.policy = policy;
    this.fields = new Fields(events.named, events.others);
    this.rules = new Rules(table, new Set([...events.families, 'shape']), events.level, events.excluded);
  }

  /** {kind, decisions, refused}: `refused` are the numbers of records that a decision blocks, -1 for all of the event. */
  read(event) {
    const kind = this.kinds.of(event, this.policy.events.kinds);
    const reading = { kind, decisions: [], refused: new Set() };
    const walk = new Walk(this.kinds, kind, this.fields, this.policy.events.limits).run(event);
    for (const { what, path, record } of walk.excess) {
      const said = `the event exceeds the limit of ${what}`;
      add(reading, decision(this.policy.verdict('block'), 'event', 'shape', said, { rule: `GX${what[0]}`, field: path, record }));
    }
    const headers = kind.answer === 'http' ? headersOf(event) : {};
    for (const [leaf, rules] of this.rules.matching(walk.leaves, headers)) this.add(leaf, rules, reading);
    return reading;
  }

  add(leaf, matching, reading) {
    const families = new Map();
    for (const rule of matching) {
      families.set(rule.family, [...(families.get(rule.family) ?? []), rule]);
    }
    for (const [family, rules] of families) {
      const score = rules.reduce((sum, rule) => sum + rule.score, 0);
      const action = score >= this.policy.events.threshold ? 'block' : 'monitor';
      const first = rules.reduce((best, rule) => (rule.score > best.score ? rule : best));
      add(reading, decision(this.policy.verdict(action), 'event', family, `${leaf.path}: ${first.message}`, {
        rule: rules.map((rule) => rule.id).join('+'), field: leaf.path, how: leaf.how, value: leaf.text, record: leaf.record,
      }));
    }
  }
}

function add(reading, made) {
  reading.decisions.push(made);
  if (made.verdict === 'block') reading.refused.add(made.record);
}

module.exports = { Wall };
