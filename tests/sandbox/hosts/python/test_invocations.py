"""What is noted of the invocation as a whole, and what callers of the function are told."""

APP = """
import helper, vendored
def handler(event, context):
    if event["a"]:
        return helper.double(vendored.one)
    return 0
"""
FILES = {
    "helper.py": "def double(x):\n    return 2 * x\n",
    "vendored/__init__.py": "one = 1\n",
    "vendored-1.0.dist-info/RECORD": "vendored/__init__.py,,\n",
}


def test_lines_are_noted_once_and_only_of_the_functions_own_code(run):
    ran = run(APP, {"a": 0}, {"a": 0}, {"a": 1}, files=FILES)
    noted = [[note["files"] for note in each["notes"] if note["kind"] == "lines"] for each in ran]
    assert noted == [
        [{"app.py": [2, 3], "helper.py": [1]}, {"app.py": [4, 6]}],
        [],
        [{"app.py": [5], "helper.py": [2]}],
    ]


def test_a_loop_is_not_traced_to_its_end(run):
    ran = run(
        """
        def handler(event, context):
            for i in range(100_000):
                if i < 0:
                    pass
            return 1
        """,
        {},
        {},
    )
    assert ran[0]["notes"][-2]["files"] == {"app.py": [3, 4, 6]}
    assert ran.response == 1


def test_time_and_memory(run):
    ran = run("def handler(event, context):\n    return len(str(10**20000))\n", {})
    (note,) = ran.kind("cpu")
    assert note["seconds"] >= 0
    assert note["peak"] > 1 << 20


def test_a_missing_module_is_named(run):
    ran = run("import helper\n", {}, files={"helper.py": "import not_there.at_all\n"})
    assert ran[0]["ended"] == "init-error"
    assert ran.kind("missing-module") == [{"kind": "missing-module", "name": "not_there"}]
    assert ran.error["errorMessage"] == "Unable to import module 'app': No module named 'not_there'"


def test_errors_are_told_as_in_lambda(run):
    ran = run(
        """
        import json
        def handler(event, context):
            json.loads(event["a"]["b"])
        """,
        {"a": {"b": "{"}},
        {"a": {}},
    )
    decoding, missing = (each["error"] for each in ran)
    assert decoding["errorType"] == "JSONDecodeError"
    assert missing["errorMessage"] == "'b'"
    for error in (decoding, missing):
        assert "/var/task/app.py" in error["stackTrace"][0]
        assert "goatherd" not in str(error)


def test_errors_of_the_import_are_told_as_in_lambda(run):
    ran = run("raise ValueError('x')\n", {})
    assert ran.error["errorType"] == "ValueError"
    assert "goatherd" not in str(ran.error)


def test_a_function_may_close_every_descriptor(run):
    ran = run("import os\nos.closerange(9, 64)\ndef handler(event, context):\n    return event['a']\n", {"a": 1})
    assert ran.response == 1


def test_a_module_called_as_ours_is_the_functions(run):
    ran = run("import notes\ndef handler(event, context):\n    return notes.x\n", {}, files={"notes.py": "x = 5\n"})
    assert ran.response == 5


def test_threads_are_watched(run):
    ran = run(
        """
        import os, threading
        def work(text):
            os.listdir("/x/" + text)
        def handler(event, context):
            threads = [threading.Thread(target=work, args=(event["a"],)) for _ in range(8)]
            threading.excepthook = lambda _: None
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        """,
        {"a": "gh7f3a9c"},
    )
    assert {note["where"] for note in ran.reached("path")} == {"app.py:4"}
    assert 4 in ran.kind("lines")[-1]["files"]["app.py"]


def test_instruments_are_in_no_stack_trace(run):
    ran = run(
        """
        import json, traceback
        def handler(event, context):
            try:
                json.loads(event["text"])
            except ValueError as error:
                try:
                    raise KeyError("b") from error
                except KeyError as second:
                    return [traceback.format_exc(), traceback.format_tb(error.__traceback__)]
        """,
        {"text": "{"},
    )
    written, frames = ran.response
    assert "goatherd" not in written + "".join(frames)
    assert written.count("Traceback") == 2 and 'app.py", line 5' in written and "json/decoder.py" in frames[-1]
