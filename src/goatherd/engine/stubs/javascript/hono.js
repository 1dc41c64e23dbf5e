// hono.
const { answer, answers, each, first, follow, routed, structured } = require('goatherd_intrinsics');

class Context {
  constructor(incoming) {
    const query = first(incoming.queryStringParameters, incoming.multiValueQueryStringParameters);
    const params = first(incoming.pathParameters, incoming.path, incoming.rawPath);
    this.req = {
      query: (name) => (name === undefined ? query : query[name]),
      queries: (name) => query,
      param: (name) => (name === undefined ? params : params[name]),
      header: (name) => (name === undefined ? incoming.headers : incoming.headers[name]),
      json: async () => JSON.parse(incoming.body),
      text: async () => incoming.body,
      parseBody: async () => structured(incoming.body),
      checked: {},
      valid: (kind) =>
        this.req.checked[kind] || structured(kind === 'query' ? query : kind === 'param' ? params : incoming.body),
      path: first(incoming.path, incoming.rawPath),
      url: first(incoming.path, incoming.rawPath),
    };
    this.env = { event: incoming };
    this.values = {};
  }
  get(name) {
    return this.values[name];
  }
  set(name, value) {
    this.values[name] = value;
  }
  status(code) {}
  header(name, value) {
    answer({ headers: { [name]: value } });
  }
  json(body) {
    answer({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }
  text(body) {
    answer({ headers: { 'content-type': 'text/plain' }, body });
  }
  html(body) {
    answer({ headers: { 'content-type': 'text/html' }, body });
  }
  body(body) {
    answer({ body });
  }
  redirect(url) {
    answer({ headers: { location: url } });
  }
  notFound() {}
}

class Hono {
  constructor() {
    this.middlewares = [];
    this.added = [];
    this.failures = [];
  }
  add(args, method = '') {
    const path = answers(args[0]) ? '' : args[0];
    this.added.push({ handlers: args.filter(answers), method, path, behind: this.middlewares.length });
    return this;
  }
  get(...args) {
    return this.add(args, 'GET');
  }
  post(...args) {
    return this.add(args, 'POST');
  }
  put(...args) {
    return this.add(args, 'PUT');
  }
  delete(...args) {
    return this.add(args, 'DELETE');
  }
  patch(...args) {
    return this.add(args, 'PATCH');
  }
  all(...args) {
    return this.add(args, 'ANY');
  }
  on(method, ...args) {
    return this.add(args, method);
  }
  use(...args) {
    if (typeof args[0] === 'string' && !['*', '/*'].includes(args[0])) {
      return this.add(args); // for some paths only
    }
    this.middlewares.push(...args.filter(answers));
    return this;
  }
  route(path, other) {
    this.added.push({ other, method: '', path, behind: this.middlewares.length });
    return this;
  }
  basePath(path) {
    return this;
  }
  onError(handler) {
    this.failures.push(handler);
    return this;
  }
  notFound(handler) {
    return this;
  }
  run(context, outer) {
    const failures = [...this.failures, ...outer];
    follow(this.middlewares, [context], (index) => {
      each(this.added, (route) => {
        if (route.behind === index) {
          routed(route.method, route.path, () => this.answer(route, context, failures));
        }
      });
    }, this);
  }
  answer(route, context, failures) {
    if (route.other) {
      route.other.run(context, failures);
    } else {
      try {
        follow(route.handlers, [context], () => undefined, route);
      } catch (error) {
        each(failures, (failure) => failure(error, context));
      }
    }
  }
  serve(incoming) {
    this.run(new Context(incoming), []);
  }
}

exports.Hono = Hono;
exports.OpenAPIHono = Hono;
