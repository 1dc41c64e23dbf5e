'use strict';
// What stands where a statement of SQL wants an operand.

const { endsString, finishes, isSandwich } = require('./sql-endings.cjs');
const { isDangerous, isPlain, isTelling } = require('./sql-names.cjs');
const { selects } = require('./sql-phrases.cjs');
const { Tokens, words } = require('./sql-tokens.cjs');

const STAY = 'stay';
const DEEPEST = 4096; // parentheses in one another; nobody nests so many who only gives a value
const CALLED = words('exists binary any all row if insert');
const ORDERINGS = words('< > <= >=');

/**
 * What was read between two parentheses or commas.
 * Kinds of operands: `1` constant, `t` truth, `w` name, `c` call of a telling function, `f` anything else.
 */
class Clause {
  constructor(call = '', base = '', logical = '') {
    this.call = call; // `c` or `f` within the parentheses of a function
    this.operand = ''; // kind of the one that was read last
    this.base = base; // kind of the one that stood alone before the first logical operator
    this.logical = logical; // the last one
    this.name = ''; // the left operand itself
    this.left = ''; // kind of the left operand of a comparison whose right one is to come
    this.byWord = false;
    this.compared = false;
    this.arithmetic = false;
    this.first = ''; // the first comparison, or the operand that stood alone
  }
}

/**
 * A text as it is read. `quote` is what the string was in that ends at `start`, '' outside of one, `*` in a comment.
 * Each method of `WANTED` gives null once the operand came, STAY before that, else the verdict.
 */
class Operands {
  constructor(text, start, quote) {
    this.text = text;
    this.start = start;
    this.quote = quote;
    this.tokens = new Tokens(text, start);
    this.place = 0;
    this.clause = new Clause();
    this.stack = [];
    this.operators = 0;
    this.cases = 0;
    this.others = 0;
    this.closed = 0;
    this.last = '';
  }

  next(more = 1) {
    return this.tokens.at(this.place + more);
  }

  constant(value) {
    return this.operand('1', value);
  }

  name(value) {
    const after = this.next();
    if (after.kind === '(' && (!after.spaced || this.quote !== '' || isTelling(value) || isDangerous(value))) return this.call(value);
    return this.operand('w', value);
  }

  variable(value) {
    return value.startsWith('@@') && this.isLedTo() ? true : this.operand('w', value);
  }

  opens() {
    return this.opened('');
  }

  opened(call) {
    const after = this.next();
    if (after.value === 'select' && after.kind === 'k') return this.selects(2);
    if (this.stack.length > DEEPEST) return this.operators > 0;
    const outer = this.clause;
    this.stack.push(outer);
    this.clause = call ? new Clause(call) : new Clause('', outer.base, outer.logical);
    return STAY;
  }

  unended(value) {
    if (this.quote !== '' && value[0] !== this.quote) return false;
    return this.operand('1', value) ?? finishes(this, value);
  }

  keywordWanted(value) {
    if (value === 'null') return this.operand('1', value);
    if (value === 'true' || value === 'false') return this.operand('t', value);
    if (value === 'case') {
      this.cases += 1;
      return STAY;
    }
    if (value === 'when' && this.cases) {
      this.clause = new Clause(this.clause.call);
      return STAY;
    }
    if (value === 'select') {
      const led = this.quote ? ['all', 'any', 'some'].includes(this.next(-1).value) : this.clause.base === '1';
      return led && this.selects(1);
    }
    return CALLED.has(value) && this.next().kind === '(' && this.call(value);
  }

  /** An operator, or a mark that stands where an operand has to. */
  sign(value) {
    if (value === '+' || value === '-') return STAY;
    if (value === '*' && (this.clause.call || !this.place)) return this.operand('w', value);
    if (value === '?' && this.quote) return this.operand('w', value);
    return (value === 'like' || value === 'glob') && this.next().kind === '(' && this.call(value);
  }

  before(value) {
    return CALLED.has(value) && this.next().kind === '(' ? this.call(value) : STAY;
  }

  closedWanted() {
    if (!this.place) {
      this.clause.operand = 'w';
      return null;
    }
    if (this.clause.call && !this.clause.operand) {
      this.clause.operand = 'w';
      const step = this.close();
      return step === STAY ? null : step;
    }
    return false;
  }

  /** `{x 1}` of MySQL is 1. */
  odd(value) {
    if (value === '{' && this.operators && 'wk'.includes(this.next().kind)) {
      this.place += 1;
      return STAY;
    }
    return isSandwich(this);
  }

  // What they have in common

  /** Whether what stands before leads from a value to it, with an operator at least. */
  isLedTo() {
    if (this.quote) return this.operators > 0 && endsString(this);
    return this.clause.logical !== '' && this.clause.base === '1';
  }

  call(name) {
    if (isDangerous(name)) {
      if (this.place || this.quote) return true;
      const given = this.next(2);
      return this.next().spaced ? '1s('.includes(given.kind) || given.value === '-' : given.kind !== ')';
    }
    const telling = isTelling(name);
    // Nobody but a statement asks for a part of a part.
    const inner = telling && !isPlain(name);
    if ((telling && this.isLedTo()) || (inner && this.clause.call === 'c')) return true;
    this.place += 1;
    return this.opened(inner ? 'c' : 'f');
  }

  selects(more) {
    return selects(this.tokens, this.place + more, this.quote !== '');
  }

  /** Takes it as one, and says whether a comparison that it ends is proof. */
  operand(kind, value) {
    const { clause } = this;
    if (clause.arithmetic) {
      clause.arithmetic = false;
      kind = clause.operand === '1' && kind === '1' ? '1' : 'f';
    }
    if (clause.left) {
      const { left } = clause;
      clause.left = '';
      const same = clause.logical !== '' && left === 'w' && kind === 'w' && value === clause.name;
      if (this.isProof(left, kind) || same) return true;
      clause.compared = true;
      kind = 'f';
    } else if (clause.logical && !clause.compared && this.isTrue(kind, value)) return true;
    clause.operand = kind;
    this.last = value;
    return null;
  }

  /** Whether a comparison is. */
  isProof(left, right) {
    const { clause, tokens } = this;
    if (!clause.logical || (this.quote && clause.byWord && right === 'w')) {
      this.others += 1;
      return false;
    }
    if (this.quote || clause.base === '1') return true;
    if (left === 'c' || tokens.veiled) return (left === 'c') === (tokens.at(0).kind === 'l');
    return '1t'.includes(left) && '1t'.includes(right) && !(clause.compared && ORDERINGS.has(clause.first));
  }

  /** `or 1` after a 1, `or true` after a number. */
  isTrue(kind, value) {
    const { clause } = this;
    if (this.quote || (clause.logical !== 'or' && clause.logical !== '||') || clause.base !== '1') return false;
    if (!'.#)'.includes(this.next().kind)) return false;
    return kind === 't' || (kind === '1' && value === clause.first && /^[1-9]/.test(value));
  }

  /** A parenthesis ends: what was in it is an operand of what it is in. */
  close() {
    const inner = this.clause;
    if (!this.stack.length) {
      this.closed += 1;
      this.clause = new Clause();
      this.clause.operand = ['', '1', 't'].includes(inner.operand) ? '1' : inner.operand;
      return STAY;
    }
    this.clause = this.stack.pop();
    const constant = !inner.call && inner.operand === '1' && !inner.compared;
    return this.operand(constant ? '1' : inner.call || 'f', '') ?? STAY;
  }
}

const is = Operands.prototype;
const WANTED = {
  1: is.constant, s: is.constant, w: is.name, v: is.variable, '(': is.opens, o: is.unended, k: is.keywordWanted, a: is.sign,
  c: is.sign, u: is.before, ')': is.closedWanted, '?': is.odd,
};

module.exports = { Clause, Operands, STAY, WANTED };
