'use strict';
// A text read as the rest of a statement of SQL: operands and operators by turns, until that is proof or ends.

const { cuts, endsString, finishes, hasBlank, isSandwich } = require('./sql-endings.cjs');
const { isDangerous } = require('./sql-names.cjs');
const { Clause, Operands, STAY, WANTED } = require('./sql-operands.cjs');
const { acts, standsAlone } = require('./sql-phrases.cjs');
const { words } = require('./sql-tokens.cjs');

const NUMBERS = words('int integer bigint smallint numeric int2 int4 int8 float8 double');
const CATALOGUES = ['information_schema.', 'pg_catalog.', 'sysobjects', '`information_schema`'];
// Keywords with which a text begins that goes on after an operand of the statement's.
const GOES_ON = words('as from union intersect except minus order group having where limit procedure into then waitfor');
const BETWEEN = 'lca#);:,';
const WITHOUT_SEMICOLON = words('exec execute insert update delete drop truncate declare waitfor if shutdown create alter grant begin');
const LETTERS = /^[A-Za-z]+$/;

/** Each method of `HAD` gives null where another operand has to come, STAY where not, else the verdict. */
class Reading extends Operands {
  proves() {
    const { kind, value, spaced } = this.tokens.at(0);
    let wants = false;
    if (this.quote === '*') wants = '1w(u'.includes(kind);
    else if (this.quote) {
      this.clause.operand = '1';
      if (kind === 'w' && this.tokens.at(1).kind === '(') return spaced && isDangerous(value) && endsString(this);
    } else if (kind === '?' || value === '/') return false;
    else if (standsAlone(this.tokens)) return true;
    // Before it may stand an operand of the statement's.
    else wants = value === '+' || value === '-' || value === '*' || !(BETWEEN.includes(kind) || (kind === 'k' && GOES_ON.has(value)));
    for (;;) {
      const token = this.tokens.at(this.place);
      const read = (wants ? WANTED : HAD)[token.kind];
      const step = read === undefined ? token.kind === '?' && isSandwich(this) : read.call(this, token.value);
      if (step === null) wants = !wants;
      else if (step !== STAY) return step;
      this.place += 1;
    }
  }

  logical(value) {
    const { clause } = this;
    if (!clause.logical) {
      clause.base = clause.compared ? '' : clause.operand;
      if (!clause.compared) clause.first = this.last;
    }
    clause.logical = value;
    this.operators += 1;
    return null;
  }

  comparison(value) {
    const { clause } = this;
    const quoted = this.last[0] === "'" || this.last[0] === '"';
    let after = this.next();
    if ((value === 'in' && after.kind !== '(') || (value === '?' && !quoted && !this.quote)) return false;
    if (value === 'is' && after.value === 'not') {
      this.place += 1;
      after = this.next();
    }
    clause.byWord = LETTERS.test(value);
    if (clause.byWord && !this.quote) {
      const bare = 'w?.'.includes(after.kind);
      if (bare && ((clause.base !== '1' && clause.operand !== '1') || !'(#'.includes(this.next(2).kind))) return false;
      if (value === 'is' && clause.operand === '1' && quoted) return false;
    }
    if (value === 'similar' || value === 'sounds') this.place += 1;
    clause.left = clause.operand;
    clause.name = this.last;
    if (!clause.logical) clause.first = value;
    this.operators += 1;
    return null;
  }

  arithmetic() {
    this.operators += 1;
    this.clause.arithmetic = true;
    return null;
  }

  comma() {
    this.operators += 1;
    this.clause = new Clause(this.clause.call);
    return null;
  }

  openedHad() {
    return this.next().value === 'select' && (this.quote !== '' || this.clause.operand === '1') && this.selects(2);
  }

  cast() {
    const { kind, value } = this.next();
    if (!this.quote && ['w', 'f', 'c'].includes(this.clause.operand) && NUMBERS.has(value.toLowerCase())) return true;
    this.place += 1;
    return kind === 'w' ? STAY : false;
  }

  negated(value) {
    return value === 'not' && this.next().kind === 'c' ? STAY : false;
  }

  /** A keyword or a name. */
  continues(value) {
    const lower = value.toLowerCase();
    const read = CONTINUED.get(lower);
    if (read !== undefined) return read.call(this, lower);
    if (!WITHOUT_SEMICOLON.has(lower)) return this.nameOfDigits();
    const after = this.next();
    if (lower === 'if' && !(this.quote && (after.value === 'exists' || (after.kind === '(' && '1sk'.includes(this.next(2).kind))))) {
      return false;
    }
    if (!this.quote) {
      const counts = this.place <= 2 && this.clause.operand === '1' && !this.last.endsWith('.');
      return (counts || lower === 'waitfor' || this.closed > 0 || this.tokens.veiled) && acts(this.tokens, this.place);
    }
    // What a string begins with, rather than what stands after one, is a quotation of code.
    const before = this.text.slice(0, this.start - 1);
    if (!this.place && !(endsString(this) && (this.next(0).spaced || (before !== '' && !hasBlank(before))))) return false;
    return acts(this.tokens, this.place);
  }

  /** `1a` is one in MySQL. */
  nameOfDigits() {
    if (!this.place || this.next(-1).kind !== '1' || this.next(0).spaced) return false;
    this.clause.operand = 'w';
    return STAY;
  }

  /** After a semicolon: does another statement begin, or is the rest cut off? */
  separated() {
    const { kind, value } = this.next();
    if (kind === '.') {
      return this.quote !== '' && endsString(this) && (this.clause.logical !== '' || this.others > 0 || this.operators > 0);
    }
    const named = this.clause.operand === 'w';
    if (named && value === 'if') return false;
    if (kind === 'w' && !named && this.next(2).kind === '(' && isDangerous(value)) return true;
    return acts(this.tokens, this.place + 1, this.quote !== '') || (!named && cuts(this, this.place + 1));
  }

  united() {
    let more = 1;
    if (['all', 'distinct', 'distinctrow'].includes(this.next().value)) {
      more = 2;
      if (this.quote === '*') return true;
    }
    while (this.next(more).kind === '(') more += 1;
    const { kind, value } = this.next(more);
    if (kind !== 'k' || (value !== 'select' && value !== 'values')) return false;
    return this.quote !== '' || this.selects(more + 1);
  }

  ordered() {
    if (this.next().value !== 'by') return false;
    if (this.next(2).kind === '1') {
      const after = this.next(3).kind;
      const alone = after === '.' && (!this.place || this.clause.operand === '1');
      if ('#,)'.includes(after) || alone || (this.quote && after !== 'w')) return true;
    }
    this.place += 1;
    return this.other();
  }

  other() {
    this.others += 1;
    return null;
  }

  after() {
    return STAY;
  }

  otherAfter() {
    this.others += 1;
    return STAY;
  }

  alias() {
    this.place += 1;
    return this.next(0).kind === 'w' ? STAY : false;
  }

  source() {
    const after = this.next();
    if (after.kind === '(') return this.next(2).value === 'select' && this.selects(3);
    this.others += 1;
    if (this.quote) return null;
    const name = after.value.toLowerCase();
    return CATALOGUES.some((start) => name.startsWith(start)) || (this.closed > 0 && this.next(2).value === 'where');
  }

  procedure() {
    return this.next().kind === 'w' && this.next(2).kind === '(';
  }

  into() {
    const { value } = this.next();
    return ['outfile', 'dumpfile'].includes(value.toLowerCase()) || value[0] === '@';
  }

  when(value) {
    return this.cases ? this.logical(value) : false;
  }

  then() {
    return this.cases > 0;
  }
}

const is = Reading.prototype;
const ends = function ends(value) {
  return finishes(this, value);
};
const HAD = {
  l: is.logical, c: is.comparison, a: is.arithmetic, ',': is.comma, ')': is.close, '(': is.openedHad, k: is.continues,
  w: is.continues, ';': is.separated, u: is.negated, ':': is.cast, '#': ends, '.': ends,
};
const CONTINUED = new Map(Object.entries({
  union: is.united, intersect: is.united, except: is.united, minus: is.united, then: is.then, when: is.when, else: is.other,
  end: is.otherAfter, returning: is.other, offset: is.other, fetch: is.other, limit: is.other, notnull: is.otherAfter,
  isnull: is.otherAfter, order: is.ordered, group: is.ordered, asc: is.after, desc: is.after, nulls: is.after, as: is.alias,
  from: is.source, procedure: is.procedure, into: is.into,
}));

module.exports = { Reading };
