'use strict';
// What the guard in Node.js takes for events that come in as lines: see speed.py.

const path = require('node:path');
const fs = require('node:fs');

const source = path.join(__dirname, '..', '..', 'guard', 'node', 'src');
const { find } = require(path.join(source, 'guard.cjs'));
const { Invocation } = require(path.join(source, 'invocations.cjs'));

const ROUNDS = 5;
const SQL = 'select id, name from orders where owner = ? and state in (?, ?) order by id limit 10';
const now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

/** The best round's time for each, where `things` are shared out to rounds. */
function best(work, things) {
  const size = Math.max(Math.floor(things.length / ROUNDS), 1);
  const times = [];
  for (let start = 0; start + size <= things.length; start += size) {
    const started = now();
    for (let place = start; place < start + size; place += 1) work(things[place]);
    times.push((now() - started) / size);
  }
  return Math.min(...times);
}

const repeated = (work, count) => best(() => work(), Array(count * ROUNDS).fill(0));

async function main() {
  const guard = find();
  const groups = {};
  for (const line of fs.readFileSync(0, 'utf8').trim().split('\n')) {
    const { group, event } = JSON.parse(line);
    (groups[group] ??= []).push(event);
  }
  const figures = {};
  for (const [group, events] of Object.entries(groups)) figures[group] = best((event) => guard.wall.read(event), events);
  const [event] = groups['2 KB'];
  const count = 20_000;
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    let started = now();
    for (let number = 0; number < count; number += 1) await (async () => {})();
    const nothing = now() - started;
    started = now();
    for (let number = 0; number < count; number += 1) await new Invocation(event).run(async () => {});
    times.push((now() - started - nothing) / count);
  }
  figures.idle = Math.min(...times);
  await new Invocation(event).run(async () => {
    guard.text('sql', SQL, 'sql', 'a database');
    figures['known sink'] = repeated(() => guard.text('sql', SQL, 'sql', 'a database'), 2000);
  });
  const sights = [];
  for (const [number, each] of groups['2 KB'].entries()) {
    await new Invocation(each).run(async () => {
      const started = process.hrtime.bigint();
      guard.text('sql', `select f${number}(id) from t${number} where owner = ?`, 'sql', 'a database');
      sights.push(Number(process.hrtime.bigint() - started));
    });
  }
  figures['first sight'] = sights.sort((a, b) => a - b)[Math.floor(sights.length / 2)];
  fs.writeSync(1, `${JSON.stringify(figures)}\n`);
}

main();
