// Powertools' router: routes see a request of the web, and what they return is JSON unless it is a response.
const { answer, answers, each, first } = require('goatherd_intrinsics');

class Context {
  constructor(incoming, context) {
    this.event = incoming;
    this.context = context;
    this.params = first(incoming.pathParameters, incoming.path, incoming.rawPath);
    this.req = {
      json: async () => JSON.parse(incoming.body),
      text: async () => incoming.body,
      headers: { get: (name) => incoming.headers[name] },
      url: first(incoming.queryStringParameters, incoming.rawPath, incoming.path),
    };
    this.res = { headers: { set: (name, value) => answer({ headers: { [name]: value } }) } };
    this.values = {};
  }
  get(name) {
    return this.values[name];
  }
  set(name, value) {
    this.values[name] = value;
  }
}

const send = (result) => {
  if (result && result.headers && result.body) {
    answer(result);
  } else if (result !== undefined) {
    answer({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(result) });
  }
};

// What comes back goes out from wherever it does: a middleware may await what is behind it, and return nothing.
const behind = (middlewares, index, context, last) => async () => {
  if (index >= middlewares.length || index > 8) {
    send(await last(context));
  } else {
    send(await middlewares[index]({ reqCtx: context, next: behind(middlewares, index + 1, context, last) }));
  }
};

class Router {
  constructor(options) {
    this.middlewares = [];
    this.routes = [];
  }
  add(path, ...handlers) {
    const last = handlers[handlers.length - 1];
    if (answers(last) && !Array.isArray(last)) {
      this.routes.push({ handler: last, middlewares: [...this.middlewares, ...handlers.slice(0, -1).flat()] });
      return undefined;
    }
    return (method) => {
      this.routes.push({ handler: method, middlewares: [...this.middlewares, ...handlers.flat()] });
      return method;
    };
  }
  route(handler, options) {
    return this.add(options.path, options.middleware || [], handler);
  }
  get(path, ...handlers) {
    return this.add(path, ...handlers);
  }
  post(path, ...handlers) {
    return this.add(path, ...handlers);
  }
  put(path, ...handlers) {
    return this.add(path, ...handlers);
  }
  patch(path, ...handlers) {
    return this.add(path, ...handlers);
  }
  delete(path, ...handlers) {
    return this.add(path, ...handlers);
  }
  head(path, ...handlers) {
    return this.add(path, ...handlers);
  }
  options(path, ...handlers) {
    return this.add(path, ...handlers);
  }
  use(middleware) {
    this.middlewares.push(middleware);
  }
  includeRouter(router) {
    router.routes.forEach((route) => this.routes.push(route));
  }
  errorHandler(kind, handler) {}
  notFound(handler) {}
  methodNotAllowed(handler) {}
  async resolve(event, context) {
    each(this.routes, async (route) => {
      const serving = new Context(event, context);
      await behind(route.middlewares, 0, serving, route.handler)();
    });
  }
}

exports.Router = Router;
