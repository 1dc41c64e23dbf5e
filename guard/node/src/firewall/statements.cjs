'use strict';
// Whether a text is meant to change a statement of SQL that it is put into.
//
// It is read as what would stand in the statement: as it is, and after each kind of quote, as the end of a string. Only
// what goes on there as an expression or statement would is meant so: `O'Brien's` goes on with a word, and is no SQL. What
// counts as proof then is what nobody writes who only gives a value: `or 1=1`, `union select`, a second statement, a
// comment that cuts off the rest.

const { Reading } = require('./sql-reading.cjs');
const { endOfString, stripped } = require('./sql-tokens.cjs');

const QUOTES = ["'", '"', '`'];
const FIRST = 'select|insert|update|delete|drop|create|alter|truncate|exec|execute|declare|waitfor|grant|load|attach';
const SECOND = 'x?or|and|div|mod|r?like|regexp|ilike|glob|match|similar|sounds|in|between|is|not|collate|escape|having|where|union|'
  + 'intersect|except|minus|from|order|group|limit|offset|fetch|procedure|into|when|then|else|end|as|asc|desc|returning|notnull|'
  + `isnull|shutdown|begin|if|${FIRST}`;
// Quick exits: one word; a word or number and then what cannot follow it; a word right after a quote.
const ONE_WORD = /^[\w.:@/+]*(?:-[\w.:@/+]+)*$/;
const SENTENCE = new RegExp(
  `^(?!(?:${SECOND}|case|binary|distinct|all|any|some|exists|prior|interval|row)[^\\w])[\\w.]*\\w`
  + `(?:(?:[:?@{\\[]|[.!] )(?!:)| +(?!(?:${SECOND})(?![A-Za-z_]))[A-Za-z_])`,
  'i',
);
const NAME = /^[\w.$-]*$/; // of a table or column, which is what backticks are for
const LONGEST_NAME = 64;
const WORD = new RegExp(`(?!(?:${SECOND})(?!\\w))\\w`, 'iy');

function isSql(given) {
  const text = stripped(given);
  if (text.length < 3 || (ONE_WORD.test(text) && !text.includes('::'))) return false;
  if (!SENTENCE.test(text) && new Reading(text, 0, '').proves()) return true;
  for (const quote of QUOTES) {
    const end = text.indexOf(quote);
    if (end >= 0 && breaksOut(text, end, quote)) return true;
  }
  const end = text.indexOf('*/');
  return end >= 0 && new Reading(text, end + 2, '*').proves();
}

/** Of the first quote, and where that is doubled or escaped also of the first that is not. */
function breaksOut(text, end, quote) {
  if (quote === '`' && (end > LONGEST_NAME || !NAME.test(text.slice(0, end)))) return false;
  if (text[end + 1] !== quote && goesOn(text, end + 1, quote)) return true;
  const closing = endOfString(text, 0, quote);
  return closing > end && goesOn(text, closing + 1, quote);
}

function goesOn(text, start, quote) {
  WORD.lastIndex = start;
  return !WORD.test(text) && new Reading(text, start, quote).proves();
}

module.exports = { isSql };
