'use strict';
// Applications of web frameworks (Express, Koa, Fastify, Hono, NestJS): what a module exports, or what it lets listen.
//
// A server that is to listen on a port does not: it is remembered, and its handler called. Options: `manner`, as in
// goatherd's code/web_applications.py.

const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const { answerOfFetch, exchange, requestOf } = require('./exchange.cjs');
const { notFound } = require('./index.cjs');

const PATIENCE = 3000; // milliseconds until a server must listen; its database may never answer

exports.convention = ({ manner }, { members: read, quietly, require: ofFunction }) => {
  const servers = [];
  const made = [];
  const listening = new Promise((resolve) => pretendToListen((server) => servers.push(server) && resolve()));
  rememberExpress(ofFunction, made);

  async function find(module, symbol) {
    const exported = [module?.[symbol], module?.default?.[symbol], module, module?.default, module?.app, module?.server];
    for (const each of exported) {
      const serve = await serverOf(manner[0] === '.' && each === exported[0] ? instance(each, manner.slice(1)) : each);
      if (serve) return serve;
    }
    await Promise.race([listening, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    if (servers.length) return byServer(servers[0]);
    return serverOf(made.at(-1));
  }

  return {
    async handler(module, members) {
      const serve = await find(module, members[0]);
      if (!serve) throw notFound(members.join('.'));
      return (event) => {
        read(['headers']);
        if (!serve.express) read(['queryStringParameters']);
        return serve(requestOf(event, quietly));
      };
    },
  };
};

function pretendToListen(remember) {
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function pretended(...args) {
    if (!(this instanceof http.Server || this instanceof https.Server)) return listen.apply(this, args);
    const port = Number(args[0]?.port ?? args[0]) || 3000;
    Object.defineProperty(this, 'listening', { configurable: true, value: true });
    this.address = () => ({ address: '127.0.0.1', family: 'IPv4', port });
    this.close = (done) => process.nextTick(() => done?.()) || this;
    const [told] = args.filter((each) => typeof each === 'function').slice(-1);
    if (told) this.once('listening', told);
    process.nextTick(() => this.emit('listening'));
    remember(this);
    return this;
  };
}

/** Applications of Express that neither listen, for want of a database, nor are exported. */
function rememberExpress(ofFunction, made) {
  try {
    const { application } = ofFunction('express');
    const { init } = application;
    application.init = function remembered(...args) {
      made.push(this);
      return init.apply(this, args);
    };
  } catch {
    // it is another framework's
  }
}

/** An object of a class, which has the application in a field. */
function instance(Class, field) {
  try {
    return typeof Class === 'function' ? new Class()[field] : Class?.[field];
  } catch {
    return undefined;
  }
}

/** A function that answers requests, of an application of any framework; undefined for everything else. */
async function serverOf(application) {
  if (application instanceof http.Server) return byServer(application);
  if (isExpress(application)) return byHandler(application);
  if (typeof application?.callback === 'function') return byHandler(application.callback());
  if (typeof application?.routing === 'function') {
    await application.ready();
    return byHandler((incoming, response) => application.routing(incoming, response));
  }
  if (typeof application?.fetch === 'function') return (request) => byFetch(application, request);
  return undefined;
}

function byServer(server) {
  const emit = (incoming, response) => server.emit('request', incoming, response);
  return byHandler(emit, server.listeners('request').some(isExpress));
}

/** `express`: what it reads of the query is seen. */
function byHandler(handler, express = isExpress(handler)) {
  const serve = (request) => exchange(request, (incoming, response) => void handler(incoming, response));
  return Object.assign(serve, { express });
}

function isExpress(handler) {
  return typeof handler === 'function' && typeof handler.handle === 'function';
}

async function byFetch(application, { method, url, headers, body }) {
  const empty = method === 'GET' || method === 'HEAD';
  return answerOfFetch(await application.fetch(new Request(url, { method, headers, body: empty ? undefined : body })));
}
