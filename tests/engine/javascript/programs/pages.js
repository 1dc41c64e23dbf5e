//// templates
const ejs = require('ejs');
const handlebars = require('handlebars');
const nunjucks = require('nunjucks');
const pug = require('pug');
const _ = require('lodash');
const mustache = require('mustache');
exports.handler = async (event) => {
  ejs.render(event.body); //! template event.body
  handlebars.compile(event.body)({}); //! template event.body
  nunjucks.renderString('Hi ' + event.body); //! template event.body
  pug.render(event.body); //! template event.body
  _.template(event.body); //! template event.body
  ejs.render('<%= x %>', { x: event.body });
  handlebars.compile('{{x}}')({ x: event.body });
  mustache.render('{{x}}', { x: event.body });
};
//// pages
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'Content-Type': 'text/html' },
  body: `<p>${event.queryStringParameters.name}</p>`, //! html event.queryStringParameters.name
});
//// escaped
const escapeHtml = require('escape-html');
const sanitize = require('sanitize-html');
exports.handler = async (event) => {
  const { a, b, c, d } = event.queryStringParameters;
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'text/html' },
    body: `<p>${escapeHtml(a)} ${sanitize(b)} ${encodeURIComponent(c)} ${parseInt(d)}</p>`,
  };
};
//// json
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ name: event.queryStringParameters.name }),
});
//// redirect
exports.handler = async (event) => {
  const { to } = event.queryStringParameters;
  if (event.path === '/a') return { statusCode: 302, headers: { Location: `/x/${to}` } };
  if (event.path === '/b') return { statusCode: 302, headers: { Location: '/y?next=' + encodeURIComponent(to) } };
  return { statusCode: 302, headers: { Location: to } }; //! redirect event.queryStringParameters.to
};
//// log
exports.handler = async (event) => {
  console.log('name ' + event.queryStringParameters.name); //! log event.queryStringParameters.name
  console.log('name', event.queryStringParameters.name); //! log event.queryStringParameters.name
  console.log(event); //! log-event event
  console.log('event', JSON.stringify(event)); //! log-event event
  console.log({ name: event.queryStringParameters.name });
  console.log(parseInt(event.body));
};
//// loggers
const winston = require('winston');
const pino = require('pino');
const logger = winston.createLogger({});
const { Logger } = require('@aws-lambda-powertools/logger');
exports.handler = async (event) => {
  logger.info('name ' + event.body); //! log event.body, log-event event.body
  pino().info(event.body); //! log-event event.body
  new Logger().info('x', { body: event.body }); //! log-event event.body
  new Logger().info('event', { event }); //! log-event event
  pino().info({ header: event.headers.Authorization }); //! log-secret event.headers.Authorization
};
//// regular_expression
const escape = require('escape-string-regexp');
exports.handler = async (event) => {
  new RegExp(event.body); //! regex event.body
  new RegExp(escape(event.body));
};
//// escaped_by_hand
const HTML = { 'Content-Type': 'text/html' };
const escape = (s) => String(s).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const half = (s) => s.replace(/</g, '&lt;');
const undone = (s) => s.replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '<');
exports.handler = async (event) => {
  const { a, b, c } = event.queryStringParameters;
  switch (event.path) {
    case 'a': return { headers: HTML, body: '<p>' + escape(a) };
    case 'b': return { headers: HTML, body: '<p>' + half(b) }; //! html event.queryStringParameters.b
    default: return { headers: HTML, body: '<p>' + undone(c) }; //! html event.queryStringParameters.c
  }
};
//// many_headers
exports.handler = async (event) => ({
  multiValueHeaders: { 'Content-Type': ['text/html; charset=utf-8'] },
  body: '<p>' + event.path, //! html event.path
});
//// raw_output
const ejs = require('ejs');
const Handlebars = require('handlebars');
const mustache = require('mustache');
const nunjucks = require('nunjucks');
const _ = require('lodash');
const { readFileSync } = require('fs');
const HTML = { 'Content-Type': 'text/html' };
const raw = Handlebars.compile('<p>{{{name}}}</p>{{other}}');
const escaped = Handlebars.compile('<p>{{name}}</p>');
const loop = Handlebars.compile('{{#each rows}}{{{this}}}{{/each}}');
const file = Handlebars.compile(readFileSync(__dirname + '/card.hbs', 'utf8'));
const page = (body) => ({ headers: HTML, body }); //! html event.queryStringParameters.a, html event.queryStringParameters.c, html event.queryStringParameters.d, html event.queryStringParameters.e, html event.queryStringParameters.f, html event.queryStringParameters.g
exports.handler = async (event) => {
  const { a, b, c, d, e, f, g } = event.queryStringParameters;
  switch (event.path) {
    case '1': return page(raw({ name: a, other: b }));
    case '2': return page(escaped({ name: b }));
    case '3': return page(file({ name: b }));
    case '4': return page(loop({ rows: [c] }));
    case '5': return page(ejs.render('<%= x %><%- y.z %>', { x: b, y: { z: d } }));
    case '6': return page(ejs.render("<%- include('header') %><%= x %>", { x: b }));
    case '7': return page(mustache.render('{{x}}{{&y}}', { x: b, y: e }));
    case '8': return page(_.template('<%- x %><%= y %>')({ x: b, y: f }));
    default: return page(nunjucks.renderString('{{ x }}{{ y | safe }}', { x: b, y: g }));
  }
};
