"""Event data is part of a query of a search engine, a graph or a table.

## Why it matters
Lucene, Gremlin, OData, GraphQL, Airtable's formulas and the query languages of CloudSearch and Algolia have operators
like SQL has. What the sender writes beside the value removes the conditions of the program (`status:open`, the tenant),
reaches fields that it does not show, and makes queries that keep the cluster busy.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Search:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /offers, Method: get}}
```
```javascript index.js
const { CloudSearchDomain } = require('aws-sdk');
const offers = new CloudSearchDomain({ endpoint: process.env.ENDPOINT });

exports.handler = async (event) => {
  const { text } = event.queryStringParameters;
  const query = `status:"OPEN" AND title:${text}`;
  const found = await offers.search({ query, queryParser: 'lucene' }).promise(); // GOAT0124
  return { statusCode: 200, body: JSON.stringify(found.hits) };
};
```

## Fixed
```javascript index.js
const { CloudSearchDomain } = require('aws-sdk');
const offers = new CloudSearchDomain({ endpoint: process.env.ENDPOINT });

exports.handler = async (event) => {
  const { text } = event.queryStringParameters;
  const options = { query: text, queryParser: 'simple', filterQuery: "status:'OPEN'" };
  const found = await offers.search(options).promise();
  return { statusCode: 200, body: JSON.stringify(found.hits) };
};
```

## Vulnerable, in Python
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Search:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /offers, Method: get}}
```
```python app.py
import os

from azure.data.tables import TableClient
from opensearchpy import OpenSearch

client = OpenSearch(os.environ["ENDPOINT"])
people = TableClient.from_connection_string(os.environ["TABLES"], "people")


def handler(event, context):
    asked = event["queryStringParameters"]
    text = f"status:open AND title:{asked['text']}"
    client.search(index="offers", body={"query": {"query_string": {"query": text}}})  # GOAT0124
    found = people.query_entities(f"PartitionKey eq '{asked['tenant']}'")  # GOAT0124
    return {"statusCode": 200, "body": str(len(list(found)))}
```

## Fixed, in Python
```python app.py
import os

from azure.data.tables import TableClient
from opensearchpy import OpenSearch

client = OpenSearch(os.environ["ENDPOINT"])
people = TableClient.from_connection_string(os.environ["TABLES"], "people")


def handler(event, context):
    asked = event["queryStringParameters"]
    wanted = [{"term": {"status": "open"}}, {"match": {"title": str(asked["text"])}}]
    client.search(index="offers", body={"query": {"bool": {"must": wanted}}})
    found = people.query_entities("PartitionKey eq @tenant", parameters={"tenant": asked["tenant"]})
    return {"statusCode": 200, "body": str(len(list(found)))}
```

## Vulnerable, formulas and filters of services
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Volunteers:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Get: {Type: HttpApi, Properties: {Path: /volunteers, Method: get}}
```
```javascript index.js
const Airtable = require('airtable');
const { TableClient } = require('@azure/data-tables');
const base = new Airtable({ apiKey: process.env.AIRTABLE }).base('shop');
const visits = TableClient.fromConnectionString(process.env.TABLES, 'visits');

exports.handler = async (event) => {
  const { phone, visit } = event.queryStringParameters;
  const found = await base('Volunteers').select({ filterByFormula: `{Phone} = "${phone}"` }).all(); // GOAT0124
  const seen = visits.listEntities({ queryOptions: { filter: `RowKey eq '${visit}'` } }); // GOAT0124
  return { statusCode: 200, body: JSON.stringify([found.length, await seen.next()]) };
};
```

## Fixed, formulas and filters of services
```javascript index.js
const Airtable = require('airtable');
const { TableClient } = require('@azure/data-tables');
const base = new Airtable({ apiKey: process.env.AIRTABLE }).base('shop');
const visits = TableClient.fromConnectionString(process.env.TABLES, 'visits');

exports.handler = async (event) => {
  const { phone, visit } = event.queryStringParameters;
  const digits = phone.replace(/[^0-9]/g, '');
  const found = await base('Volunteers').select({ filterByFormula: `{Phone} = "${digits}"` }).all();
  const seen = visits.listEntities({ queryOptions: { filter: `RowKey eq '${visit.replace(/'/g, "''")}'` } });
  return { statusCode: 200, body: JSON.stringify([found.length, await seen.next()]) };
};
```

## Remedy
Give the value apart from the query: a `match` or `term` clause, a parameter or binding, a variable of the document.
Where there is none, let through letters and digits only.

## References
- https://cwe.mitre.org/data/definitions/943.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import MEDIUM, Finding
from goatherd.model.application import Application
from goatherd.model.function import Function


@check("GOAT0124", sas=1, cwe=943, severity=MEDIUM, since="0.1")
def event_data_in_search_query(function: Function, app: Application) -> Iterator[Finding]:
    for flow in app.flows(function, "search", "odata"):
        yield flow.finding(f"{flow.source.path} becomes part of the query that {flow.sink_name} is given")
