//// axios_options
const axios = require('axios');
exports.handler = async (event) => {
  const { url, name } = event.queryStringParameters;
  await axios.request({ url, method: 'POST' }); //! ssrf event.queryStringParameters.url
  await axios({ baseURL: url, url: '/x' }); //! ssrf event.queryStringParameters.url
  await axios({ url: 'https://example.com/', params: { name }, headers: { 'x-a': name } });
  await axios.get('https://example.com/', { params: { name } });
  await axios.get(`https://example.com/?name=${encodeURIComponent(name)}`);
  const client = axios.create();
  client.interceptors.request.use((config) => config);
  await client.put(url, {}); //! ssrf event.queryStringParameters.url
  await client({ url }); //! ssrf event.queryStringParameters.url
  await client.request({ url: 'https://example.com/', data: name });
};
//// got_instances
import got from 'got';
export const handler = async (event) => {
  const { url, name } = event.queryStringParameters;
  await got(url).json(); //! ssrf event.queryStringParameters.url
  await got.post('https://example.com/', { json: { name } }).json();
  await got({ url }); //! ssrf event.queryStringParameters.url
  const api = got.extend({ prefixUrl: 'https://example.com' });
  await api.get(`items/${name}`); //! url-path event.queryStringParameters.name
  await api('items', { searchParams: { name } });
  await got.extend({ prefixUrl: url }).get('items'); //! ssrf event.queryStringParameters.url
};
//// node_fetch ext=ts
import fetch, { Request, Headers } from 'node-fetch';
export const handler = async (event: any) => {
  const { url, name } = event.queryStringParameters;
  await fetch(new Request(url)); //! ssrf event.queryStringParameters.url
  await transport.handle(new Request('https://' + event.headers.Host + event.path)); // nothing is fetched
  await fetch('https://example.com/', { method: 'POST', body: JSON.stringify({ name }), headers: new Headers({ a: name }) });
  await fetch(`https://example.com/${encodeURIComponent(name)}`);
  const target = new URL('https://example.com/');
  target.searchParams.set('name', name);
  await fetch(target);
  await fetch(target.toString());
};
//// undici
const { request, fetch, Agent, Client, Pool, stream } = require('undici');
exports.handler = async (event) => {
  const { url, name } = event.queryStringParameters;
  await request(url, { method: 'GET' }); //! ssrf event.queryStringParameters.url
  await request('https://example.com/', { query: { name }, dispatcher: new Agent() });
  await fetch(url); //! ssrf event.queryStringParameters.url
  await new Client(url).request({ path: '/', method: 'GET' }); //! ssrf event.queryStringParameters.url
  await new Client('https://example.com').request({ path: `/${name}`, method: 'GET' });
  await new Pool(url).request({ path: '/' }); //! ssrf event.queryStringParameters.url
};
//// needle_and_superagent
const needle = require('needle');
const superagent = require('superagent');
exports.handler = async (event) => {
  const { url, name } = event.queryStringParameters;
  await needle('get', url); //! ssrf event.queryStringParameters.url
  await needle('post', 'https://example.com/', { name });
  needle.get(url, (error, response) => {}); //! ssrf event.queryStringParameters.url
  needle.post(url, { name }, () => {}); //! ssrf event.queryStringParameters.url
  await superagent.post('https://example.com/').send({ name }).query({ name }).set('x-a', name);
  await superagent.get(url).query({ name }); //! ssrf event.queryStringParameters.url
  await superagent('GET', url); //! ssrf event.queryStringParameters.url
  await superagent.agent().get(url); //! ssrf event.queryStringParameters.url
};
//// node_clients
const http = require('http');
const https = require('node:https');
exports.handler = async (event) => {
  const { url, host, name } = event.queryStringParameters;
  http.get(url, (response) => response.resume()); //! ssrf event.queryStringParameters.url
  https.request(new URL(url), () => {}); //! ssrf event.queryStringParameters.url
  https.request({ hostname: host, port: 443 }); //! ssrf event.queryStringParameters.host
  const request = https.request({ hostname: 'example.com', path: `/${name}`, method: 'POST' }, () => {});
  request.write(name);
  request.end();
};
//// other_clients
const ky = require('ky');
const bent = require('bent');
const phin = require('phin');
const rp = require('request-promise');
const { GraphQLClient, request: query } = require('graphql-request');
exports.handler = async (event) => {
  const { url, name } = event.queryStringParameters;
  await ky.get(url).json(); //! ssrf event.queryStringParameters.url
  await ky.post('https://example.com/', { json: { name } });
  await ky.create({ prefixUrl: url }).get('x'); //! ssrf event.queryStringParameters.url
  await bent('https://example.com')(`/${name}`);
  await phin({ url }); //! ssrf event.queryStringParameters.url
  await rp({ uri: url, json: true }); //! ssrf event.queryStringParameters.url
  await rp.get('https://example.com/', { qs: { name } });
  await new GraphQLClient(url).request('{ a }'); //! ssrf event.queryStringParameters.url
  await query('https://example.com/', '{ a }', { name });
};
