'use strict';
// What a test asks of a text. Each operator is made once from its argument and gives captures, or undefined where it does
// not hold.

const { Gate } = require('./gate.cjs');
const { isMarkup } = require('./markup.cjs');
const { compilePattern } = require('./patterns.cjs');
const { isSql } = require('./statements.cjs');

const HELD = [''];
const held = (holds) => (holds ? HELD : undefined);

const text = (compare) => (argument) => (value, expand) => held(compare(value, expand(argument)));
const number = (compare) => (argument) => (value, expand) => held(compare(whole(value), whole(expand(argument))));
const plain = (check) => () => (value) => held(check(value));

function whole(value) {
  const digits = value.trim();
  return /^[+-]*\d{1,19}$/.test(digits) ? Number(digits) : 0;
}

function bytes(argument) {
  const allowed = new Set();
  for (const part of argument.replaceAll(' ', '').split(',')) {
    const [low, high] = part.split('-');
    for (let code = Number(low); code <= Number(high ?? low); code += 1) allowed.add(code);
  }
  return (value) => {
    for (let place = 0; place < value.length; place += 1) if (!allowed.has(value.charCodeAt(place))) return HELD;
    return undefined;
  };
}

const strict = new TextDecoder('utf-8', { fatal: true });

function isUtf8(value) {
  try {
    strict.decode(Buffer.from(value, 'latin1'));
    return true;
  } catch {
    return false;
  }
}

const OPERATORS = {
  rx: (argument) => {
    const pattern = compilePattern(argument);
    return (value) => pattern.exec(value)?.map((group) => group ?? '');
  },
  pm: (phrases) => {
    const gate = new Gate([[0, phrases]]);
    return (value) => {
      const [found] = gate.held(value.toLowerCase());
      return found && [found.texts[0]];
    };
  },
  contains: text((value, part) => value.includes(part)),
  beginsWith: text((value, part) => value.startsWith(part)),
  endsWith: text((value, part) => value.endsWith(part)),
  streq: text((value, other) => value === other),
  within: text((value, all) => all.includes(value)),
  eq: number((first, second) => first === second),
  ge: number((first, second) => first >= second),
  gt: number((first, second) => first > second),
  lt: number((first, second) => first < second),
  validateByteRange: bytes,
  validateUtf8Encoding: plain((value) => !isUtf8(value)),
  validateUrlEncoding: plain((value) => /%(?![0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})/.test(value)),
  detectSQLi: plain(isSql),
  detectXSS: plain(isMarkup),
};

exports.operator = (name, argument) => OPERATORS[name](argument);
