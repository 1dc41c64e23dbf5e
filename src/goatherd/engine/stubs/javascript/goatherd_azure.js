// How Azure Functions calls a handler: `handler(context, request)` of the first models, `handler(request, context)` of the fourth.
const { answer, bound, event, structured } = require('goatherd_intrinsics');

class Request {
  constructor(incoming) {
    this.method = 'POST';
    this.url = incoming.path;
    this.originalUrl = incoming.path;
    this.headers = incoming.headers;
    this.query = incoming.queryStringParameters;
    this.params = incoming.pathParameters;
    this.body = structured(incoming.body);
    this.rawBody = incoming.body;
    this.bufferBody = incoming.body;
  }
  get(name) {
    return this.headers[name];
  }
  parseFormBody() {
    return { get: (name) => this.body[name] };
  }
}

class Response {
  constructor() {
    this.headers = {};
  }
  status(code) {
    return this;
  }
  sendStatus(code) {
    return this;
  }
  set(name, value) {
    this.headers[name.toLowerCase()] = value;
    return this;
  }
  header(name, value) {
    return this.set(name, value);
  }
  setHeader(name, value) {
    return this.set(name, value);
  }
  type(value) {
    return this.set('content-type', value);
  }
  send(body) {
    answer({ headers: this.headers, body });
    return this;
  }
  json(body) {
    answer({ headers: { 'content-type': 'application/json' }, body });
    return this;
  }
  end(body) {
    return this.send(body);
  }
}

const log = (...values) => console.log(...values);
log.error = log;
log.warn = log;
log.info = log;
log.verbose = log;
log.metric = () => undefined;

class Context {
  constructor(incoming, given) {
    this.req = given;
    this.res = new Response();
    this.bindings = { req: given };
    this.bindingData = incoming;
    this.log = log;
    this.error = log;
    this.warn = log;
    this.info = log;
    this.debug = log;
    this.trace = log;
    this.extraInputs = { get: (name) => undefined };
    this.extraOutputs = { set: (name, value) => undefined };
    this.triggerMetadata = incoming;
    this.options = {};
  }
  done(error, result) {
    answer(result);
  }
}

exports.call = async (handler, kind, argument) => {
  const incoming = event();
  const given = kind === 'azure-http' ? new Request(incoming) : incoming.message;
  const context = new Context(incoming, given);
  context.bindings[argument] = given;
  const result = await handler(context, given);
  context.bindings.$return = result;
  bound(context.bindings);
  answer(context.res);
  return result;
};

exports.Context = Context;
