// SST 2's handlers of an API, and what they may ask of the request that they are called with.
let current;

const structured = () => JSON.parse(current.body);

exports.ApiHandler = (handler) => async (event, context) => {
  current = event;
  return handler(event, context);
};
exports.useBody = () => current.body;
exports.useJsonBody = structured;
exports.useFormData = () => new URLSearchParams(current.body);
exports.useFormValue = (name) => new URLSearchParams(current.body).get(name);
exports.useHeaders = () => current.headers;
exports.useHeader = (name) => current.headers[name];
exports.useCookies = () => current.cookies;
exports.useCookie = (name) => current.cookies[name];
exports.useQueryParams = () => current.queryStringParameters;
exports.useQueryParam = (name) => current.queryStringParameters[name];
exports.usePathParams = () => current.pathParameters;
exports.usePathParam = (name) => current.pathParameters[name];
exports.usePath = () => current.rawPath.split('/');
exports.useMethod = () => current.requestContext.http.method;
exports.useDomainName = () => current.requestContext.domainName;
exports.useResponse = () => ({ status: () => undefined, header: () => undefined, cookie: () => undefined });
