'use strict';
// Events that Azure Functions, Google Cloud Functions and Firebase hand to functions in forms of their own, read as one
// object each. The fields are called as in events of Lambda: `queryStringParameters.name`, `body.name`, `message.name`.

const REFUSED = { message: 'Forbidden' };

/**
 * Of the arguments of a call: {event, refuse, late}, or a promise of it. `refuse` answers with 403 in the words of the cloud,
 * undefined where there is no such answer; it gives what the function is to return. `late` does so where the function has
 * returned, and would have answered in a callback. Undefined where an event of Lambda comes first.
 */
function native(args) {
  const [first, second] = args;
  if (isAzureContext(first)) return ofOldAzure(first, second);
  if (isAzureContext(second)) return isRequest(first) ? ofAzureRequest(first) : { event: { goatherd: 'message', message: first } };
  if (typeof second?.setHeader === 'function' && first?.headers) return ofExpress(first, second);
  if (first?.rawRequest && 'data' in first) return { event: { goatherd: 'google-http', data: first.data } };
  return undefined;
}

/** Version 3 of Azure's model hands it first, version 4 last. */
const isAzureContext = (value) => typeof value?.invocationId === 'string' && ('bindings' in value || 'triggerMetadata' in value);
const isRequest = (value) => typeof value?.text === 'function' && typeof value.headers?.get === 'function';

async function ofAzureRequest(request) {
  const event = {
    goatherd: 'azure-http',
    httpMethod: request.method,
    path: new URL(request.url).pathname,
    headers: Object.fromEntries(request.headers),
    queryStringParameters: Object.fromEntries(request.query ?? new URL(request.url).searchParams),
    pathParameters: { ...request.params },
    body: await request.clone().text(), // the function reads its own
  };
  return { event, refuse: () => ({ status: 403, jsonBody: REFUSED }) };
}

function ofOldAzure(context, given) {
  const request = context.req ?? (given?.headers && given.method ? given : undefined);
  if (!request) return { event: { goatherd: 'message', message: given } };
  const { method, url, headers, query, params, rawBody, body } = request;
  const event = {
    goatherd: 'azure-http',
    httpMethod: method,
    path: url ? new URL(url, 'http://localhost').pathname : '',
    headers,
    queryStringParameters: query,
    pathParameters: params,
    body: rawBody ?? body,
  };
  const refuse = () => void (context.res = { status: 403, headers: { 'content-type': 'application/json' }, body: REFUSED });
  return { event, refuse, late: () => (refuse(), context.done?.()) };
}

function ofExpress(request, response) {
  const { method, path, headers, query, params, body } = request;
  const event = { goatherd: 'google-http', httpMethod: method, path, headers, queryStringParameters: query, pathParameters: params, body };
  const refuse = () => {
    if (response.headersSent) return;
    response.statusCode = 403;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(REFUSED));
  };
  return { event, refuse, late: refuse };
}

module.exports = { native };
