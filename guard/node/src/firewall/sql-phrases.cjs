'use strict';
// What follows the first keyword of a statement where it is one, and not a word of a sentence. `tokens` is a Tokens.
//
// Shapes are tokens by their value, or by what they are: `N` name, `V` variable, `S` string, `U` string without end, `1`
// number, `L` one of these or a keyword, `O` kind of object, `W` name or keyword, `X` stored procedure of the server's,
// `C` comparison, `Q` one by a sign, `G` ON, TO or FROM, `E` semicolon or comment, `$` the end or one of these, `A` what
// can follow a procedure, `*` anything.

const { isDangerous, isTelling, needsNoArguments } = require('./sql-names.cjs');
const { words } = require('./sql-tokens.cjs');

const LISTED = 40; // tokens of a list that are looked through for its FROM
const OBJECTS = words(
  'table database schema view user login index procedure proc function trigger role column tablespace temporary temp global '
  + 'extension type sequence package server event unique materialized columns synonym directory credential assembly',
);
const USERS = words('current_user session_user system_user');
const PROCEDURES = ['xp_', 'sp_', 'master.', 'msdb.', 'sys.', 'dbo.', 'tempdb.'];
const CONDITION = '(|exists|not|* Q|N (';
const STATEMENTS = split({
  insert: 'into N|ignore into N|overwrite into N|all into N',
  merge: 'into N',
  replace: 'into N|N (',
  update: 'N set|N * set|N * * set',
  delete: 'from N',
  drop: 'O W',
  create: 'O W|or * O W',
  alter: 'O W',
  rename: 'O W',
  truncate: 'table|N $',
  exec: 'V|(|S|X|N A',
  execute: 'V|(|S|X|N A',
  call: 'N (',
  do: 'N (|S',
  declare: 'V|N N',
  set: 'V|global|session|N = L|N := L|N to L',
  waitfor: 'delay|time',
  shutdown: '$|with|immediate|abort',
  begin: 'N (|declare|transaction|tran|waitfor',
  if: CONDITION,
  while: CONDITION,
  grant: '* G|* * G|* * * G',
  revoke: '* G|* * G|* * * G',
  copy: '(|N G|N * G|N * * G',
  load: 'data|xml|extension',
  show: 'tables|databases|columns|grants|variables|processlist|schemas',
  attach: 'database|S',
  backup: 'database|log',
  restore: 'database',
  bulk: 'insert',
  dbcc: 'N',
  handler: 'N open|N read',
  prepare: 'N from|N as',
  explain: 'select|analyze|update|delete',
  with: 'N as',
  reconfigure: '$',
  commit: '$',
  rollback: '$',
  analyze: '$',
  vacuum: '$|into',
  pragma: 'N =|N (|N $',
  print: 'V',
  use: 'N E',
  desc: 'N $',
  describe: 'N $',
  kill: '1 $',
  lock: 'tables|table',
});
// Where nothing leads up to them.
const ALONE = split({
  insert: 'into N (|into N values|into N select',
  update: 'N set * =',
  delete: 'from N where * C|from N E',
  drop: 'table W $|table W cascade|database W $|schema W $|schema W cascade|N ; #',
  truncate: 'table N $|table N cascade',
  exec: 'X|V',
  execute: 'X|V|immediate',
  declare: 'V',
  waitfor: '* S|* U',
  create: 'function N (|procedure N (',
  alter: 'table N add|table N drop|table N change|table N modify',
});
const CLASSES = { N: 'wv', V: 'v', S: 's', U: 'o', 1: '1', L: '1svk', W: 'wksu', C: 'c', E: ';#', $: '.;#', A: '(s1v,.;#' };
const EXPRESSIONS = words('* null true false case + - ! ~ if insert values like glob');

function split(shapes) {
  return new Map(Object.entries(shapes).map(([name, written]) => [name, written.split('|').map((shape) => shape.split(' '))]));
}

function fits(tokens, number, shapes) {
  return shapes.some((shape) => shape.every((part, more) => is(tokens.at(number + more), part)));
}

function is({ kind, value }, part) {
  const of = CLASSES[part];
  if (of !== undefined) return of.includes(kind);
  if (part === '*') return true;
  const lower = value.toLowerCase();
  if (part === 'O') return OBJECTS.has(lower);
  if (part === 'X') return kind === 'w' && PROCEDURES.some((start) => lower.startsWith(start));
  if (part === 'Q') return kind === 'c' && !/^[a-z]/.test(value);
  if (part === 'G') return lower === 'on' || lower === 'to' || lower === 'from';
  return lower === part || kind === part;
}

/** Whether a statement begins there that changes, runs or reads something; `anything` as in `selects`. */
function acts(tokens, number, anything = false) {
  const { kind, value } = tokens.at(number);
  if (!'kwcu'.includes(kind)) return false;
  if (value === 'select') return selects(tokens, number + 1, anything);
  const shapes = STATEMENTS.get(value.toLowerCase());
  return shapes !== undefined && fits(tokens, number + 1, shapes);
}

/** Whether the text is one statement that nobody writes as a sentence. */
function standsAlone(tokens) {
  const { kind, value } = tokens.at(0);
  if (kind !== 'k') return false;
  if (value === 'select') return isWhole(tokens, afterQuantifiers(tokens, 1));
  const shapes = ALONE.get(value);
  return shapes !== undefined && fits(tokens, 1, shapes);
}

/** Whether the list of a SELECT stands there. `anything`: what leads up to it is proof that a name alone is one. */
function selects(tokens, number, anything = false) {
  number = afterQuantifiers(tokens, number);
  const { kind, value } = tokens.at(number);
  if ('1sov(#u'.includes(kind) || EXPRESSIONS.has(value)) return true;
  return kind === 'w' && (anything || isColumn(tokens, number));
}

function afterQuantifiers(tokens, number) {
  for (;;) {
    const { kind, value } = tokens.at(number);
    if (value === 'top') number += 2;
    else if (value === 'distinct' || value === 'distinctrow' || value === 'all') number += 1;
    else if (kind === 'w' && value.toLowerCase().startsWith('sql_')) number += 1;
    else return number;
  }
}

/** Whether a name is one that is selected. */
function isColumn(tokens, number) {
  const name = tokens.at(number).value;
  const { kind, spaced } = tokens.at(number + 1);
  if (kind === '(') return !spaced || isTelling(name) || isDangerous(name);
  if ('#acl:'.includes(kind) || (kind === '.' && isTelling(name))) return true;
  if (kind === ')' || kind === '.') return needsNoArguments(name);
  return source(tokens, number + 1) > 0;
}

/** Where the table of the FROM stands that ends a list of columns, or 0. */
function source(tokens, number) {
  for (let place = number; place < number + LISTED; place += 1) {
    const { kind, value } = tokens.at(place);
    if (value === 'from' && kind === 'k') return 'w(s'.includes(tokens.at(place + 1).kind) ? place + 1 : 0;
    if ('.?;#'.includes(kind) || (kind === 'w' && place > number && tokens.at(place - 1).kind === 'w')) return 0;
  }
  return 0;
}

/** Whether a SELECT's list and what follows are a statement. */
function isWhole(tokens, number) {
  const { kind, value } = tokens.at(number);
  const after = tokens.at(number + 1);
  if (value === '*') {
    return after.value === 'from' && tokens.at(number + 2).kind === 'w' && tokens.at(number + 3).kind !== 'w';
  }
  if ('1sv'.includes(kind) || value === 'null') {
    if (tokens.veiled || /^(?:0[xX]|@@)/.test(value)) return true;
    return after.kind === ',' && '1svk'.includes(tokens.at(number + 2).kind);
  }
  if (kind !== 'w') return false;
  if (USERS.has(value.toLowerCase())) return '.;#'.includes(after.kind);
  if (after.kind === '(' && (isDangerous(value) || (isTelling(value) && !after.spaced))) return true;
  const table = source(tokens, number + 1);
  if (!table || tokens.veiled) return table > 0;
  const next = tokens.at(table + 1);
  if (next.value === 'where' || next.value === 'union') return 'ca('.includes(tokens.at(table + 3).kind);
  return next.kind === ';' || next.kind === '#' || next.value === 'order';
}

module.exports = { acts, selects, standsAlone };
