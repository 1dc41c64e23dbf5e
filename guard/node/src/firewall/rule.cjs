'use strict';
// One compiled rule: what its tests ask, and of which texts.

const { operator } = require('./operators.cjs');
const { TRANSFORMATIONS, UNCHANGED } = require('./transformations.cjs');

const NAMED = /^named:/;
const MACRO = /%\{(?:tx\.(\d)|request_headers\.([\w-]+))\}/gi;

class Test {
  constructor(row, pipelines) {
    this.places = new Set(row.on.filter((place) => place[0] !== '-'));
    this.leftOut = row.on.filter((place) => place[0] === '-').map((place) => place.slice(1));
    // Where a later test of a chain takes its text from.
    this.source = row.on.find((place) => /^(?:matched|captured|field)/.test(place)) ?? '';
    this.steps = row.pipeline === undefined ? [] : pipelines[row.pipeline];
    this.isUnchanging = this.steps.every((step) => UNCHANGED.has(step));
    this.multi = row.multi ?? false;
    this.negated = row.negated ?? false;
    this.name = row.operator;
    this.argument = row.argument;
    this.operator = undefined;
    // Names of headers that it looks at, wherever the leaf stands.
    this.headers = [...String(row.argument).matchAll(MACRO)].map(([, , header]) => header?.toLowerCase()).filter(Boolean);
  }

  /** The captures where it holds, else undefined. */
  holds(text, expand) {
    this.operator ??= operator(this.name, this.argument);
    const found = this.operator(text, expand);
    if (this.negated) return found === undefined ? [''] : undefined;
    return found;
  }

  /** Whether it may hold for a plain text; of the rest of a chain nothing is said. */
  mayHold(text) {
    if (this.isUnchanging) return this.holds(text, String) !== undefined;
    return this.transformed(text).some((each) => this.holds(each, String) !== undefined);
  }

  /** A header that the policy names is asked what values are: which ones reach something, rules cannot know. */
  asksAt(place) {
    if (NAMED.test(place)) return this.places.has('value') || this.asksAt(place.replace(NAMED, 'header:'));
    return this.places.has(place) || this.places.has(place.split(':', 1)[0]);
  }

  /** Whether a leaf at such a place is left out, each as a function of the leaf. */
  exclusionsAt(place) {
    const at = this.places.has('value') ? place : place.replace(NAMED, 'header:');
    return this.leftOut.map((leftOut) => exclusion(leftOut, at)).filter(Boolean);
  }

  /** The texts to ask: the last one, or with `multi` each on the way, from that of the step `since` on. */
  transformed(given, since = undefined) {
    let found = [given];
    let text = given;
    for (const step of this.steps) {
      const changed = TRANSFORMATIONS[step](text);
      if (step === since) found = [changed];
      else if (changed !== text) found.push(changed);
      text = changed;
    }
    return this.multi ? found : [text];
  }
}

const lastStep = (path) => path.slice(path.lastIndexOf('.') + 1);

/** Of a place such as `cookie:/__utm/` or `header:referer`, for a leaf at `place`; undefined where it leaves none out. */
function exclusion(leftOut, place) {
  const at = leftOut.indexOf(':');
  const name = at < 0 ? leftOut : leftOut.slice(0, at);
  const selector = at < 0 ? '' : leftOut.slice(at + 1);
  if (selector.startsWith('/')) {
    const pattern = new RegExp(selector.replace(/^\/|\/$/g, ''));
    return place.startsWith(name) ? (leaf) => pattern.test(lastStep(leaf.path)) : undefined;
  }
  if (name === 'header') return place === leftOut ? () => true : undefined;
  return place === name ? (leaf) => !selector || lastStep(leaf.path) === selector : undefined;
}

class Rule {
  constructor(row, pipelines) {
    ({ id: this.id, family: this.family, score: this.score, message: this.message } = row);
    this.tests = row.tests.map((test) => new Test(test, pipelines));
  }

  /** Whether all tests hold. `text` is the leaf's as the first test asks it, `headers` the request's. */
  matches(leaf, text, headers) {
    let captures = [];
    const expand = (argument) =>
      argument.replace(MACRO, (_, digit, header) => (digit ? captures[digit] : headers[header.toLowerCase()]) ?? '');
    let asked = [text];
    for (const [number, test] of this.tests.entries()) {
      if (number) asked = test.transformed(next(test, test.source === 'field' ? leaf.path : text, headers, expand));
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

const asksForItsField = ({ tests }) => tests.some(({ source }) => source === 'field');

/** Names of the headers that a rule looks at, wherever the leaf stands. */
function headersOf({ tests }) {
  const places = tests.slice(1).flatMap((test) => [...test.places]).filter((place) => place.startsWith('header:'));
  return [...tests.flatMap((test) => test.headers), ...places.map((place) => place.slice('header:'.length))];
}

/** What a later test of a chain asks; `text` is what the first one matched, or the field that it stands in. */
function next(test, text, headers, expand) {
  if (test.source.startsWith('captured')) {
    const which = test.source.slice(test.source.indexOf(':') + 1);
    return expand(/^\d+$/.test(which) ? `%{tx.${which}}` : which);
  }
  if (test.source) return text;
  const place = [...test.places].find((each) => each.includes(':'));
  return headers[place?.split(':')[1]] ?? '';
}

module.exports = { Rule, asksForItsField, headersOf };
