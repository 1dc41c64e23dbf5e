"""Parsers of XML and YAML, and archives, in Python: those that do more than read, beside those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from goatherd.model.trigger import Exposure, Kind
from tests.engine.programs import application, check, function, trigger
from tests.engine.python.test_sinks import program

PROGRAMS = {
    "lxml": """
        import io
        from lxml import etree, html, objectify
        etree.fromstring(x)  #! xxe
        etree.parse(io.BytesIO(x))  #! xxe
        etree.XML(x)  #! xxe
        objectify.fromstring(x)  #! xxe
        etree.fromstring(x, parser=etree.XMLParser())  #! xxe
        etree.fromstring(x, etree.XMLParser(resolve_entities=True))  #! xxe
        etree.fromstring(x, etree.XMLParser(resolve_entities=False, no_network=True))
        etree.parse(io.BytesIO(x), parser=etree.XMLParser(resolve_entities=False))
        etree.fromstring(x, parser=etree.HTMLParser())
        etree.fromstring("<a/>")
        html.fromstring(x)
        for _, element in etree.iterparse(io.BytesIO(x)):  #! xxe
            element.clear()
        for _, element in etree.iterparse(io.BytesIO(x), resolve_entities=False):
            element.clear()
        etree.XSLT(etree.XML(x))  #! code xxe
    """,
    "XPath": """
        import xml.etree.ElementTree as ET
        from lxml import etree
        tree = etree.parse("users.xml")
        tree.xpath("//user[@name='" + x + "']")  #! xpath
        tree.xpath("//user[@name=$name]", name=x)
        tree.findall(f".//{x}")  #! xpath
        etree.XPath("//user[@name=$name]")(tree, name=x)
        etree.XPath("//" + x)  #! xpath
        ET.parse("users.xml").getroot().find(".//user[@id='%s']" % x)  #! xpath
        ET.parse("users.xml").getroot().find(".//user")
    """,
    "the standard library": """
        import io
        import xml.dom.minidom
        import xml.etree.ElementTree as ET
        import xml.sax
        from xml.dom import pulldom
        from xml.sax.handler import feature_external_ges
        ET.fromstring(x)
        ET.parse(io.BytesIO(x)).getroot().findtext("a")
        ET.XMLParser().feed(x)
        xml.dom.minidom.parseString(x)
        xml.sax.parseString(x, xml.sax.ContentHandler())
        parser = xml.sax.make_parser()
        parser.setFeature(feature_external_ges, False)
        parser.parse(io.BytesIO(x))
        parser.setFeature(feature_external_ges, True)
        parser.parse(io.BytesIO(x))  #! xxe
        pulldom.parseString(x)
    """,
    "defusedxml and others": """
        import xmltodict
        import defusedxml.lxml
        import defusedxml.ElementTree as ET
        from defusedxml import minidom, sax
        from bs4 import BeautifulSoup
        ET.fromstring(x)
        ET.parse(x)
        minidom.parseString(x)
        sax.parseString(x, None)
        defusedxml.lxml.fromstring(x)
        xmltodict.parse(x)
        BeautifulSoup(x, "html.parser").find("a")
    """,
    "PyYAML": """
        import yaml
        from yaml import CSafeLoader, FullLoader, SafeLoader, UnsafeLoader
        yaml.safe_load(x)
        list(yaml.safe_load_all(x))
        yaml.load(x, Loader=SafeLoader)
        yaml.load(x, CSafeLoader)
        yaml.load(x, Loader=yaml.BaseLoader)
        yaml.load(x)  #! deserialization
        yaml.load(x, Loader=UnsafeLoader)  #! deserialization
        yaml.load(x, Loader=FullLoader)  #! deserialization
        yaml.load(stream=x, Loader=yaml.Loader)  #! deserialization
        yaml.full_load(x)  #! deserialization
        yaml.unsafe_load(x)  #! deserialization
        list(yaml.load_all(x, Loader=yaml.CLoader))  #! deserialization
        yaml.load(open("config.yaml"), Loader=yaml.FullLoader)
        yaml.dump({"a": x})
    """,
    "a loader of one's own": """
        import yaml

        class Lines(yaml.SafeLoader):
            pass

        class Objects(yaml.UnsafeLoader):
            pass

        yaml.load(x, Loader=Lines)
        yaml.load(x, Loader=Objects)  #! deserialization
    """,
    "ruamel": """
        import ruamel.yaml
        from ruamel.yaml import YAML
        YAML().load(x)
        YAML(typ="safe").load(x)
        YAML(typ="rt").load(x)
        YAML(typ="unsafe").load(x)  #! deserialization
        ruamel.yaml.safe_load(x)
        ruamel.yaml.round_trip_load(x)
        ruamel.yaml.load(x, Loader=ruamel.yaml.SafeLoader)
        ruamel.yaml.load(x, Loader=ruamel.yaml.Loader)  #! deserialization
        ruamel.yaml.load(x, Loader=ruamel.yaml.RoundTripLoader)
    """,
    "tar": """
        import io, tarfile
        with tarfile.open(fileobj=io.BytesIO(x), mode="r:gz") as tar:
            tar.extractall("/tmp/a")  #! archive
            tar.extractall("/tmp/a", filter="data")
            tar.extractall(path="/tmp/a", filter="tar")
            tar.extractall("/tmp/a", filter=tarfile.data_filter)
            tar.extractall("/tmp/a", filter="fully_trusted")  #! archive
            tar.extract("name", "/tmp/a")  #! archive
            tar.extract("name", "/tmp/a", filter="data")
            tar.extractfile("name").read()
            for member in tar.getmembers():
                tar.extract(member, "/tmp/a")  #! archive
                open("/tmp/a/" + member.name, "wb")  #! path
                open("/tmp/a/" + os.path.basename(member.name), "wb")
        tarfile.open("/opt/models.tar").extractall("/tmp/a")
    """,
    "zip": """
        import io, zipfile
        with zipfile.ZipFile(io.BytesIO(x)) as archive:
            archive.extractall("/tmp/a")
            archive.extract("name", "/tmp/a")
            archive.read("name")
            for name in archive.namelist():
                open("/tmp/a/" + name, "wb")  #! path
                archive.extract(name, "/tmp/a")
            for info in archive.infolist():
                open(os.path.join("/tmp/a", info.filename), "wb")  #! path
                open(os.path.join("/tmp/a", os.path.basename(info.filename)), "wb")
            archive.extractall("/tmp/" + x)  #! path
    """,
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_what_a_parser_does(tmp_path: Path, text: str) -> None:
    check(tmp_path, "python", program(text, 8), trigger(Kind.REST_API_MAPPED))


@pytest.mark.parametrize(
    ("unpack", "kinds"),
    [
        ('tarfile.open("/tmp/a.tar").extractall("/tmp/a")', ["archive"]),
        ('tarfile.open("/tmp/a.tar").extractall("/tmp/a", filter="data")', []),
        ('tarfile.open("/tmp/b.tar").extractall("/tmp/a")', []),
        ('shutil.unpack_archive("/tmp/a.tar", "/tmp/a")', ["archive"]),
        ('shutil.unpack_archive("/tmp/a.tar", "/tmp/a", filter="data")', []),
        ('zipfile.ZipFile("/tmp/a.tar").extractall("/tmp/a")', []),
    ],
)
def test_an_archive_that_was_downloaded(tmp_path: Path, unpack: str, kinds: list[str]) -> None:
    reader = f"""
        import boto3, shutil, tarfile, zipfile

        def handler(event, context):
            boto3.client("s3").download_file("uploads", "models/a.tar", "/tmp/a.tar")
            {unpack}
    """
    writer = """
        import boto3

        def handler(event, context):
            boto3.client("s3").put_object(Bucket="uploads", Key="models/a.tar", Body=event["body"])
    """
    made = application(
        tmp_path,
        {"reader.py": reader, "writer.py": writer},
        function("reader.py", trigger(Kind.SCHEDULE, Exposure.INTERNAL), id="Reader"),
        function("writer.py", trigger(Kind.REST_API), id="Writer"),
    )
    assert [flow.kind for flow in made.behaviours["Reader"].flows] == kinds
