// fastify: routes, plug-ins and hooks.
const { each, first, structured, answer } = require('goatherd_intrinsics');

class Request {
  constructor(incoming) {
    this.body = structured(incoming.body);
    this.query = first(incoming.queryStringParameters, incoming.multiValueQueryStringParameters);
    this.params = first(incoming.pathParameters, incoming.path, incoming.rawPath);
    this.headers = incoming.headers;
    this.cookies = first(incoming.cookies, incoming.headers);
    this.url = first(incoming.path, incoming.rawPath);
    this.raw = { url: this.url, headers: incoming.headers };
    this.awsLambda = { event: incoming };
    this.log = console;
  }
}

class Reply {
  constructor() {
    this.sent = {};
    this.done = false;
  }
  code(status) {
    return this;
  }
  status(status) {
    return this;
  }
  header(name, value) {
    answer({ headers: { [name]: value } });
    this.sent[name.toLowerCase()] = value;
    return this;
  }
  type(value) {
    this.sent['content-type'] = value;
    return this;
  }
  send(body) {
    answer({ headers: { 'content-type': this.sent['content-type'] }, body });
    this.done = true;
    return this;
  }
  redirect(status, url) {
    answer({ headers: { location: url === undefined ? status : url } });
    return this;
  }
  setCookie(name, value) {
    return this;
  }
}

class Fastify {
  constructor() {
    this.routes = [];
    this.failures = [];
    this.hooks = [];
    this.inner = [];
    this.plugins = 0;
    this.log = console;
  }
  add(options, handler) {
    const first = typeof options === 'function' || options === undefined ? {} : options;
    const asked = [first.onRequest, first.preParsing, first.preValidation, first.preHandler].flat();
    const hooks = asked.filter((hook) => hook !== undefined);
    this.routes.push({ hooks, handler: typeof options === 'function' ? options : handler || options.handler });
    return this;
  }
  get(path, options, handler) {
    return this.add(options, handler);
  }
  post(path, options, handler) {
    return this.add(options, handler);
  }
  put(path, options, handler) {
    return this.add(options, handler);
  }
  delete(path, options, handler) {
    return this.add(options, handler);
  }
  patch(path, options, handler) {
    return this.add(options, handler);
  }
  all(path, options, handler) {
    return this.add(options, handler);
  }
  route(options) {
    return this.add(options, options.handler);
  }
  register(plugin, options) {
    if (typeof plugin === 'function') {
      this.plugins += 1;
      plugin(this, options || {}, () => undefined);
      this.plugins -= 1;
    }
    return this;
  }
  addHook(name, hook) {
    // One of a plugin runs before the routes of that plugin only.
    (this.plugins > 0 ? this.inner : this.hooks).push(hook);
    return this;
  }
  withTypeProvider() {
    return this;
  }
  decorate(name, value) {
    this[name] = value;
    return this;
  }
  setErrorHandler(handler) {
    this.failures.push(handler);
    return this;
  }
  listen(options, callback) {
    return this;
  }
  ready() {
    return this;
  }
  serve(incoming) {
    const request = new Request(incoming);
    const reply = new Reply();
    for (const hook of this.hooks) {
      hook(request, reply, () => undefined);
      if (reply.done) {
        return;
      }
    }
    each(this.inner, (hook) => hook(request, reply, () => undefined));
    each(this.routes, (route) => {
      try {
        for (const hook of route.hooks) {
          hook(request, reply, () => undefined);
          if (reply.done) {
            return;
          }
        }
        this.answered(route.handler(request, reply), reply);
      } catch (error) {
        each(this.failures, (failure) => this.answered(failure(error, request, reply), reply));
      }
    });
  }
  answered(result, reply) {
    if (result !== undefined && result !== reply) {
      reply.send(result);
    }
  }
}

module.exports = function fastify(options) {
  return new Fastify();
};
module.exports.fastify = module.exports;
