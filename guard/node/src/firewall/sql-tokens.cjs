'use strict';
// Texts as tokens of SQL, read as far as somebody asks.
//
// A token is { kind, value, spaced }. Kinds: `1` number, `s` string, `o` string that does not end, `w` word, `v` variable,
// `k` keyword, `l` logical operator, `c` comparison, `a` other operator between two operands, `u` operator before one, `#`
// comment up to the end, `(`, `)`, `,`, `;`, `:` cast, `?` what is no SQL, and `.` the end. `spaced`: a blank or comment
// stands before it. The value of a keyword or operator is in lower case, of a comment up to the end it is all of it.

const words = (text) => new Set(text.split(' '));

const TOKEN = new RegExp(
  [
    '([\\x00-\\x20\\x7f\\xa0]+|\\xc2\\xa0|/\\*!\\d*|\\*/|\\d+\\.[eE](?=[ (,)]))',
    '(0[xX][0-9A-Fa-f]+(?![0-9A-Za-z_])|0[bB][01]+(?![0-9A-Za-z_])|(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?|\\\\N(?![0-9A-Za-z_]))',
    '([A-Za-z_\\x80-\\x9f\\xa1-\\xc1\\xc3-\\ud7ff\\ue000-\\uffff][\\w$\\x80-\\x9f\\xa1-\\xc1\\xc3-\\ud7ff\\ue000-\\uffff]*(?:\\.+[A-Za-z_][\\w$]*)*(?:\\[\\w*\\])?|`[^`]+`|\\[[A-Za-z_][\\w $.]*\\])',
    '([\'"])',
    "(--|#(?!>>?[ \\t]*(?:'|/\\*))|/\\*)",
    '(@@?[\\w.`\'"][\\w$.]*|:[A-Za-z_]\\w*(?!:))',
    '(&&|\\|\\||<=>|->>|<<|>>|->|@>|<@|<>|@\\?|\\?[|&]?|#>>?|[<>!=]=|!<|!>|::|:=|~~\\*?|[-+*/%^&|=<>!~])',
    '([(),;])',
    '(\\$[A-Za-z_]*\\$)',
  ].join('|'),
  'y',
);
const [BLANK, NUMBER, WORD, QUOTE, COMMENT, VARIABLE, OPERATOR, , DOLLARS] = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const KINDS = new Map([[':=', 'c'], ['::', ':']]);
for (const [kind, written] of Object.entries({
  l: 'or and xor && || having where',
  c: '= == <=> < > <= >= <> != !< !> ~~ ~~* := @> <@ @? ? ?| ?& like rlike regexp ilike glob match similar sounds in between is',
  a: '+ - * / % ^ & | << >> -> ->> #> #>> div mod collate escape',
  u: '! ~ not binary distinct all any some exists prior interval row',
  k: 'select union intersect except minus from order group by limit offset fetch procedure into case when then else end as asc '
    + 'desc null true false insert update delete drop create alter truncate exec execute declare waitfor shutdown if begin '
    + 'returning values nulls to top using notnull isnull distinctrow',
})) for (const word of written.split(' ')) KINDS.set(word, kind);
const LONGEST = Math.max(...[...KINDS.keys()].map((word) => word.length));
const PREFIXES = 'bBeEnNxX'; // of strings
const END = { kind: '.', value: '', spaced: false };

/** Those of a text, which no blank ends, from a place on. `veiled`: a comment stood between two that were read. */
class Tokens {
  constructor(text, place) {
    this.text = text;
    this.place = place;
    this.found = [];
    this.veiled = false;
  }

  at(number) {
    while (this.found.length <= number) this.found.push(this.read());
    return this.found[number];
  }

  read() {
    const { text } = this;
    let { place } = this;
    let spaced = false;
    for (;;) {
      TOKEN.lastIndex = place;
      const match = TOKEN.exec(text);
      if (match === null) {
        this.place = place + 1;
        return place >= text.length ? END : { kind: '?', value: text[place], spaced };
      }
      const group = groupOf(match);
      const start = place;
      place = TOKEN.lastIndex;
      if (group === COMMENT) {
        const end = this.comment(start, place);
        if (end < 0) {
          this.place = text.length;
          return { kind: '#', value: text.slice(start), spaced };
        }
        place = end;
        this.veiled = true;
      } else if (group !== BLANK) {
        this.place = place;
        return this.token(group, match[0], start, spaced);
      } else if ('/*0123456789'.includes(text[start])) this.veiled = true;
      spaced = true;
    }
  }

  /** Where the statement goes on after it, or -1. */
  comment(start, place) {
    if (this.text[start] !== '/') return this.text.indexOf('\n', place);
    const end = this.text.indexOf('*/', place);
    return end < 0 ? -1 : end + 2;
  }

  token(group, value, start, spaced) {
    if (group === NUMBER) return { kind: '1', value, spaced };
    if (group === WORD || group === OPERATOR) {
      if (value.length === 1 && this.text[this.place] === "'" && PREFIXES.includes(value)) {
        this.place += 1;
        return this.token(QUOTE, "'", this.place - 1, spaced);
      }
      if (value.length <= LONGEST) {
        const lower = value.toLowerCase();
        const kind = KINDS.get(lower);
        if (kind !== undefined) return { kind, value: lower, spaced };
      }
      return { kind: group === WORD ? 'w' : '?', value, spaced };
    }
    if (group === QUOTE) {
      const end = endOfString(this.text, start + 1, value);
      this.place = end < 0 ? this.text.length : end + 1;
      return { kind: end < 0 ? 'o' : 's', value: this.text.slice(start, this.place), spaced };
    }
    if (group === DOLLARS) {
      const end = this.text.indexOf(value, this.place);
      this.place = end < 0 ? this.text.length : end + value.length;
      return { kind: end < 0 ? '?' : 's', value: this.text.slice(start, this.place), spaced };
    }
    return { kind: group === VARIABLE ? 'v' : value, value, spaced };
  }
}

function groupOf(match) {
  for (let group = BLANK; group < DOLLARS; group += 1) if (match[group] !== undefined) return group;
  return DOLLARS;
}

/** Where the closing quote stands of one that began, or -1. A doubled or escaped quote closes nothing. */
function endOfString(text, place, quote) {
  for (;;) {
    const end = text.indexOf(quote, place);
    if (end < 0) return -1;
    if (text[end - 1] === '\\' && escaped(text, place, end)) place = end + 1;
    else if (text[end + 1] === quote) place = end + 2;
    else return end;
  }
}

function escaped(text, place, end) {
  let first = end;
  while (first > place && text[first - 1] === '\\') first -= 1;
  return (end - first) % 2 === 1;
}

/** Without the blanks at its end. */
function stripped(text) {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

const isBlank = (code) => code <= 32 || code === 127 || code === 160;

module.exports = { Tokens, endOfString, isBlank, stripped, words };
