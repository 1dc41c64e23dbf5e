//// templates
const ejs = require('ejs');
const handlebars = require('handlebars');
const nunjucks = require('nunjucks');
const pug = require('pug');
const _ = require('lodash');
const mustache = require('mustache');
exports.handler = async (event) => {
  ejs.render(event.body); //! template event.body
  handlebars.compile(event.body); //! template event.body
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
  logger.info('name ' + event.body); //! log event.body
  pino().info(event.body);
  new Logger().info('x', { body: event.body });
};
//// regular_expression
const escape = require('escape-string-regexp');
exports.handler = async (event) => {
  new RegExp(event.body); //! regex event.body
  new RegExp(escape(event.body));
};
