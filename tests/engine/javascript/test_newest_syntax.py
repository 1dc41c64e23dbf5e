"""What is found in a program that uses what the grammar of TypeScript does not know yet."""

from __future__ import annotations

from tests.engine.programs import check

PROGRAM = """
import { execSync } from "child_process";
export type * as Types from "./types";
import settings from "./settings.json" with { type: "json" };
interface Reader<in out T> { read(x: T): T }
type Loaded = typeof import("./x").load<string>;

class Runner {
    static accessor count: number = 0;
    static [key: string]: unknown;
    run(command: string) {
        execSync(command); //!
    }
}

export const handler = async (event: any) => {
    await using file = open("x"), other = open("y");
    for (await using each of event.Records) {
        new Runner().run(each.command);
    }
    execSync(event.name); //!
};
"""


def test_findings_in_the_newest_typescript(tmp_path):
    files = {"settings.json": "{}", "types.ts": "export type A = 1;"}
    found = check(tmp_path, "javascript", PROGRAM, files=files, file="index.ts")
    assert found.truncated == ""
