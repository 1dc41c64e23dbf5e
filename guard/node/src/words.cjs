'use strict';
// The words that a policy may use: with any other it would not do what whoever wrote it meant.
// guard/python/src/goatherd_guard/words.py has the same.

const ACTIONS = ['block', 'monitor', 'allow'];
const FAMILIES = 'shell code sql nosql path ssrf html header template xxe ldap xpath deserialization prototype redirect'.split(' ');

const any = (...names) => names.map((name) => [name, undefined]);
const words = (...pairs) => new Map(pairs);

// Section -> the words in it, each with its values; undefined: any.
const SECTIONS = words(
  ['events', words(...any('kinds', 'fields', 'others', 'paranoia', 'threshold', 'exclude', 'limits'), ['record', ['partial', 'drop', 'raise']])],
  ['sinks', words(...[...FAMILIES, 'others'].map((name) => [name, ACTIONS]), ['ssrf', [...ACTIONS, 'internal']])],
  ['processes', words(...any('allow'), ['others', ACTIONS])],
  ['files', words(...any('read', 'write'), ['others', ACTIONS])],
  ['network', words(...any('allow'), ['others', ACTIONS])],
  ['aws', words(...any('allow'), ['others', ACTIONS])],
  ['environment', words(...any('secrets', 'children'))],
  ['code', words(['evaluation', ACTIONS], ['native', ACTIONS])],
  ['telemetry', words(...any('sample'), ['values', ['redacted', 'plain']])],
);
const POLICY = words(
  ...any('$schema', 'version', 'function', 'unknown', 'unseen', ...SECTIONS.keys()),
  ['mode', ['monitor', 'block']],
  ['failure', ['open', 'closed']],
);

/** What is wrong with the words of a policy; undefined if nothing is. */
exports.unknownWord = (row) => {
  let found = unknown(row, POLICY, '');
  for (const [section, known] of SECTIONS) {
    if (found === undefined && Object.hasOwn(row, section)) found = unknown(row[section], known, `${section}.`);
  }
  return found;
};

function unknown(row, known, prefix) {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return `${prefix.slice(0, -1)} is no object`;
  for (const [name, value] of Object.entries(row)) {
    if (!known.has(name)) return `${prefix}${name} is unknown`;
    const values = known.get(name);
    if (values && !values.includes(value)) return `${prefix}${name} is not one of ${values.join(', ')}`;
  }
  return undefined;
}
