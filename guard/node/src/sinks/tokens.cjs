'use strict';
// Texts that something executes, as tokens. What lies within one literal changes no structure: a quoted string, a number
// or a word. Everything else is structure.

const LEXERS = {
  shell: /('[^']*'|"(?:[^"\\`$]|\\[^])*"|(?:[\w./:=@%+,~-]|\\[^\n]|[^\x00-\x7f])+)|([ \t]+)|[^]/g,
  sql: /('(?:[^'\\]|''|\\[^])*'|"(?:[^"\\]|""|\\[^])*"|`[^`]*`|[\w$.\x80-\uffff]+)|(\s+)|--[^\n]*|\/\*[^]*?(?:\*\/|$)|#[^\n]*|<>|<=|>=|!=|\|\||[^]/g,
  // Standard SQL knows no backslash in strings.
  'sql-standard': /('(?:[^']|'')*'|"(?:[^"]|"")*"|[\w$.\x80-\uffff]+)|(\s+)|--[^\n]*|\/\*[^]*?(?:\*\/|$)|<>|<=|>=|!=|\|\||[^]/g,
  code: /('(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"|`(?:[^`\\$]|\\[^]|\$(?!\{))*`|[\w$]+(?:\.\d+)?)|(\s+)|\/\/[^\n]*|[^]/g,
  // RFC 4515: a value goes on to the next parenthesis, with blanks and all other signs but an asterisk.
  ldap: /((?<==)(?:[^()*\\\0]|\\[0-9A-Fa-f]{2})+|[^\s()=&|!*<>~:\\\0]+)|(\s+)|[^]/g,
  xpath: /('[^']*'|"[^"]*"|[^\s'"()[\]/=&|!*<>@,:]+)|(\s+)|[^]/g,
};
LEXERS.template = LEXERS.code;

const KEYWORDS = /^(?:select|union|insert|update|delete|drop|alter|create|from|where|or|and|not|like|between|in|is|null|having|group|order|by|limit|offset|join|on|as|case|when|then|else|end|exec|execute|into|values|set|sleep|benchmark|pg_sleep)$/i;
const LISTS = /\?(?: ?, ?\?)+/g;

/** The spans of literals, in order; words of SQL that are keywords are none. */
function literals(text, lexer) {
  const sql = lexer.startsWith('sql');
  const found = [];
  for (const match of text.matchAll(LEXERS[lexer])) {
    if (match[1] !== undefined && !(sql && KEYWORDS.test(match[1]))) found.push([match.index, match.index + match[0].length]);
  }
  return found;
}

/** The text with its literals taken out: equal for two texts of the same structure. */
function skeleton(text, lexer) {
  const sql = lexer.startsWith('sql');
  return text
    .replace(LEXERS[lexer], (piece, literal, space) =>
      space ? ' ' : literal !== undefined && !(sql && KEYWORDS.test(literal)) ? '?' : piece.toLowerCase())
    .trim()
    .replace(LISTS, '?');
}

module.exports = { LEXERS, literals, skeleton };
