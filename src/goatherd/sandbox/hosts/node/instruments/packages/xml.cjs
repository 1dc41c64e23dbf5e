'use strict';
// The watched text in documents whose parser may resolve entities.

const { textOf } = require('../watched.cjs');
const { atFunctions, atMethods } = require('./places.cjs');

const PARSERS = {
  '@xmldom/xmldom': ['parseFromString'],
  'fast-xml-parser': ['parse'],
  libxmljs: ['parseXml', 'parseXmlAsync', 'parseXmlString'],
  libxmljs2: ['parseXml', 'parseXmlAsync', 'parseXmlString'],
  xml2js: ['parseString', 'parseStringPromise'],
  xmldom: ['parseFromString'],
};
const LIBXML = /^libxmljs/;

exports.xml = Object.entries(PARSERS).map(([name, names]) => [name, ({ reach, exports }) => {
  const inspect = ([document, options]) => {
    if (!reach.watched.holds(document)) return undefined;
    if (LIBXML.test(name) && !options?.noent && !options?.replaceEntities) return undefined;
    return { sink: 'xml', text: textOf(document), args: [document, options] };
  };
  atFunctions(reach, name, exports, names, inspect);
  atMethods(reach, name, exports, names, inspect);
}]);
