//// handlebars_engine
const Handlebars = require('handlebars');
const HTML = { 'Content-Type': 'text/html' };
Handlebars.registerHelper('loud', (text) => text.toUpperCase());
exports.handler = async (event) => {
  const { a } = event.queryStringParameters;
  switch (event.path) {
    case '1': return { headers: HTML, body: Handlebars.compile('<p>{{a}}</p>')({ a }) };
    case '2': return { headers: HTML, body: Handlebars.compile('<p>{{{a}}}</p>')({ a }) }; //! html event.queryStringParameters.a
    case '3': return { headers: HTML, body: new Handlebars.SafeString(a).toString() }; //! html event.queryStringParameters.a
    case '4': return { headers: HTML, body: Handlebars.escapeExpression(a) };
    case '5': return { headers: HTML, body: Handlebars.compile('<p>{{a}}</p>', { noEscape: true })({ a }) }; //! html event.queryStringParameters.a
  }
  Handlebars.compile(a);
  const hi = Handlebars.compile('Hi ' + a); //! template event.queryStringParameters.a
  ['b'].map((name) => hi({ name }));
  const filled = Handlebars.compile('Ho ' + a); //! template event.queryStringParameters.a
  filled({});
  Handlebars.precompile(a); //! template event.queryStringParameters.a
};
//// ejs_engine
const ejs = require('ejs');
const HTML = { 'Content-Type': 'text/html' };
exports.handler = async (event) => {
  const { a } = event.queryStringParameters;
  switch (event.path) {
    case '1': return { headers: HTML, body: ejs.render('<%= a %>', { a }) };
    case '2': return { headers: HTML, body: ejs.render('<%- a %>', { a }) }; //! html event.queryStringParameters.a
    case '3': return { headers: HTML, body: await ejs.renderFile('page.ejs', { a }) };
    case '4': return { headers: HTML, body: ejs.compile('<%= a %>')({ a }) };
  }
  ejs.renderFile(a, {}); //! path event.queryStringParameters.a
  ejs.compile(a);
  ejs.compile(a)({}); //! template event.queryStringParameters.a
};
//// pug_engine
const pug = require('pug');
const HTML = { 'Content-Type': 'text/html' };
exports.handler = async (event) => {
  const { a } = event.queryStringParameters;
  switch (event.path) {
    case '1': return { headers: HTML, body: pug.render('p= a', { a }) };
    case '2': return { headers: HTML, body: pug.render('p!= a', { a }) }; //! html event.queryStringParameters.a
    case '3': return { headers: HTML, body: pug.renderFile('page.pug', { a }) };
    case '4': return { headers: HTML, body: pug.compileFile('page.pug')({ a }) };
  }
  pug.compile('p ' + a); //! template event.queryStringParameters.a
};
//// nunjucks_engine
const nunjucks = require('nunjucks');
const HTML = { 'Content-Type': 'text/html' };
const env = nunjucks.configure('views', { autoescape: true });
const raw = new nunjucks.Environment(null, { autoescape: false });
exports.handler = async (event) => {
  const { a } = event.queryStringParameters;
  switch (event.path) {
    case '1': return { headers: HTML, body: nunjucks.render('page.njk', { a }) };
    case '2': return { headers: HTML, body: env.render('page.njk', { a }) };
    case '3': return { headers: HTML, body: env.renderString('{{ a }}', { a }) };
    case '4': return { headers: HTML, body: env.renderString('{{ a | safe }}', { a }) }; //! html event.queryStringParameters.a
    case '5': return { headers: HTML, body: raw.renderString('{{ a }}', { a }) }; //! html event.queryStringParameters.a
  }
  env.renderString(a, {}); //! template event.queryStringParameters.a
};
//// mustache_engine
const mustache = require('mustache');
const HTML = { 'Content-Type': 'text/html' };
exports.handler = async (event) => {
  const { a } = event.queryStringParameters;
  switch (event.path) {
    case '1': return { headers: HTML, body: mustache.render('{{a}}', { a }) };
    case '2': return { headers: HTML, body: mustache.render('{{{a}}}', { a }) }; //! html event.queryStringParameters.a
    case '3': return { headers: HTML, body: mustache.render('{{#rows}}{{.}}{{/rows}}', { rows: [a] }) };
  }
  mustache.render(a, {}); //! template event.queryStringParameters.a
};
//// lodash_engine
const _ = require('lodash');
const template = require('lodash/template');
const HTML = { 'Content-Type': 'text/html' };
exports.handler = async (event) => {
  const { a } = event.queryStringParameters;
  switch (event.path) {
    case '1': return { headers: HTML, body: _.template('<%- a %>')({ a }) };
    case '2': return { headers: HTML, body: _.template('<%= a %>')({ a }) }; //! html event.queryStringParameters.a
    case '3': return { headers: HTML, body: template('${a}')({ a }) }; //! html event.queryStringParameters.a
    case '4': return { headers: HTML, body: _.template('<%= _.escape(a) %>')({ a }) };
  }
  template('Hi ' + a);
  template('Hi ' + a)({}); //! template event.queryStringParameters.a
};
//// react_engine ext=tsx
import React from 'react';
import { renderToString } from 'react-dom/server';
const HTML = { 'Content-Type': 'text/html' };
export const handler = async (event: any) => {
  const { a } = event.queryStringParameters;
  switch (event.path) {
    case '1': return { headers: HTML, body: renderToString(<p>{a}</p>) };
    case '2': return { headers: HTML, body: renderToString(React.createElement('p', null, a)) };
    case '3': return { headers: HTML, body: renderToString(<p dangerouslySetInnerHTML={{ __html: a }} />) }; //! html event.queryStringParameters.a
  }
};
