'use strict';
// What becomes of an event of which something is refused.

const { Blocked } = require('./decisions.cjs');
const { isObject, lookUp } = require('./events/paths.cjs');

const FORBIDDEN = { statusCode: 403, headers: { 'content-type': 'application/json' }, body: '{"message":"Forbidden"}', isBase64Encoded: false };

/** `handler` is undefined where it has run already. Throws Blocked where the whole event is refused and no answer says so. */
async function answer(reading, policy, handler, event) {
  const { kind, refused, decisions } = reading;
  if (kind.answer === 'http') return { ...FORBIDDEN, headers: { ...FORBIDDEN.headers } };
  const way = policy.events.record;
  if (refused.has(-1) || way === 'raise' || handler === undefined) {
    throw new Blocked(decisions.find(({ verdict }) => verdict === 'block'));
  }
  const rest = without(event, kind, refused);
  const found = lookUp(rest, kind.records).length ? await handler(rest) : undefined;
  if (way !== 'partial' || !kind.identifier.length) return found;
  const names = kind.identifiers(event, [...refused].sort((first, second) => first - second));
  const failures = isObject(found) ? found.batchItemFailures ?? [] : [];
  const own = names.filter((name) => name !== undefined).map((itemIdentifier) => ({ itemIdentifier }));
  return { ...(isObject(found) && found), batchItemFailures: [...failures, ...own] };
}

/** A copy of the event without these records; the event itself stays as it is. */
function without(event, kind, refused) {
  const rest = { ...event };
  let place = rest;
  for (const step of kind.records.slice(0, -1)) place = place[step] = { ...place[step] };
  const last = kind.records.at(-1);
  place[last] = place[last].filter((_, number) => !refused.has(number));
  return rest;
}

module.exports = { FORBIDDEN, answer };
