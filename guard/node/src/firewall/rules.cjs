'use strict';
// The compiled rules that a policy asks for, and which of them match a leaf of an event.

const { Gate } = require('./gate.cjs');
const { operator } = require('./operators.cjs');
const { TRANSFORMATIONS, asBytes } = require('./transformations.cjs');

const MACRO = /%\{(?:tx\.(\d)|request_headers\.([\w-]+))\}/gi;
const REMEMBERED = 4096; // leaves that were seen before, each of at most so many characters
const LONGEST_REMEMBERED = 512;

class Test {
  constructor(row, pipelines) {
    this.places = new Set(row.on.filter((place) => place[0] !== '-'));
    this.leftOut = row.on.filter((place) => place[0] === '-').map((place) => exclusion(place.slice(1)));
    // Where a later test of a chain takes its text from.
    this.source = row.on.find((place) => /^(?:matched|captured)/.test(place)) ?? '';
    this.steps = row.pipeline === undefined ? [] : pipelines[row.pipeline];
    this.multi = row.multi ?? false;
    this.negated = row.negated ?? false;
    this.name = row.operator;
    this.argument = row.argument;
    this.operator = undefined;
  }

  /** The captures where it holds, else undefined. */
  holds(text, expand) {
    this.operator ??= operator(this.name, this.argument);
    const found = this.operator(text, expand);
    if (this.negated) return found === undefined ? [''] : undefined;
    return found;
  }

  asks(leaf) {
    const { place } = leaf;
    if (!this.places.has(place) && !this.places.has(place.split(':', 1)[0])) return false;
    return !this.leftOut.some((leftOut) => leftOut(leaf));
  }

  /** The texts to ask: the last one, or with `multi` each on the way. */
  transformed(given) {
    const found = [given];
    let text = given;
    for (const step of this.steps) {
      const changed = TRANSFORMATIONS[step](text);
      if (changed !== text) found.push(changed);
      text = changed;
    }
    return this.multi ? found : [text];
  }
}

const lastStep = (path) => path.slice(path.lastIndexOf('.') + 1);

/** Of a place such as `cookie:/__utm/` or `header:referer`: whether it is a leaf's. */
function exclusion(place) {
  const at = place.indexOf(':');
  const name = at < 0 ? place : place.slice(0, at);
  const selector = at < 0 ? '' : place.slice(at + 1);
  if (selector.startsWith('/')) {
    const pattern = new RegExp(selector.replace(/^\/|\/$/g, ''));
    return (leaf) => leaf.place.startsWith(name) && pattern.test(lastStep(leaf.path));
  }
  if (name === 'header') return (leaf) => leaf.place === place;
  return (leaf) => leaf.place === name && (!selector || lastStep(leaf.path) === selector);
}

class Rule {
  constructor(row, pipelines) {
    ({ id: this.id, family: this.family, score: this.score, message: this.message } = row);
    this.tests = row.tests.map((test) => new Test(test, pipelines));
  }

  /** Whether all tests hold. `text` is the leaf's as the first test asks it, `headers` the request's. */
  matches(text, headers) {
    let captures = [];
    const expand = (argument) =>
      argument.replace(MACRO, (_, digit, header) => (digit ? captures[digit] : headers[header.toLowerCase()]) ?? '');
    let asked = [text];
    for (const [number, test] of this.tests.entries()) {
      if (number) asked = test.transformed(next(test, text, headers, expand));
      let found;
      for (const each of asked) {
        found = test.holds(each, expand);
        if (found !== undefined) break;
      }
      if (found === undefined) return false;
      if (found.length > 1 || !number) captures = found;
    }
    return true;
  }
}

/** What a later test of a chain asks; `text` is what the first one matched. */
function next(test, text, headers, expand) {
  if (test.source.startsWith('captured')) {
    const which = test.source.slice(test.source.indexOf(':') + 1);
    return expand(/^\d+$/.test(which) ? `%{tx.${which}}` : which);
  }
  if (test.source) return text;
  const place = [...test.places].find((each) => each.includes(':'));
  return headers[place?.split(':')[1]] ?? '';
}

/** Those of the families, below the level and not excluded. `table` is rules.json. */
class Rules {
  constructor(table, families, level, excluded) {
    const rows = table.rules.filter((row) => families.has(row.family) && row.paranoia <= level && !excluded.has(row.id));
    this.rules = rows.map((row) => new Rule(row, table.pipelines));
    this.gate = new Gate(rows.map((row) => literals(row.tests[0])));
    this.groups = grouped(this.rules);
    this.remembered = new Map();
  }

  /** All rules that match and whose family is asked of the leaf. */
  matching(leaf, headers) {
    const key = `${leaf.place}\0${[...leaf.families].join()}\0${leaf.text}`;
    const known = this.remembered.get(key);
    if (known !== undefined) return known;
    const found = this.find(leaf, headers);
    const byHeaders = found.some(({ tests }) => tests.length > 1 && tests.at(-1).source === '');
    if (leaf.text.length <= LONGEST_REMEMBERED && !byHeaders) {
      if (this.remembered.size >= REMEMBERED) this.remembered.clear();
      this.remembered.set(key, found);
    }
    return found;
  }

  find(leaf, headers) {
    const found = new Set();
    const gated = new Map();
    const given = asBytes(leaf.text);
    for (const { first, rules } of this.groups) {
      for (const text of first.transformed(given)) {
        if (!gated.has(text)) gated.set(text, this.gate.mayMatch(text));
        const numbers = gated.get(text);
        for (const [number, rule] of rules) {
          if (!numbers.has(number) || !leaf.families.has(rule.family) || found.has(rule)) continue;
          if (rule.tests[0].asks(leaf) && rule.matches(text, headers)) found.add(rule);
        }
      }
    }
    return [...found];
  }
}

/** A test with the transformations, and the numbered rules, for each way to transform. */
function grouped(rules) {
  const groups = new Map();
  rules.forEach((rule, number) => {
    const [first] = rule.tests;
    const key = `${first.multi} ${first.steps.join()}`;
    if (!groups.has(key)) groups.set(key, { first, rules: [] });
    groups.get(key).rules.push([number, rule]);
  });
  return [...groups.values()];
}

function literals(test) {
  if (test.negated) return undefined;
  return test.operator === 'pm' ? test.argument : test.literals;
}

module.exports = { Rules };
