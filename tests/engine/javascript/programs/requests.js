//// clients
const https = require('https');
const axios = require('axios');
const got = require('got');
const fetch = require('node-fetch');
const request = require('request');
const needle = require('needle');
const superagent = require('superagent');
const webpush = require('web-push');
exports.handler = async (event) => {
  const { url } = JSON.parse(event.body);
  https.get(url, () => {}); //! ssrf event.body.url
  https.request({ host: url, path: '/' }); //! ssrf event.body.url
  https.request({ hostname: 'example.com', path: url });
  await axios.get(url); //! ssrf event.body.url
  await axios({ url, method: 'get' }); //! ssrf event.body.url
  await axios.post('https://example.com/x', { url });
  await axios.get(`https://example.com/${url}`); //! url-path event.body.url
  await axios.get(`https://example.com/${encodeURIComponent(url)}`);
  await axios.get(`https://example.com/?q=${url}`);
  await axios.get(`https://example.com${url}`); //! ssrf event.body.url
  await axios.get(`https://${url}.example.com/`); //! ssrf event.body.url
  await got(url); //! ssrf event.body.url
  await fetch(url); //! ssrf event.body.url
  await fetch(process.env.API + '/things/' + url); //! url-path event.body.url
  request({ uri: url }, () => {}); //! ssrf event.body.url
  needle.get(url); //! ssrf event.body.url
  await superagent.get(url); //! ssrf event.body.url
  await webpush.sendNotification({ endpoint: url, keys: {} }, 'news'); //! ssrf event.body.url
  await webpush.sendNotification({ endpoint: 'https://example.com/', keys: {} }, url);
};
//// instances ext=ts
import axios, { AxiosInstance } from 'axios';
const api: AxiosInstance = axios.create({ baseURL: 'https://example.com' });
export const handler = async (event: any) => {
  await api.get(`/users/${event.pathParameters.id}`);
  await api.get(event.queryStringParameters.url); //! ssrf event.queryStringParameters.url
  const other = axios.create({ baseURL: event.path }); //! ssrf event.path
  const u = new URL(event.body);
  await fetch(u); //! ssrf event.body
  await fetch(new URL(`/x/${event.body}`, 'https://example.com'));
  await fetch(new URL(event.body, 'https://example.com')); //! ssrf event.body
};
//// allowed_hosts
const HOSTS = ['a.example.com', 'b.example.com'];
exports.handler = async (event) => {
  const target = new URL(event.body);
  if (!HOSTS.includes(target.hostname)) return { statusCode: 400 };
  await fetch(target);
  await fetch(target.href);
  await fetch(event.body);
};
//// one_host
exports.handler = async (event) => {
  const { hostname } = new URL(event.body);
  if (hostname === 'example.com') {
    await fetch(event.body);
  }
  await fetch(event.body); //! ssrf event.body
};
//// beginning_of_host
exports.handler = async (event) => {
  if (event.body.startsWith('https://example.com/')) await fetch(event.body);
  if (event.path.startsWith('https://example.com')) await fetch(event.path); //! ssrf event.path
};
//// browser
const puppeteer = require('puppeteer');
exports.handler = async (event) => {
  const browser = await puppeteer.launch();
  const page = await browser.newPage();
  await page.goto(event.body); //! ssrf event.body
  await page.goto('https://example.com');
};
//// mail
const nodemailer = require('nodemailer');
const he = require('he');
const transport = nodemailer.createTransport({});
exports.handler = async (event) => {
  const { to, text } = JSON.parse(event.body);
  await transport.sendMail({ to: 'a@example.com', html: `<p>${text}</p>` }); //! mail-html event.body.text
  await transport.sendMail({ to, text: 'hello' }); //! mail-recipient event.body.to
  await transport.sendMail({ to: 'a@example.com', html: `<p>${he.encode(text)}</p>`, text });
};
//// mail_services
const axios = require('axios');
const he = require('he');
const SparkPost = require('sparkpost');
const postmark = require('postmark');
const admin = require('firebase-admin');
const sparks = new SparkPost('key');
const post = new postmark.ServerClient('key');
exports.handler = async (event) => {
  const { text } = JSON.parse(event.body);
  await sparks.transmissions.send({ content: { subject: text, html: '<p>' + text }, recipients: [] }); //! mail-html event.body.text
  await post.sendEmail({ From: 'a@example.com', HtmlBody: `<p>${text}` }); //! mail-html event.body.text
  await post.sendEmail({ From: 'a@example.com', HtmlBody: `<p>${he.encode(text)}`, TextBody: text });
  await axios.post('https://api.sendgrid.com/v3/mail/send', { content: [{ type: 'text/html', value: `<p>${text}` }] }); //! mail-html event.body.text
  await axios.post('https://api.example.com/v3/mail/send', { content: [{ type: 'text/html', value: `<p>${text}` }] });
  await admin.firestore().collection('mail').add({ to: 'a@example.com', message: { html: `<p>${text}` } }); //! mail-html event.body.text
  await admin.firestore().collection('mail').add({ to: 'a@example.com', message: { text: `<p>${text}` } });
};
//// addresses_with_base
const https = require('https');
exports.handler = async (event) => {
  const { a, b, c, d, e } = event.queryStringParameters;
  https.get(new URL(`/x?y=${a}`, 'https://api.example.com'));
  https.get(new URL(b, 'https://api.example.com')); //! ssrf event.queryStringParameters.b
  fetch(new URL('/x/' + c, process.env.API));
  fetch(new URL(`/x?y=${d}`, 'https://api.example.com').href);
  fetch(new URL(e, 'https://api.example.com').toString()); //! ssrf event.queryStringParameters.e
};
//// extended_clients
const got = require('got');
class Client {
  constructor() { this.client = got.extend({ timeout: 1 }); }
  fetch = async (address) => this.client(address); //! ssrf event.queryStringParameters.a
}
exports.handler = async (event) => {
  await new Client().fetch(event.queryStringParameters.a);
  await got.extend({}).get(event.queryStringParameters.b); //! ssrf event.queryStringParameters.b
};
//// resolved_against_a_base
const url = require('url');
exports.handler = async (event) => {
  const { text, page } = JSON.parse(event.body);
  await fetch(url.resolve('https://sms.example.com', `/send?text=${encodeURIComponent(text)}`));
  await fetch(url.resolve('https://sms.example.com', page)); //! ssrf event.body.page
};
//// a_path_behind_one_of_many_hosts
const SHOPS = { 1: { id: '1', slug: 'north' }, 2: { id: '2', slug: 'south' }, 3: { id: '3', slug: 'west' } };
const absolute = (path) => {
  if (/^https?:\/\//i.test(path)) return path;
  return `https://shop.example.org${path.startsWith('/') ? path : `/${path}`}`;
};
exports.handler = async (event) => {
  const { shop, slug } = event.queryStringParameters;
  if (!SHOPS[shop]) return;
  await fetch(absolute(`/film/${SHOPS[shop].id}/${SHOPS[shop].slug}/${slug}`)); //! url-path event.queryStringParameters.slug
  await fetch(absolute(slug)); //! ssrf event.queryStringParameters.slug, url-path event.queryStringParameters.slug
};
