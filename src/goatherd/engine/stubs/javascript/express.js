// express: an application is a set of routes; every route may answer the event.
const { each, first, structured, answer, event } = require('goatherd_intrinsics');

const VERBS = ['get', 'post', 'put', 'delete', 'patch', 'all', 'head', 'options', 'del'];

class Request {
  constructor(incoming) {
    const body = structured(incoming.body);
    this.body = body;
    this.rawBody = incoming.body;
    this.files = body;
    this.file = body;
    this.query = structured(first(incoming.queryStringParameters, incoming.multiValueQueryStringParameters));
    this.params = first(incoming.pathParameters, incoming.path, incoming.rawPath);
    this.headers = incoming.headers;
    this.cookies = first(incoming.cookies, incoming.headers);
    this.signedCookies = {};
    this.path = first(incoming.path, incoming.rawPath);
    this.url = this.path;
    this.originalUrl = this.path;
    this.hostname = incoming.headers.Host;
    this.method = incoming.httpMethod;
    this.apiGateway = { event: incoming, context: {} };
    this.requestContext = incoming.requestContext;
    this.event = incoming;
  }
  get(name) {
    return this.headers[name];
  }
  header(name) {
    return this.headers[name];
  }
  param(name) {
    return this.params[name];
  }
}

class Response {
  constructor() {
    this.sent = {};
    this.locals = {};
    this.headersSent = false;
  }
  status(code) {
    this.statusCode = code;
    return this;
  }
  sendStatus(code) {
    return this;
  }
  set(name, value) {
    if (typeof name === 'object') {
      Object.assign(this.sent, name);
    } else {
      this.sent[name.toLowerCase()] = value;
      answer({ headers: { [name]: value } });
    }
    return this;
  }
  header(name, value) {
    return this.set(name, value);
  }
  setHeader(name, value) {
    return this.set(name, value);
  }
  append(name, value) {
    return this.set(name, value);
  }
  writeHead(code, headers) {
    Object.assign(this.sent, headers);
    return this;
  }
  type(value) {
    this.sent['content-type'] = value === 'json' ? 'application/json' : value === 'text' ? 'text/plain' : value === 'html' ? 'text/html' : value;
    return this;
  }
  contentType(value) {
    return this.type(value);
  }
  cookie(name, value) {
    return this;
  }
  clearCookie(name) {
    return this;
  }
  attachment(name) {
    return this;
  }
  vary(name) {
    return this;
  }
  json(body) {
    answer({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return this;
  }
  jsonp(body) {
    return this.json(body);
  }
  send(body) {
    const type = this.sent['content-type'];
    if (typeof body === 'object' && type === undefined) {
      return this.json(body);
    }
    answer({ headers: { 'content-type': type === undefined ? 'text/html' : type }, body });
    return this;
  }
  end(body) {
    answer({ headers: { 'content-type': this.sent['content-type'] }, body });
    return this;
  }
  write(body) {
    return this.end(body);
  }
  redirect(status, url) {
    answer({ headers: { location: url === undefined ? status : url } });
  }
  location(url) {
    answer({ headers: { location: url } });
    return this;
  }
  render(view, locals, callback) {
    require('fs').readFileSync(view);
    if (callback) {
      callback(null, '');
    }
  }
  sendFile(path, options) {
    if (!options || !options.root) {
      require('fs').readFileSync(path);
    }
  }
  download(path) {
    require('fs').readFileSync(path);
  }
  format(types) {
    each(types, (answerer) => answerer());
  }
  on(name, callback) {}
}

// The middlewares before a route, one inside the other, and then what answers.
const chain = (handlers, index, request, response, last) => (error) => {
  if (index >= handlers.length || index > 8) {
    return last();
  }
  const handler = handlers[index];
  const next = chain(handlers, index + 1, request, response, last);
  if (handler instanceof Application) {
    handler.handle(request, response);
    return next();
  }
  return handler(request, response, next);
};

class Application {
  constructor() {
    this.middlewares = [];
    this.routes = [];
    this.failures = [];
    this.locals = {};
    this.stack = [];
  }
  add(args) {
    this.routes.push({ handlers: args.slice(1).flat() });
    return this;
  }
  get(...args) {
    return args.length === 1 ? undefined : this.add(args);
  }
  post(...args) {
    return this.add(args);
  }
  put(...args) {
    return this.add(args);
  }
  delete(...args) {
    return this.add(args);
  }
  patch(...args) {
    return this.add(args);
  }
  all(...args) {
    return this.add(args);
  }
  head(...args) {
    return this.add(args);
  }
  options(...args) {
    return this.add(args);
  }
  use(...args) {
    for (const handler of args.flat()) {
      if (typeof handler === 'string' || handler instanceof RegExp) {
        continue;
      }
      if (handler instanceof Application) {
        this.routes.push({ handlers: [handler] });
      } else if (handler.length === 4) {
        this.failures.push(handler);
      } else {
        this.middlewares.push(handler);
      }
    }
    return this;
  }
  route(path) {
    return new Route(this);
  }
  param(name, handler) {
    this.middlewares.push((request, response, next) => handler(request, response, next, request.params[name]));
    return this;
  }
  set(name, value) {
    return this;
  }
  enable(name) {
    return this;
  }
  disable(name) {
    return this;
  }
  engine(name, render) {
    return this;
  }
  listen(port, callback) {
    return {};
  }
  handle(request, response) {
    const answering = () => {
      each(this.routes, (route) => {
        try {
          chain(route.handlers, 0, request, response, () => undefined)();
        } catch (error) {
          each(this.failures, (failure) => failure(error, request, response, () => undefined));
        }
      });
    };
    return chain(this.middlewares, 0, request, response, answering)();
  }
  serve(incoming) {
    this.handle(new Request(incoming), new Response());
  }
}

class Route {
  constructor(application) {
    this.application = application;
  }
  get(...handlers) {
    this.application.routes.push({ handlers: handlers.flat() });
    return this;
  }
  post(...handlers) {
    return this.get(...handlers);
  }
  put(...handlers) {
    return this.get(...handlers);
  }
  delete(...handlers) {
    return this.get(...handlers);
  }
  patch(...handlers) {
    return this.get(...handlers);
  }
  all(...handlers) {
    return this.get(...handlers);
  }
}

const pass = () => (request, response, next) => next();

module.exports = function express() {
  return new Application();
};
module.exports.Router = function Router() {
  return new Application();
};
module.exports.json = pass;
module.exports.urlencoded = pass;
module.exports.text = pass;
module.exports.raw = pass;
module.exports.static = pass;
