'use strict';
// Regular expressions of rules, from RE2's syntax. After too many steps back V8 goes on with an engine that takes linear
// time, for all patterns that RE2 takes: those without look-around and back-references.

const v8 = require('node:v8');

v8.setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
v8.setFlagsFromString('--regexp-backtracks-before-fallback=20000');

const POSIX = {
  '[:alnum:]': '0-9A-Za-z', '[:alpha:]': 'A-Za-z', '[:digit:]': '0-9', '[:space:]': '\\s', '[:word:]': '\\w',
  '[:punct:]': '!-\\/:-@\\[-`{-~', '[:xdigit:]': '0-9A-Fa-f', '[:upper:]': 'A-Z', '[:lower:]': 'a-z',
};
const SPELLED = { '\\z': '$', '\\A': '^', '\\a': '\\x07' };
const PIECE = /\\x\{([0-9A-Fa-f]{1,4})\}|\\[^]|\(\?([ims]+)([:)])|\(\?P<|\(|\)|\[:\w+:\]|\[\^?\]?|\]|([A-Za-z])(?:-([A-Za-z]))?|[^]/g;

/** In JavaScript's spelling: flags of a part are spelled out, letter by letter. */
function compilePattern(pattern) {
  const whole = /^\(\?([ims]+)\)/.exec(pattern);
  const flags = new Set(`s${whole?.[1] ?? ''}`);
  const ignoring = [false];
  let inClass = false;
  const text = pattern.slice(whole?.[0].length ?? 0).replace(PIECE, (piece, code, given, end, low, high) => {
    if (code) return `\\u${code.padStart(4, '0')}`;
    if (piece[0] === '\\') return SPELLED[piece] ?? piece;
    if (inClass) {
      if (piece === ']') inClass = false;
      if (POSIX[piece]) return POSIX[piece];
      return low && ignoring.at(-1) ? bothCases(low, high) : piece.replaceAll('[', '\\[');
    }
    if (given) {
      if (end === ':') ignoring.push(ignoring.at(-1) || given.includes('i'));
      else if (given.includes('i')) ignoring[ignoring.length - 1] = true;
      return end === ':' ? '(?:' : '';
    }
    if (piece === '(?P<' || piece === '(') ignoring.push(ignoring.at(-1));
    if (piece === '(?P<') return '(?<';
    if (piece === ')') ignoring.pop();
    if (piece[0] === '[') {
      inClass = true;
      return piece.endsWith(']') ? `${piece.slice(0, -1)}\\]` : piece;
    }
    return low && ignoring.at(-1) ? [...piece].map((each) => (/[A-Za-z]/.test(each) ? `[${bothCases(each)}]` : each)).join('') : piece;
  });
  return new RegExp(text, [...flags].join(''));
}

function bothCases(low, high) {
  const range = (first, last) => (last ? `${first}-${last}` : first);
  const upper = high?.toUpperCase();
  const same = high === undefined || (/[a-z]/.test(low) === /[a-z]/.test(high));
  return same ? range(low.toLowerCase(), high?.toLowerCase()) + range(low.toUpperCase(), upper) : `${range(low, high)}a-zA-Z`;
}

module.exports = { compilePattern };
