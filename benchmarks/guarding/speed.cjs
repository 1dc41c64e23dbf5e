'use strict';
// What the guard in Node.js takes for events that come in as lines: see speed.py.

const path = require('node:path');
const fs = require('node:fs');

const source = path.join(__dirname, '..', '..', 'guard', 'node', 'src');
const { find, places } = require(path.join(source, 'guard.cjs'));
const { Invocation } = require(path.join(source, 'invocations.cjs'));

const ROUNDS = 5;
const SQL = 'select id, name from orders where owner = ? and state in (?, ?) order by id limit 10';
// CPU time is the whole process's, what other threads compile and collect meanwhile included, and the clock goes on while other
// processes run: the smaller of both is nearest to the time of the one thread.
function now() {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) * 1000, wall: Number(process.hrtime.bigint()) };
}

function since(started) {
  const { cpu, wall } = now();
  return Math.min(cpu - started.cpu || Infinity, wall - started.wall);
}

const median = (times) => times.sort((first, second) => first - second)[Math.floor(times.length / 2)];

/** Nanoseconds for each: the median of the best round, where `things` are shared out to rounds; `once` share a look at the clock. */
function best(work, things, once = 1) {
  const size = Math.max(Math.floor(things.length / ROUNDS), 1);
  const times = [];
  for (let start = 0; start + size <= things.length; start += size) {
    const found = [];
    for (let first = start; first < start + size; first += once) {
      const started = now();
      for (let place = first; place < first + once; place += 1) work(things[place]);
      found.push(since(started) / once);
    }
    times.push(median(found));
  }
  return Math.min(...times);
}

const repeated = (work, count) => best(() => work(), Array(count * ROUNDS).fill(0), 100);

async function main() {
  const guard = find(places());
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
    const nothing = since(started);
    started = now();
    for (let number = 0; number < count; number += 1) await new Invocation(event).run(async () => {});
    times.push((since(started) - nothing) / count);
  }
  figures.idle = Math.min(...times);
  await new Invocation(event).run(async () => {
    guard.text('sql', SQL, 'sql', 'a database');
    figures['known sink'] = repeated(() => guard.text('sql', SQL, 'sql', 'a database'), 2000);
  });
  const sights = [];
  for (const [number, each] of groups['2 KB'].entries()) {
    await new Invocation(each).run(async () => {
      const started = now();
      guard.text('sql', `select f${number}(id) from t${number} where owner = ?`, 'sql', 'a database');
      sights.push(since(started));
    });
  }
  figures['first sight'] = median(sights);
  fs.writeSync(1, `${JSON.stringify(figures)}\n`);
}

main();
