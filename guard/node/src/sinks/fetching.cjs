'use strict';
// Addresses without a scheme that a program is handed to fetch. The table of such programs is guard/fetching.json.

const path = require('node:path');
const { LEXERS } = require('./tokens.cjs');

const { basename } = path;
const ADDRESS = /\b[a-z][a-z\d+.-]*:\/\/[^\s'"`|;&<>()]+/gi;
const SHELL = /^(?:ash|bash|busybox|dash|ksh|sh|zsh)$/;
const ENDS = ';|&\n()`{}'; // of a command in a shell's text
const SCHEME = 'x://';
// A word alone is rarely a host: those that are need no dot.
const HOST = /^(?:[^/?#]*[.:]|(?:\d+|0x[\da-f]+|localhost|metadata)(?:[/?#]|$))/i;

const words = (text) => new Set(text.split(' '));

const isShell = (program) => SHELL.test(basename(program));

/** The text that a shell is started for, undefined for other programs. */
function shellText(program, args) {
  const at = args.indexOf('-c');
  return isShell(program) && at >= 0 && at + 1 < args.length ? args[at + 1] : undefined;
}

class Fetching {
  /** `table`: program -> row, as in the file. */
  constructor(table) {
    this.rows = new Map();
    for (const [name, row] of Object.entries(table)) {
      if (name !== 'about') this.rows.set(name, { ...row, options: words(row.options), others: words(row.others) });
    }
  }

  /** Of a program's arguments, itself the first: whatever it may be told to fetch, as URLs. */
  addresses(args) {
    const found = Array.from(args.join(' ').matchAll(ADDRESS), ([url]) => url);
    const text = shellText(args[0] ?? '', args);
    for (const command of text === undefined ? [args] : commands(text)) this.withoutScheme(command, found);
    return found;
  }

  withoutScheme(command, found) {
    const place = command.findIndex((word) => this.rows.has(basename(word)));
    if (place < 0) return;
    const { form, options, others, first } = this.rows.get(basename(command[place]));
    let left = first ?? Infinity;
    let before = '';
    for (const word of command.slice(place + 1)) {
      if (word.startsWith('-')) {
        before = word;
        const equals = word.indexOf('=');
        if (equals > 0 && options.has(word.slice(0, equals))) found.push(...address(word.slice(equals + 1), 'url'));
      } else if (options.has(before)) {
        before = '';
        found.push(...address(word, form === 'remote' ? 'url' : form));
      } else if (others.has(before)) before = '';
      else if (left > 0) {
        before = '';
        left -= 1;
        found.push(...address(word, form));
      }
    }
  }
}

function address(word, form) {
  if (word.includes('://')) return [];
  const colon = word.indexOf(':');
  if (form === 'remote' && (colon < 0 || word.slice(0, colon).includes('/'))) return [];
  const host = form === 'remote' ? word.slice(0, colon) : word;
  return HOST.test(host) ? [SCHEME + host] : [];
}

/** The commands of a shell's text, each a list of words without their quotes. */
function commands(text) {
  const all = [[]];
  let word;
  const end = () => {
    if (word !== undefined) all.at(-1).push(word);
    word = undefined;
  };
  for (const [piece, literal, space] of text.matchAll(LEXERS.shell)) {
    if (literal !== undefined) word = (word ?? '') + (/^['"]/.test(piece) ? piece.slice(1, -1) : piece.replaceAll('\\', ''));
    else if (space === undefined && !ENDS.includes(piece) && !'<>'.includes(piece)) word = (word ?? '') + piece;
    else {
      end();
      if (ENDS.includes(piece)) all.push([]);
    }
  }
  end();
  return all;
}

module.exports = { Fetching, isShell, shellText };
