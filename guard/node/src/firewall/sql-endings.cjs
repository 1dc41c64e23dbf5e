'use strict';
// How a text that was read as SQL ends: in a comment, in a string that the statement itself ends, or in neither.

const { isBlank, stripped } = require('./sql-tokens.cjs');

// After one of these a quote begins a string rather than ends it.
const OPENING = ' \t\r\n([{,=:<>+*/|&!?';
const WORDS = /[A-Za-z0-9]/;
const ONE_WORD = /^[\w.@+-]+ +$/;
const FOLLOWED = /^[A-Za-z0-9\x80-\uffff]/;
const OPERATOR_AT_END = /(?:\|\|?|&&?|[-+^%])[ \t]?['"`]$/;
const BLANK = /[ \t\n]/;
const LETTERS = /^[A-Za-z]+$/;
const AFTER_KEY = ':,)]}'; // of JSON, or of an argument
const MARKS = '-#/*+';
const FEW = 5;
const SHORT = 12; // characters of a string that goes on

/** Whether the quote at the start rather ends a string than begins one. */
function endsString({ text, start, quote }) {
  const before = start > 1 ? text[start - 2] : 'x';
  return !OPENING.includes(before) && before !== quote;
}

const hasBlank = (text) => BLANK.test(text);
const beforeQuote = ({ text, start }) => text.slice(0, start - 1);
const isNoString = (quote) => quote === '' || quote === '*';

/** Whether the text is proof that ends with this token: a comment, a string without end, or nothing. */
function finishes(reading, value) {
  const { kind } = reading.tokens.at(reading.place);
  if (kind === '#') return isCut(reading);
  if (kind !== 'o' || isNoString(reading.quote) || !endsString(reading)) return false;
  const apart = hasBlank(beforeQuote(reading));
  const goesOn = value.length > 1 && !AFTER_KEY.includes(value[1]);
  if (reading.clause.logical) {
    // In a sentence of several words it may be a quotation that was cut off.
    if (value.length > 1) return goesOn && (!apart || value.length < FEW);
    return reading.operators > 1 && !apart;
  }
  if (reading.operators > 1) return isSandwich(reading) || (goesOn && !apart && !hasBlank(value));
  return reading.quote === "'" && reading.place < 3 && !apart && isTrick(reading, value);
}

/** `'='`, `'-'`, `'>'x`: for MySQL both strings are 0. */
function isTrick(reading, value) {
  const { kind, value: sign } = reading.tokens.at(0);
  if (sign === '/') return false;
  if (value.length === 1) return reading.start === 1 && 'ac'.includes(kind) && !LETTERS.test(sign);
  return 'acu'.includes(kind) && value.length < SHORT && !AFTER_KEY.includes(value[1]) && !hasBlank(value);
}

function isCut(reading) {
  const { clause, place, quote } = reading;
  const proof = clause.logical !== '' || reading.closed > 0;
  if (quote === '*') return proof;
  if (quote) return (place === 0 || proof || reading.others > 0 || reading.operators > 0) && cuts(reading, place);
  if (!cuts(reading, place)) return false;
  return reading.closed > 0 || (clause.logical !== '' && clause.base === '1') || (clause.compared && place === 3)
    || (place === 1 && clause.operand === '1');
}

/** Whether a comment stands there that is to cut off the rest, rather than a dash or a mark in a sentence. */
function cuts(reading, place) {
  const { kind, value, spaced } = reading.tokens.at(place);
  if (kind !== '#') return false;
  const rest = withoutMarks(value);
  const { quote } = reading;
  if (isNoString(quote)) return rest === '' && !spaced;
  if (reading.start < 2 && rest.includes(quote)) return false;
  const before = beforeQuote(reading);
  if (!endsString(reading)) return ONE_WORD.test(before) && !WORDS.test(rest);
  if (before === '' && quote === '`') return false;
  const follows = before === '' || FOLLOWED.test(before[before.length - 1]);
  // After an expression it needs no more than to be one.
  const endsOne = reading.clause.logical !== '' && reading.clause.operand !== 'w';
  if ((!spaced || endsOne) && follows && !hasBlank(before)) return true;
  return !rest.includes(quote) && (!WORDS.test(rest) || (!spaced && follows));
}

function withoutMarks(comment) {
  let start = 0;
  while (start < comment.length && MARKS.includes(comment[start])) start += 1;
  while (start < comment.length && isBlank(comment.charCodeAt(start))) start += 1;
  return stripped(comment.slice(start));
}

/** `' + something + '`: the statement's own strings go on at both ends. */
function isSandwich(reading) {
  const { quote, text, tokens } = reading;
  if (isNoString(quote) || !text.endsWith(quote)) return false;
  if (!endsString(reading) || hasBlank(beforeQuote(reading))) return false;
  const [first, second, third] = [tokens.at(0), tokens.at(1), tokens.at(2)];
  if (('so'.includes(second.kind) && third.value !== first.value) || first.value === '/' || first.value === '*') return false;
  return 'al'.includes(first.kind) && OPERATOR_AT_END.test(text.slice(-4));
}

module.exports = { cuts, endsString, finishes, hasBlank, isSandwich };
