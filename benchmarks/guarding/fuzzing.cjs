'use strict';
// A function under the guard in Node.js, with one fuzzed event after the other, one a line. What the guard says goes to
// standard output, as in Lambda, and after each event a line with what came of it.
//
//     node fuzzing.cjs < events

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const source = path.join(__dirname, '..', '..', 'guard', 'node', 'src');
const { Blocked } = require(path.join(source, 'decisions.cjs'));
const { find, places } = require(path.join(source, 'guard.cjs'));

const guard = find(places());

/** Runs a text of the event in every kind of sink, and swallows what stops it. */
async function handler(event) {
  const text = firstText(event);
  const asks = [
    () => guard.text('shell', `ls ${text}`, 'shell', 'a shell'),
    () => guard.text('sql', `select * from t where a = '${text}'`, 'sql', 'a database'),
    () => guard.text('code', `f(${text})`, 'code', 'eval'),
    () => guard.path(`/tmp/in/${text}`),
    () => guard.host(`https://${text}/a`),
    () => guard.template(`Hello ${text}`),
    () => guard.filter({ name: event }),
    () => guard.serialised(text, /_\$\$ND_FUNC\$\$_/),
  ];
  for (const ask of asks) {
    try {
      ask();
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
    }
  }
  return { statusCode: 200, body: 'done' };
}

function firstText(value) {
  const stack = [value];
  while (stack.length) {
    const each = stack.pop();
    if (typeof each === 'string' && each) return each;
    if (typeof each === 'object' && each !== null) stack.push(...Object.values(each));
  }
  return '';
}

async function outcome(line) {
  try {
    const found = await guard.run(handler, JSON.parse(line), undefined);
    return found?.statusCode === 403 ? 'refused' : 'done';
  } catch (error) {
    return error instanceof Blocked ? 'refused' : `broke: ${error?.stack ?? error}`;
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    fs.writeSync(1, `${JSON.stringify({ fuzzed: await outcome(line) })}\n`);
  }
})();
