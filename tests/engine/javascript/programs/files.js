//// files
const fs = require('fs');
const fsp = require('fs/promises');
const { promises } = require('fs');
const path = require('path');
exports.handler = async (event) => {
  const { name } = event.queryStringParameters;
  fs.readFileSync('/var/data/' + name); //! path event.queryStringParameters.name
  await fsp.readFile(path.join('/var/data', name)); //! path event.queryStringParameters.name
  await promises.writeFile(`/tmp/${name}`, 'x'); //! path event.queryStringParameters.name
  fs.createReadStream(path.resolve('/tmp', name)); //! path event.queryStringParameters.name
  fs.readFileSync(path.join('/tmp', path.basename(name)));
  fs.writeFileSync(`/tmp/${Date.now()}_${name}`, 'x'); // no such folder is there
  fs.writeFileSync(`/tmp/${Date.now()}/${name}`, 'x'); //! path event.queryStringParameters.name
  fs.writeFileSync(path.join('/tmp', `${Date.now()}_${name}`), 'x'); //! path event.queryStringParameters.name
  fs.mkdirSync(`/tmp/${Date.now()}_${name}`, { recursive: true }); //! path event.queryStringParameters.name
  fs.writeFileSync('/tmp/x', event.body);
  fs.renameSync('/tmp/x', event.path); //! path event.path
};
//// confined
const fs = require('fs');
const path = require('path');
const ROOT = '/var/data/';
exports.handler = async (event) => {
  const file = path.resolve(ROOT, event.body);
  if (!file.startsWith(ROOT)) return { statusCode: 400 };
  return { statusCode: 200, body: fs.readFileSync(file, 'utf8') };
};
//// beginning_without_resolving
const fs = require('fs');
exports.handler = async (event) => {
  if (!event.body.startsWith('/var/data/')) return { statusCode: 400 };
  return { statusCode: 200, body: fs.readFileSync(event.body, 'utf8') }; //! path event.body
};
//// archives
const AdmZip = require('adm-zip');
const tar = require('tar');
exports.handler = async (event) => {
  const zip = new AdmZip(Buffer.from(event.body, 'base64'));
  zip.extractAllTo('/tmp/x', true); //! archive event.body
  await tar.x({ file: '/opt/fixed.tar' });
  zip.getEntries();
};
//// listings
const { execSync: sh } = require('child_process');
const fs = require('fs');
const AdmZip = require('adm-zip');
exports.handler = async (event) => {
  new AdmZip(Buffer.from(event.body, 'base64')).extractAllTo('/tmp/x', true); //! archive event.body
  for (const name of fs.readdirSync('/tmp/x')) sh(`convert ${name}`); //! shell event.body[]
  fs.writeFileSync(`/tmp/y/${event.path.replace(/\//g, '')}`, 'x');
  (await fs.promises.readdir('/tmp/y')).map((name) => sh('convert ' + name)); //! shell event.path
  fs.readdirSync('/tmp/y').map((name) => fs.readFileSync('/tmp/y/' + name));
  for (const name of fs.readdirSync('/opt')) sh(`convert ${name}`);
};
//// xml
const libxml = require('libxmljs');
const xml2js = require('xml2js');
exports.handler = async (event) => {
  libxml.parseXml(event.body);
  libxml.parseXmlString(event.body, { noent: true }); //! xxe event.body
  libxml.parseXmlString(event.body, { noent: false });
  const data = await xml2js.parseStringPromise(event.body);
  eval(data.a); //! code event.body.a
};
//// relative
const fs = require('fs');
const path = require('path');
exports.handler = async (event) => {
  const full = path.resolve('/opt', event.path);
  const relative = path.relative('/opt', full);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return {};
  fs.readFileSync(full);
  const other = path.resolve('/opt', event.body);
  if (path.isAbsolute(path.relative('/opt', other))) return {};
  fs.readFileSync(other); //! path event.body
};
