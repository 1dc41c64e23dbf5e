"""Where the code of functions and layers is, and what runs it."""

from __future__ import annotations

from posixpath import basename, dirname, relpath, splitext

from goatherd.core.value import HOLE
from goatherd.frontends.cdk.constructs.vocabulary import (
    Construct,
    Kind,
    Node,
    Record,
    Span,
    Thing,
    Value,
    given,
    known_text,
    member_name,
    node_of,
    possible_texts,
    prop,
    record,
    scalar,
    text_of,
    thing_of,
    tree_path,
)
from goatherd.frontends.programs.values import External

_EXTENSIONS = (".ts", ".js", ".mjs", ".tsx", ".mts", ".cjs")
_OBJECT_KEY = "s3_assets.ObjectKey"
_REPOSITORY = "ecr_assets.Repository"
_RUNTIMES = {"PYTHON": "python", "NODEJS": "nodejs", "JAVA": "java", "DOTNET": "dotnet", "GO": "go", "RUBY": "ruby"}


def runtime(value: Value) -> Node:
    """`Runtime.PYTHON_3_12` -> python3.12."""
    thing = thing_of(value)
    if thing is not None:
        return node_of(thing.argument(0))
    name = member_name(value)
    language, _, version = name.partition("_")
    if language not in _RUNTIMES and not name.startswith("PROVIDED"):
        return node_of(value)
    if name == "NODEJS_LATEST":
        return scalar("nodejs20.x", value.span)
    if name.startswith("PROVIDED"):
        return scalar(name.lower().replace("_", "."), value.span)
    suffix = version.replace("_", ".").lower()
    if language == "NODEJS" and suffix.isdigit():
        suffix += ".x"
    return scalar(_RUNTIMES[language] + suffix, value.span)


def entry_file(construct: Construct) -> str | None:
    """The entry file; by default it stands beside the program, named like it and the construct's id."""
    written = prop(construct.props, "entry")
    tree = construct.program.tree
    if given(written):
        places = [tree_path(text, construct.program.folder) for text in possible_texts(written) if text]
        paths = [path for path in places if path is not None]
        there = (path + ending for path in paths for ending in ("", *_EXTENSIONS) if path + ending in tree)
        return next(there, paths[0] if paths else None)
    stem = splitext(construct.span.path)[0]
    id = construct.path.rpartition("/")[2]
    return next((f"{stem}.{id}{e}" for e in _EXTENSIONS if f"{stem}.{id}{e}" in tree), None)


def set_code(construct: Construct, code: Value) -> None:
    """Declare what a `Code` deploys; opaque where it is made when the app is synthesized."""
    thing = thing_of(code)
    if thing is None:
        if given(code):
            why = node_of(code).why or "it is not written where the function is"
            _set(construct, "Code", Node.opaque(why, code.span))
        else:  # libraries that deploy archives call them by their file's name
            file = prop(construct.props, "fileName")
            name = known_text(file) or HOLE
            _set(construct, "Code", scalar(f"s3://{HOLE}/{name}", file.span if given(file) else construct.span))
        return
    name = thing.kind.rpartition(".")[2]
    argument = thing.argument(0, "path")
    if name in ("fromInline", "inline", "InlineCode"):
        text = thing.argument(0, "code")
        _set(construct, "Code", Record({"ZipFile": text}, {}, thing.span))
    elif name in ("fromImageAsset", "fromAssetImage"):
        _image_asset(construct, thing.props, argument)
    elif name in ("fromEcrImage", "fromEcr", "EcrImageCode"):
        _image_of_repository(construct, thing)
    elif name == "fromDockerBuild":
        _set(construct, "Code", _built_in_docker(construct, thing, argument))
    elif name in ("fromAsset", "asset", "AssetCode", "fromCustomCommand"):
        _set(construct, "Code", asset(construct, argument))
    elif name in ("fromBucket", "fromBucketV2", "bucket", "S3Code"):
        uploaded = thing_of(thing.argument(1, "key"))
        if uploaded is not None and uploaded.kind == _OBJECT_KEY:
            _set(construct, "Code", asset(construct, prop(uploaded.props, "path")))
            return
        key = text_of(thing.argument(1, "key"))
        _set(construct, "Code", scalar(f"s3://${{?}}/{key}", thing.span))
    else:
        _set(construct, "Code", Node.opaque("its code is made when the app is synthesized", thing.span))


def _image_asset(construct: Construct, props: Record, directory: Value) -> None:
    assert construct.main is not None
    span = directory.span
    path = asset(construct, directory)
    uri = path.text() or ""
    construct.main.set("Code", record({"ImageUri": scalar(uri, span)}, span))
    construct.main.set("PackageType", scalar("Image", span))
    file = known_text(prop(props, "file")) or "Dockerfile"
    construct.main.metadata.entries["DockerContext"] = scalar(uri, span)
    construct.main.metadata.entries["Dockerfile"] = scalar(file, span)
    command = prop(props, "cmd")
    if given(command):
        construct.main.set("ImageConfig", record({"Command": command}, command.span))


def _image_of_repository(construct: Construct, thing: Thing) -> None:
    """An image that the program itself builds and uploads is built from its folder; others come from elsewhere."""
    built = thing_of(thing.argument(0, "repository"))
    if built is not None and built.kind == _REPOSITORY:
        _image_asset(construct, built.props, prop(built.props, "directory"))
        return
    uri = Node.opaque("its image comes from a repository of images", thing.span)
    _set(construct, "Code", record({"ImageUri": uri}, thing.span))
    _set(construct, "PackageType", scalar("Image", thing.span))


def _repository(construct: Construct, span: Span) -> Value:
    """Where the program uploads an image to."""
    return Thing(construct.program, _REPOSITORY, construct.arguments, construct.props, span)


def _built_in_docker(construct: Construct, thing: Thing, context: Value) -> Node:
    """Code that an image is built for: where the Dockerfile has a folder of its own, the code is beside it."""
    folder, file = known_text(context), known_text(prop(thing.props, "file"))
    place = tree_path(f"{folder}/{dirname(file)}", construct.program.folder) if folder and file else None
    if place and file and dirname(file) and f"{place}/{basename(file)}" in construct.program.tree:
        return path_node(construct, place, context.span)
    return asset(construct, context)


def asset(construct: Construct, path: Value) -> Node:
    """A path of the program as the file of its stack has it; opaque where it is not known."""
    texts = possible_texts(path)
    if not texts:
        built = _built_from(construct, path)
        if built is not None:
            return path_node(construct, built, path.span)
        return Node.opaque(node_of(path).why or "the path is not known", path.span)
    places = [tree_path(text, construct.program.folder) for text in texts]
    tree = construct.program.tree
    place = next((p for p in places if p and (p in tree or any(tree.below(p)))), places[0])
    if place is None:
        return Node.scalar(texts[0], path.span)
    return path_node(construct, place, path.span)


def _built_from(construct: Construct, path: Value) -> str | None:
    """The one source file that the call of a build tool was given, where the path is what that gives."""
    call = path.origin if isinstance(path, External) else None
    if call is None:
        return None
    given = [text for argument in call.arguments.args for value in _values(argument) for text in possible_texts(value)]
    places = {tree_path(text, construct.program.folder) for text in given}
    found = [place for place in places if place and place.endswith(_EXTENSIONS) and place in construct.program.tree]
    return found[0] if len(found) == 1 else None


def _values(argument: Value) -> list[Value]:
    return list(argument.entries.values()) if isinstance(argument, Record) else [argument]


def path_node(construct: Construct, place: str, span: Span) -> Node:
    """A path of the tree, relative to the folder of the stack's file."""
    base = dirname(construct.unit.path) if construct.unit is not None else ""
    return Node.scalar(relpath(f"/{place}", f"/{base}"), span)


def _set(construct: Construct, key: str, value: Value) -> None:
    if construct.main is not None:
        construct.main.set(key, value)


def _object_key(construct: Construct, span: Span) -> Value:
    """Where an asset of the program's is uploaded to: the files themselves are known."""
    return Thing(construct.program, _OBJECT_KEY, construct.arguments, construct.props, span)


def _asset(construct: Construct) -> None:
    """A file or folder that is uploaded when the app is deployed."""


KINDS: dict[str, Kind] = {
    "ecr_assets.DockerImageAsset": Kind(build=_asset, members={"repository": _repository}),
    "s3_assets.Asset": Kind(build=_asset, members={"s3ObjectKey": _object_key}),
    _OBJECT_KEY: Kind(value=lambda thing, span: Node.opaque("an asset's name is made when it is uploaded", span)),
}
