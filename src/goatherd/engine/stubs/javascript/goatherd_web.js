// Requests and responses as express and those who follow it know them.
const { each, first, sink, structured, uploaded, answer, shares } = require('goatherd_intrinsics');

class Request {
  constructor(incoming) {
    const body = structured(incoming.body);
    this.body = body;
    this.rawBody = incoming.body;
    this.files = uploaded(body);
    this.file = this.files;
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
      shares(this.sent);
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
    answer({ statusCode: 302, headers: { location: url === undefined ? status : url } });
  }
  location(url) {
    answer({ headers: { location: url } });
    return this;
  }
  render(view, locals, callback) {
    sink('path', view, 'res.render', '');
    if (callback) {
      callback(null, '');
    }
  }
  sendFile(path, options) {
    if (!options || !options.root) {
      sink('path', path, 'res.sendFile', '');
    }
  }
  download(path, name, options) {
    const given = typeof name === 'object' ? name : options;
    if (typeof given !== 'object' || !given.root) {
      sink('path', path, 'res.download', '');
    }
  }
  format(types) {
    each(types, (answerer) => answerer());
  }
  on(name, callback) {}
}

module.exports = { Request, Response };
