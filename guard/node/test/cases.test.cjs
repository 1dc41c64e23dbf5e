'use strict';
// The numbered cases. guard/python/tests/test_cases.py asks the same of them.

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { Blocked } = require('../src/decisions.cjs');
const { Guard } = require('../src/guard.cjs');
const { Invocation } = require('../src/invocations.cjs');
const { Policy, PolicyError, programFile } = require('../src/policy.cjs');
const { isInternal } = require('../src/sinks/addresses.cjs');

const FOLDER = path.join(__dirname, '../../cases');
const TABLE = { ...require('../../cases/table.json'), kinds: require('../../kinds.json'), fetching: require('../../fetching.json') };
const FILES = fs.readdirSync(FOLDER).filter((name) => /^\d{4}-.*\.json$/.test(name)).sort();

function ofEvent(guard, event) {
  const { decisions, refused } = guard.wall.read(event);
  return {
    verdict: refused.size ? 'block' : decisions.length ? 'report' : 'allow',
    records: [...refused].filter((each) => each >= 0).sort((first, second) => first - second),
    rules: [...new Set(decisions.flatMap(({ rule }) => rule.split('+')))].sort(),
    field: decisions[0]?.field ?? '',
  };
}

async function ofSink(guard, { event, family, text, command, dialect = family }) {
  const invocation = new Invocation(event);
  await invocation.run(async () => {
    try {
      if (family === 'path') guard.path(text);
      else if (command) guard.fetching(command);
      else if (family === 'ssrf') guard.host(text);
      else guard.text(family, text, dialect, 'a case');
    } catch (error) {
      assert.ok(error instanceof Blocked, error);
    }
  });
  clearTimeout(invocation.timer);
  const [first] = invocation.decisions;
  return first ? { verdict: first.verdict, field: first.field, message: first.what } : { verdict: 'allow' };
}

function ofAction(policy, action) {
  const { environment, processes, files, network, aws } = policy;
  if (action.start) return { environment: environment.left(action.start, action.environment.map((name) => `${name}=x`)).map((pair) => pair.slice(0, -2)) };
  const answers = {
    process: () => [processes, processes.allows, programFile(action.process[0]), action.process],
    read: () => [files, (_, place) => files.mayRead(place), 'read', action.read],
    write: () => [files, (_, place) => files.mayWrite(place), 'write', action.write],
    connect: () => [network, network.allows, action.connect, action.port],
    aws: () => [aws, aws.allows, ...action.aws.split(':'), action.resources],
  };
  const [section, allows, ...asked] = answers[Object.keys(action).find((each) => each in answers)]();
  const doings = section.entries(...asked).map(([what, entry, resources]) => (resources.length ? { [what]: entry, resources } : { [what]: entry }));
  return { verdict: section.silent || allows.apply(section, asked) ? 'allow' : policy.verdict(section.others), doings };
}

const SAID = { process: 'starts', read: 'reads', write: 'writes', connect: 'reaches', aws: 'calls' };

/** What a log says of it while the event is worked on, if it is refused. */
function messageOf(guard, action) {
  const section = Object.keys(SAID).find((each) => each in action);
  if (!section) return undefined;
  return new Invocation(action.event ?? {}).run(async () => {
    const names = section === 'aws' ? action.resources : [section === 'process' ? action.process[0] : action[section]];
    const shown = names.map((name) => guard.shown(name)).join(', ');
    return `${SAID[section]} ${section === 'aws' ? `${action.aws} on ` : ''}${shown}`;
  });
}

for (const file of FILES) {
  test(file, async () => {
    const { policy, event, sink, action, expect } = JSON.parse(fs.readFileSync(path.join(FOLDER, file), 'utf8'));
    const guard = new Guard(new Policy({ version: 1, mode: 'block', ...policy }), TABLE);
    guard.telemetry.decided = () => {};
    const found = event ? ofEvent(guard, event) : sink ? await ofSink(guard, sink) : { ...ofAction(guard.policy, action), message: await messageOf(guard, action) };
    assert.deepStrictEqual(Object.fromEntries(Object.keys(expect).map((key) => [key, found[key]])), expect);
  });
}

for (const [kind, hosts] of Object.entries(require('../../cases/addresses.json'))) {
  for (const host of hosts) test(`${host} is ${kind}`, () => assert.strictEqual(isInternal(host), kind === 'internal'));
}

for (const { policy, error } of require('../../cases/policies.json')) {
  test(`a policy ${JSON.stringify(policy)} ${error ? 'cannot be read' : 'can be read'}`, () => {
    if (error === null) new Policy(policy);
    else assert.throws(() => new Policy(policy), (thrown) => thrown instanceof PolicyError && thrown.message === error);
  });
}

test('there are enough cases', () => assert.ok(FILES.length >= 25));
