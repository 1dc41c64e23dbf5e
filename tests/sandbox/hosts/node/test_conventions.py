"""Handlers that are not Lambda's are called their own way, by the event of a function URL.

Packages of frameworks and of other clouds are stand-ins here, which have what is used of them.
"""

from tests.sandbox.hosts.conftest import WATCH, url_event

SERVER = """
const http = require('node:http');
const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    response.writeHead(201, { 'X-A': '1', 'Set-Cookie': ['a=1', 'b=2'] });
    response.write(`${request.method} ${request.url} ${request.headers['x-name']} `);
    response.end(body);
  });
});
"""
# Of @azure/functions: what it asks of the platform, and its request.
AZURE = {
    "node_modules/@azure/functions/index.js": """
const core = require('@azure/functions-core');
exports.app = {
  http: (name, options) => core.registerFunction({ name, bindings: [] }, options.handler),
};
exports.HttpRequest = class {
  constructor({ method, url, body }) { Object.assign(this, { method, url, bytes: body?.bytes }); }
  async json() { return JSON.parse(this.bytes.toString()); }
};
"""
}


def called(run, code, *events, handler, convention, files=(), **options):
    return run(code, *events, handler=handler, files=files, convention={"name": convention, "options": options})


def web(run, code, *events, manner="holds", **more):
    return called(run, code, *events, handler="index.app", convention="web", manner=manner, **more)


def test_a_server_that_would_listen_is_called(run):
    listening = "server.listen(process.env.PORT || 80, () => console.log('listening', server.address().port));"
    ran = web(run, SERVER + listening, url_event("POST", "/a%20b", "q=1", "body", **{"x-name": "me"}))
    assert ran.response == {
        "statusCode": 201,
        "multiValueHeaders": {"x-a": ["1"], "set-cookie": ["a=1", "b=2"], "connection": ["close"]},
        "body": "POST /a%20b?q=1 me body",
        "isBase64Encoded": False,
    }
    assert "listening 80" in ran[-1]["log"]


def test_a_server_that_listens_later_is_waited_for(run):
    ran = web(run, SERVER + "setTimeout(() => server.listen(80), 50);", url_event(), manner="listens")
    assert ran.response["body"] == "GET / undefined "


def test_an_application_that_is_exported(run):
    code = """
    const app = (request, response) => response.end('express ' + request.url);
    app.handle = app;
    module.exports = { app };
    """
    assert web(run, code, url_event(path="/x")).response["body"] == "express /x"


def test_an_application_of_koa(run):
    code = "exports.app = { callback: () => (request, response) => { response.statusCode = 404; response.end(); } };"
    assert web(run, code, url_event()).response["statusCode"] == 404


def test_an_application_that_fetches(run):
    code = """
    module.exports = { app: { fetch: async (request) => {
      const { name } = await request.json();
      return new Response(`${request.method} ${new URL(request.url).pathname} ${name}`, { status: 202 });
    } } };
    """
    ran = web(run, code, url_event("POST", "/x", body='{"name": "me"}'))
    assert (ran.response["statusCode"], ran.response["body"]) == (202, "POST /x me")


def test_a_module_that_serves_nothing_says_so(run):
    assert web(run, "exports.other = 1;", url_event()).error["errorType"] == "Runtime.HandlerNotFound"


def test_what_reaches_a_shell_is_noted_with_its_line(run):
    code = """
    const { execSync } = require('node:child_process');
    const http = require('node:http');
    http.createServer((request, response) => {
      execSync('echo ' + new URL(request.url, 'http://here').searchParams.get('q'));
      response.end();
    }).listen(80);
    """
    ran = web(run, code, url_event(query=f"q={WATCH}"))
    assert ("shell", "child_process.execSync", "index.js:4") in ran.places()


def google(run, code, *events, **more):
    return called(run, code, *events, handler="index.hello", convention="google", callable=False, **more)


def test_a_function_of_google_without_express(run):
    code = """
    exports.hello = async (req, res) => {
      res.status(201).set('X-A', '1').json([req.method, req.path, req.query.q, req.body.name, req.get('X-Name')]);
    };
    """
    event = url_event("POST", "/a", "q=1", '{"name": "me"}', **{"content-type": "application/json", "x-name": "x"})
    ran = google(run, code, event)
    assert (ran.response["statusCode"], ran.response["body"]) == (201, '["POST","/a","1","me","x"]')
    assert ran.response["multiValueHeaders"]["x-a"] == ["1"]
    assert {"body/@json/name", "rawQueryString/@form/q"} <= set(ran.reads())


def test_a_body_of_google_that_is_no_json_is_refused(run):
    event = url_event("POST", body="{", **{"content-type": "application/json"})
    ran = google(run, "exports.hello = (req, res) => res.send('ok');", event)
    assert (ran.error, ran.response["statusCode"]) == (None, 400)


def test_an_error_of_a_function_is_the_functions(run):
    ran = google(run, "exports.hello = async () => { throw new TypeError('no'); };", url_event())
    assert ran.error["errorType"] == "TypeError"
    assert "conventions" not in str(ran.error["trace"])


def test_a_function_that_a_program_registers(run):
    framework = "node_modules/@google-cloud/functions-framework"
    files = {
        f"{framework}/index.js": "exports.http = require('./testing').register;",
        f"{framework}/testing.js": """
        const known = {};
        exports.register = (name, handler) => { known[name] = handler; };
        exports.getFunction = (name) => known[name];
        """,
    }
    code = "require('@google-cloud/functions-framework').http('hello', (req, res) => res.send('registered'));"
    assert google(run, code, url_event(), files=files).response["body"] == "registered"


def test_a_callable_of_firebase(run):
    code = """
    exports.hello = { __endpoint: { platform: 'gcfv2' }, run: async ({ data }) => {
      if (data.name === 'nobody') throw Object.assign(new Error('who?'), { code: 'not-found', httpErrorCode: {} });
      return { hello: data.name };
    } };
    exports.hello = Object.assign(() => {}, exports.hello);
    """
    events = [url_event("POST", body=f'{{"data": {{"name": "{name}"}}}}') for name in ("me", "nobody")]
    ran = called(run, code, *events, handler="index.hello", convention="google", callable=True)
    assert ran[0]["response"]["body"] == '{"result":{"hello":"me"}}'
    assert ran.response["statusCode"] == 404
    assert "body/@json/data/name" in ran.reads()


def test_the_earlier_model_of_azure(run):
    code = """
    module.exports = async function (context, req) {
      context.log.info('asked');
      if (req.query.how === 'return') return { status: 202, body: { name: req.body.name } };
      context.res = { status: 201, headers: { 'X-A': 1 }, body: `${req.params.id} ${req.body.name}` };
    };
    """
    events = [
        {**url_event("POST", "/api/7", query, '{"name": "me"}'), "pathParameters": {"id": "7"}}
        for query in ("how=return", "")
    ]
    ran = called(run, code, *events, handler="index.run", convention="azure", described=True)
    assert (ran[0]["response"]["statusCode"], ran[0]["response"]["body"]) == (202, '{"name":"me"}')
    assert (ran.response["statusCode"], ran.response["body"]) == (201, "7 me")
    assert {"pathParameters/id", "body/@json/name"} <= set(ran.reads())


def test_a_function_of_azure_that_says_when_it_is_done(run):
    code = "module.exports = (context) => { context.res.status(203).json({ a: 1 }); };"
    ran = called(run, code, url_event(), handler="index.run", convention="azure", described=True)
    assert (ran.response["statusCode"], ran.response["body"]) == (203, '{"a":1}')


def test_the_later_model_of_azure(run):
    code = """
    const { app } = require('@azure/functions');
    app.http('items', { handler: async (request, context) => {
      context.log('asked');
      const { name } = await request.json();
      return { status: 201, jsonBody: [request.params.id, request.query.get('q'), name] };
    } });
    """
    event = {**url_event("POST", "/api/7", "q=1", '{"name": "me"}'), "pathParameters": {"id": "7"}}
    ran = called(run, code, event, handler="index.items", convention="azure", described=False, files=AZURE)
    assert (ran.response["statusCode"], ran.response["body"]) == (201, '["7","1","me"]')
    assert {"pathParameters/id", "rawQueryString/@form/q", "body/@json/name"} <= set(ran.reads())
