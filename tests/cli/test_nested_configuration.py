"""A monorepo whose services have configurations of their own, also when all of it is scanned from the root."""

from __future__ import annotations

import json

import pytest

TEMPLATE = """\
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicReadWrite
      OwnershipControls: {Rules: [{ObjectOwnership: ObjectWriter}]}
      PublicAccessBlockConfiguration:
        {BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false}
"""
SERVICES = ("pay", "pay/refunds", "shop")


@pytest.fixture
def monorepo(root):
    for service in SERVICES:
        (root / service).mkdir(parents=True)
        (root / service / "template.yaml").write_text(TEMPLATE)
    return root


@pytest.fixture
def found(goatherd, monorepo):
    def run(*options):
        done = goatherd("scan", "--format", "json", *options)
        return {(f["path"].rpartition("/")[0], f["id"]) for f in json.loads(done.out)["findings"]}, done.code

    return run


def of(service, findings):
    return {id for path, id in findings if path == service}


def test_a_file_in_a_service_decides_of_the_findings_below_it(monorepo, found):
    (monorepo / "pay" / "goatherd.toml").write_text('ignore = ["SAS-3"]\n')
    findings, code = found()
    assert of("shop", findings) and code == 1
    assert not of("pay", findings) and not of("pay/refunds", findings)


def test_the_nearest_wins_and_the_rest_is_inherited(monorepo, found):
    (monorepo / "goatherd.toml").write_text('profile = "everything"\nfail-on = "never"\n')
    (monorepo / "pay" / "pyproject.toml").write_text('[tool.goatherd]\nignore = ["SAS-3"]\n')
    (monorepo / "pay" / "refunds" / "goatherd.toml").write_text('ignore = []\nfail-on = "low"\n')
    findings, code = found()
    assert of("pay/refunds", findings) == of("shop", findings) > of("pay", findings)
    assert code == 1
    (monorepo / "pay" / "refunds" / "goatherd.toml").write_text('min-severity = "critical"\n')
    findings, code = found()
    assert (of("pay/refunds", findings), code) == (set(), 0)


def test_acceptances_and_exclusions_begin_at_the_folder_of_their_file(monorepo, found):
    accepted = '[[accept]]\nid = "SAS-3"\npath = "refunds/*"\nreason = "goes in spring"\n'
    (monorepo / "pay" / "goatherd.toml").write_text(accepted)
    (monorepo / "shop" / "goatherd.toml").write_text('exclude = ["*.yaml"]\n')
    findings, _ = found()
    assert of("pay", findings) and not of("pay/refunds", findings) and not of("shop", findings)


@pytest.mark.parametrize("option", ["--no-config", "--config=root.toml", "--ignore=GOAT0501", "--profile=everything"])
def test_the_command_line_comes_first(monorepo, found, option):
    (monorepo / "root.toml").write_text("")
    (monorepo / "pay" / "goatherd.toml").write_text('ignore = ["SAS-3"]\nprofile = "audit"\n')
    findings, _ = found(option)
    assert bool(of("pay", findings)) == (not option.startswith("--profile"))


def test_a_mistake_in_one_is_named(monorepo, goatherd):
    (monorepo / "pay" / "goatherd.toml").write_text('\nignroe = ["SAS-3"]\n')
    done = goatherd("scan")
    assert done.code == 2
    assert "unknown key 'ignroe'" in done.err and "pay/goatherd.toml:2" in done.err
