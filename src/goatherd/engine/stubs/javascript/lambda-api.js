// lambda-api: like express, but it sends no pages unless told to.
const { each, first, sink, structured, answer, follow } = require('goatherd_intrinsics');

class Request {
  constructor(incoming) {
    this.body = structured(incoming.body);
    this.rawBody = incoming.body;
    this.query = first(incoming.queryStringParameters, incoming.multiValueQueryStringParameters);
    this.params = first(incoming.pathParameters, incoming.path, incoming.rawPath);
    this.headers = incoming.headers;
    this.cookies = first(incoming.cookies, incoming.headers);
    this.path = first(incoming.path, incoming.rawPath);
    this.requestContext = incoming.requestContext;
    this.namespace = {};
    this.log = console;
    this.app = { event: incoming };
  }
}

class Response {
  status(code) {
    return this;
  }
  header(name, value) {
    answer({ headers: { [name]: value } });
    return this;
  }
  type(value) {
    this.content = value;
    return this;
  }
  cors(options) {
    return this;
  }
  cookie(name, value) {
    return this;
  }
  send(body) {
    answer({ headers: { 'content-type': this.content === undefined ? 'application/json' : this.content }, body });
  }
  json(body) {
    answer({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }
  html(body) {
    answer({ headers: { 'content-type': 'text/html' }, body });
  }
  redirect(status, url) {
    answer({ headers: { location: url === undefined ? status : url } });
  }
  sendFile(path) {
    sink('path', path, 'sendFile', '');
  }
  error(code, message) {}
  sendStatus(code) {}
}

class Api {
  constructor() {
    this.before = [];
    this.added = [];
  }
  add(args) {
    this.added.push({ handlers: args.filter((argument) => typeof argument !== 'string') });
    return this;
  }
  get(...args) {
    return this.add(args);
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
  any(...args) {
    return this.add(args);
  }
  METHOD(method, ...args) {
    return this.add(args);
  }
  use(...args) {
    for (const handler of args) {
      if (typeof handler === 'function' && handler.length < 4) {
        this.before.push(handler);
      }
    }
    return this;
  }
  register(plugin, options) {
    plugin(this, options);
    return this;
  }
  app(name, value) {
    return {};
  }
  finally(handler) {
    return this;
  }
  serve(incoming) {
    return this.run(incoming, {});
  }
  run(incoming, context) {
    const request = new Request(incoming);
    const response = new Response();
    each(this.before, (handler) => handler(request, response, () => undefined));
    each(this.added, (route) => {
      const result = follow(route.handlers, [request, response], () => undefined);
      if (result !== undefined) {
        response.send(result);
      }
    });
  }
}

module.exports = (options) => new Api();
