//// xml_libxmljs
const libxml = require('libxmljs');
const libxml2 = require('libxmljs2');
exports.handler = async (event) => {
  libxml.parseXml(event.body);
  libxml.parseXml(event.body, { noent: false, nonet: true });
  libxml.parseXml(event.body, { noent: true }); //! xxe event.body
  libxml2.parseXmlString(event.body, { noent: true, noblanks: true }); //! xxe event.body
  libxml.parseXml(event.body, { replaceEntities: true }); //! xxe event.body
  libxml.parseXml('<a/>', { noent: true });
};
//// xml_others
const xml2js = require('xml2js');
const { XMLParser, XMLValidator } = require('fast-xml-parser');
const { DOMParser } = require('@xmldom/xmldom');
const convert = require('xml-js');
const xpath = require('xpath');
const { execSync } = require('child_process');
exports.handler = async (event) => {
  const parsed = await xml2js.parseStringPromise(event.body);
  execSync('ls ' + parsed.a.b[0]); //! shell event.body.a.b[]
  xml2js.parseString(event.body, (error, result) => {
    execSync('ls ' + result.a); //! shell event.body.a
  });
  const other = new XMLParser({ ignoreAttributes: false }).parse(event.body);
  execSync('ls ' + other.a); //! shell event.body.a
  XMLValidator.validate(event.body);
  const document = new DOMParser().parseFromString(event.body, 'text/xml');
  xpath.select('//a', document);
  xpath.select(`//user[@name='${event.path}']`, document); //! xpath event.path
  convert.xml2json(event.body, { compact: true });
};
//// yaml_new
const yaml = require('js-yaml');
const YAML = require('yaml');
exports.handler = async (event) => {
  yaml.load(event.body);
  yaml.load(event.body, { schema: yaml.FAILSAFE_SCHEMA });
  yaml.load(event.body, { schema: yaml.JSON_SCHEMA });
  YAML.parse(event.body);
  YAML.parseAllDocuments(event.body);
};
//// yaml_old
const yaml = require('js-yaml');
exports.handler = async (event) => {
  yaml.safeLoad(event.body);
  yaml.load(event.body, { schema: yaml.DEFAULT_FULL_SCHEMA }); //! deserialization event.body
  yaml.load('a: 1', { schema: yaml.DEFAULT_FULL_SCHEMA });
};
//// yaml_types
const yaml = require('js-yaml');
const types = require('js-yaml-js-types');
const schema = yaml.DEFAULT_SCHEMA.extend(types.all);
exports.handler = async (event) => {
  yaml.load(event.body, { schema }); //! deserialization event.body
  yaml.load(event.body, { schema: yaml.DEFAULT_SCHEMA.extend([]) });
};
//// zip_adm
const AdmZip = require('adm-zip');
const fs = require('fs');
const path = require('path');
exports.handler = async (event) => {
  const zip = new AdmZip(Buffer.from(event.body, 'base64'));
  zip.extractAllTo('/tmp/a', true); //! archive event.body
  for (const entry of zip.getEntries()) {
    fs.writeFileSync('/tmp/a/' + entry.entryName, entry.getData()); //! path event.body[].entryName
    fs.writeFileSync('/tmp/a/' + path.basename(entry.entryName), entry.getData());
  }
  new AdmZip('/opt/a.zip').extractAllTo('/tmp/a');
};
//// zip_yauzl
const yauzl = require('yauzl');
const fs = require('fs');
const path = require('path');
exports.handler = async (event) => {
  yauzl.fromBuffer(Buffer.from(event.body, 'base64'), { lazyEntries: true }, (error, zip) => {
    zip.on('entry', (entry) => {
      fs.createWriteStream('/tmp/a/' + entry.fileName); //! path event.body.fileName
      fs.createWriteStream('/tmp/a/' + path.basename(entry.fileName));
    });
  });
};
//// zip_unzipper
const unzipper = require('unzipper');
const fs = require('fs');
exports.handler = async (event) => {
  const directory = await unzipper.Open.buffer(Buffer.from(event.body, 'base64'));
  for (const file of directory.files) {
    fs.writeFileSync(`/tmp/a/${file.path}`, await file.buffer()); //! path event.body.files[].path
  }
  fs.createReadStream('/opt/a.zip').pipe(unzipper.Extract({ path: '/tmp/a' }));
  unzipper.Extract({ path: '/tmp/' + event.path }); //! path event.path
};
//// zip_jszip
const JSZip = require('jszip');
const fs = require('fs');
exports.handler = async (event) => {
  const zip = await JSZip.loadAsync(event.body, { base64: true });
  for (const name of Object.keys(zip.files)) {
    fs.writeFileSync('/tmp/a/' + name, await zip.files[name].async('nodebuffer')); //! path event.body.files
  }
};
//// tar_archives
const tar = require('tar');
const extract = require('extract-zip');
const decompress = require('decompress');
exports.handler = async (event) => {
  await tar.x({ file: '/tmp/a.tar', cwd: '/tmp/a' });
  await tar.x({ file: '/tmp/a.tar', cwd: '/tmp/a', preservePaths: true });
  await tar.extract({ file: '/opt/a.tar', preservePaths: true });
  await tar.x({ file: '/opt/a.tar', cwd: '/tmp/' + event.path }); //! path event.path
  await extract('/tmp/a.tar', { dir: '/tmp/a' });
  await extract('/opt/a.zip', { dir: '/tmp/' + event.path }); //! path event.path
  await decompress('/opt/a.zip', '/tmp/a');
};
