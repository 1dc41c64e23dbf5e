"""Queries of search engines, graphs and tables, requests and records: what becomes a part of them in Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import check
from tests.engine.python.test_sinks import program

PROGRAMS = {
    "search engines": """
        import pysolr
        from elasticsearch import Elasticsearch
        from opensearchpy import OpenSearch
        engine, other, solr = OpenSearch([]), Elasticsearch("https://search.example.com"), pysolr.Solr("https://solr")
        engine.search(index="a", body={"query": {"query_string": {"query": f"status:open AND {x}"}}})  #! search
        engine.search(index="a", body={"query": {"match": {"title": str(x)}}})
        other.search(index="a", q="status:open AND " + x)  #! search
        other.search(index="a", query={"bool": {"must": [{"query_string": {"query": f"title:{x}"}}]}})  #! search
        other.search(index="a", query={"bool": {"must": [{"term": {"title": str(x)}}]}})
        solr.search("title:" + x)  #! search
    """,
    "graphs": """
        from gremlin_python.driver import client
        from neo4j import GraphDatabase
        graph = client.Client("wss://graph:8182/gremlin", "g")
        graph.submit(f"g.V().has('name', '{x}')")  #! search
        graph.submit("g.V().has('name', n)", {"n": x})
        GraphDatabase.driver("bolt://graph").execute_query("MATCH (n {name: '" + x + "'}) RETURN n")  #! sql
        GraphDatabase.driver("bolt://graph").execute_query("MATCH (n {name: $n}) RETURN n", n=x)
    """,
    "tables": """
        from azure.data.tables import TableClient
        table = TableClient.from_connection_string("", "people")
        table.query_entities(f"PartitionKey eq '{x}'")  #! odata
        table.query_entities(query_filter="PartitionKey eq '" + x + "'")  #! odata
        table.query_entities("PartitionKey eq @p", parameters={"p": x})
        if re.fullmatch("[a-z]+", x):
            table.query_entities(f"PartitionKey eq '{x}'")
    """,
    "GraphQL": """
        import requests
        from gql import gql
        gql('{ user(id: "' + x + '") { name } }')  #! search
        requests.post("https://example.com/", json={"query": '{ user(id: "%s") { name } }' % x}, timeout=3)  #! search
        requests.post("https://example.com/", json={"query": x}, timeout=3)
        requests.post("https://example.com/", json={"query": "{ a { b } }", "variables": {"x": x}}, timeout=3)
    """,
    "AWS": """
        import boto3
        documents, graph = boto3.client("cloudsearchdomain"), boto3.client("neptunedata")
        documents.search(query=f"(and status:'open' {x})", queryParser="structured")  #! search
        documents.search(query=x, queryParser="simple")
        documents.search(query="matchall", queryParser="structured", filterQuery="(term %s)" % x)  #! search
        graph.execute_gremlin_query(gremlinQuery="g.V('" + x + "')")  #! search
        boto3.client("cognito-idp").list_users(UserPoolId="p", Filter='email = "' + x + '"')  #! search
        boto3.client("redshift-data").batch_execute_statement(Sqls=["select " + x], Database="d")  #! sql
    """,
    "all parameters of a call": """
        import boto3
        boto3.client("sns").publish(**x)  #! dispatch
        boto3.client("s3").put_object(**x)  #! aws-parameter content-type dispatch path
    """,
    "what a language model says": """
        import boto3
        models = boto3.client("bedrock-runtime")
        told = models.converse(modelId="m", messages=[{"role": "user", "content": [{"text": "a command for " + x}]}])
        sh(told["output"]["message"]["content"][0]["text"])  #! shell
        told = models.converse(modelId="m", messages=[{"role": "user", "content": [{"text": "a command"}]}])
        sh(told["output"]["message"]["content"][0]["text"])
        print(models.invoke_model(modelId="m", body=json.dumps({"prompt": x}))["body"].read())
    """,
    "files and their types": """
        import boto3
        from azure.storage.blob import ContentSettings
        boto3.client("s3").put_object(Bucket="b", Key="k", Body=x, ContentType=x)  #! content-type
        ContentSettings(content_type=x)  #! content-type
        if x in ("image/png", "image/jpeg"):
            ContentSettings(content_type=x)
            boto3.client("s3").put_object(Bucket="b", Key="k", Body=x, ContentType=x)
    """,
    "mail": """
        import boto3, smtplib
        mail = boto3.client("ses")
        mail.send_raw_email(RawMessage={"Data": "To: a@example.com\\nSubject: " + x + "\\n\\nHi"})  #! mail-header
        mail.send_raw_email(RawMessage={"Data": "To: a@example.com\\nSubject: Hi\\n\\n" + x})
        smtplib.SMTP("h").sendmail("a@example.com", ["b@example.com"], "Subject: " + x + "\\n\\nhi")  #! mail-header
    """,
    "pages": """
        import pandas, pdfkit, weasyprint
        weasyprint.HTML(string="<h1>" + x + "</h1>")  #! html
        weasyprint.HTML(url=x)  #! ssrf
        pdfkit.from_string("<h1>" + x + "</h1>", "/tmp/x.pdf")  #! html
        pandas.read_csv(x)  #! ssrf
    """,
    "patterns": r"""
        re.sub(r"\s*\s*\s*x", "", x)  #! redos
        re.sub(r"\s+", "", x)
        re.findall(r"\s*\s*\s*x", x)  #! redos
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_becomes_part_of_it(name: str, tmp_path: Path) -> None:
    check(tmp_path, "python", program(PROGRAMS[name], 8))
