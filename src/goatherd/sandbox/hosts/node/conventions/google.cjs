'use strict';
// HTTP functions of Google's cloud, `(req, res)` of Express, and callables of Firebase.
//
// Sources: Cloud Functions documentation, "Write HTTP functions"; Firebase, "Protocol specification for
// https.onCall". Options: `callable`, whether it is one of the latter.

const { answer, exchange, requestOf } = require('./exchange.cjs');
const { exported, notFound } = require('./index.cjs');
const { plain } = require('./plain_express.cjs');

const MOST = '10mb';
const STATUS = {
  ...{ 'invalid-argument': 400, 'failed-precondition': 400, 'out-of-range': 400, unauthenticated: 401 },
  ...{ 'permission-denied': 403, 'not-found': 404, aborted: 409, 'already-exists': 409, 'resource-exhausted': 429 },
  ...{ cancelled: 499, unimplemented: 501, unavailable: 503, 'deadline-exceeded': 504, ok: 200 },
};

exports.convention = ({ callable }, { members: read, quietly, require: ofFunction }) => {
  process.env.NODE_ENV ??= 'production'; // as the platform's images have it
  return {
    handler(module, members) {
      const found = exported(module, members) ?? registered(ofFunction, members.join('.'));
      if (typeof found !== 'function') throw notFound(members.join('.'));
      if (callable) return (event) => called(found, event, requestOf(event, quietly));
      const serve = express(ofFunction, found) ?? plain(found);
      return (event) => {
        read(['headers']);
        return exchange(requestOf(event, quietly), serve);
      };
    },
  };
};

/** What a program has registered by `functions.http(name, …)`. */
function registered(ofFunction, name) {
  try {
    return ofFunction('@google-cloud/functions-framework/testing').getFunction(name);
  } catch {
    return undefined;
  }
}

/** Requests are read as by the functions-framework, where Express is installed. */
function express(ofFunction, handler) {
  let made;
  try {
    made = ofFunction('express');
  } catch {
    return undefined;
  }
  const application = made();
  const failing = new WeakMap();
  const verify = (request, _, body) => { request.rawBody = body; };
  const limit = MOST;
  application.enable('trust proxy');
  application.disable('x-powered-by');
  application.use(
    made.json({ limit, verify }),
    made.text({ limit, verify }),
    made.urlencoded({ limit, verify, extended: true }),
    made.raw({ limit, verify, type: '*/*' }),
    (request, response) => void Promise.resolve()
      .then(() => handler(request, response))
      .catch(failing.get(request)),
  );
  return (incoming, response) => new Promise((_, reject) => {
    failing.set(incoming, reject);
    application(incoming, response);
  });
}

/** The function behind a callable, as somebody calls it who has not signed in. */
async function called(callable, event, request) {
  const { data } = JSON.parse(event.body ?? '{}');
  const rawRequest = { ...request, rawBody: request.body, body: { data } };
  const second = callable.__endpoint?.platform === 'gcfv2';
  try {
    const result = second
      ? await callable.run({ data, rawRequest, acceptsStreaming: false })
      : await callable.run(data, { rawRequest });
    return json(200, { result: result ?? null });
  } catch (error) {
    if (!error?.httpErrorCode) console.error('Unhandled error', error);
    const known = error?.httpErrorCode ? error : { code: 'internal', message: 'INTERNAL' };
    const { message, code, details } = known;
    const status = code.toUpperCase().replaceAll('-', '_');
    return json(STATUS[code] ?? 500, { error: { message, status, details } });
  }
}

function json(status, document) {
  return answer(status, [['content-type', 'application/json']], Buffer.from(JSON.stringify(document)));
}
