"""Write the code editor of `goatherd learn` into the package: CodeMirror, as one file without a network.

    python tools/vendor_editor.py

Run it to take a newer version; what it writes is committed. Needs Node.js and npm.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

STATIC = Path(__file__).parent.parent / "src" / "goatherd" / "learn" / "web" / "static"
PACKAGES = {
    "codemirror": "6.0.2",
    "@codemirror/lang-javascript": "6.2.4",
    "@codemirror/lang-json": "6.0.2",
    "@codemirror/lang-python": "6.2.1",
    "@codemirror/lang-yaml": "6.1.2",
    "esbuild": "0.25.10",
}
ENTRY = """
import { basicSetup, EditorView } from 'codemirror';
import { Decoration, keymap } from '@codemirror/view';
import { StateField } from '@codemirror/state';
import { indentWithTab, toggleTabFocusMode } from '@codemirror/commands';
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { python } from '@codemirror/lang-python';
import { yaml } from '@codemirror/lang-yaml';
import { tags } from '@lezer/highlight';

const languages = { js: javascript, json, py: python, yaml, yml: yaml };
const { definition, function: called, propertyName, special, variableName } = tags;
const names = [definition(variableName), called(variableName), definition(propertyName), called(propertyName)];

// Variables of learn.css, so that one editor serves light and dark.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.meta], color: 'var(--keyword)' },
  { tag: [tags.string, special(tags.string), tags.regexp], color: 'var(--string)' },
  { tag: tags.comment, color: 'var(--comment)' },
  { tag: [...names, tags.className, tags.typeName, tags.labelName], color: 'var(--name)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.escape], color: 'var(--number)' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);
const selection = '.cm-selectionBackground';
const look = EditorView.theme({
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--code)', color: 'var(--soft)', border: '0' },
  '.cm-activeLine': { backgroundColor: 'var(--here)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--here)', color: 'var(--ink)' },
  [`${selection}, &.cm-focused > .cm-scroller > .cm-selectionLayer ${selection}`]: { background: 'var(--selected)' },
  '.cm-selectionMatch, .cm-searchMatch': { backgroundColor: 'var(--here)', outline: '1px solid var(--accent)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--selected)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--code)', borderColor: 'var(--line)', color: 'var(--soft)' },
  '.cm-panels, .cm-tooltip': { backgroundColor: 'var(--card)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-button, .cm-button:active': { backgroundImage: 'none' },
  '.cm-textfield': { backgroundColor: 'var(--paper)' },
});

/** The line, counted from 1, that cannot be read. It stays red until the text is looked at again. */
const marked = (number) => StateField.define({
  create: ({ doc }) => Decoration.set(
    Decoration.line({ class: 'cm-bad-line' }).range(doc.line(Math.min(number, doc.lines)).from),
  ),
  update: (marks, { changes }) => marks.map(changes),
  provide: (field) => EditorView.decorations.from(field),
});

/** Puts an editor in the place of a text area, which keeps the text for the form. */
export function enhance(area) {
  const language = languages[area.dataset.language];
  const label = area.labels[0]?.textContent ?? 'Code';
  const bad = Number(area.dataset.badLine);
  const view = new EditorView({
    doc: area.value,
    extensions: [
      basicSetup,
      look,
      syntaxHighlighting(colours),
      indentUnit.of(area.dataset.language === 'py' ? '    ' : '  '),
      keymap.of([indentWithTab, { key: 'Escape', run: toggleTabFocusMode }]),
      EditorView.contentAttributes.of({ 'aria-label': `${label}. Escape, then Tab, leaves the editor.` }),
      EditorView.updateListener.of((update) => { if (update.docChanged) area.value = update.state.doc.toString(); }),
      ...(language ? [language()] : []),
      ...(bad ? [marked(bad)] : []),
    ],
  });
  area.hidden = true;
  area.after(view.dom);
  if (bad) {
    const { from } = view.state.doc.line(Math.min(bad, view.state.doc.lines));
    view.dispatch({ effects: EditorView.scrollIntoView(from, { y: 'center' }) });
  }
  return view;
}
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": PACKAGES}))
        (folder / "entry.js").write_text(ENTRY)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True)
        bundle = ["npx", "esbuild", "entry.js", "--bundle", "--minify", "--format=esm", "--legal-comments=none"]
        subprocess.run([*bundle, f"--outfile={STATIC / 'editor.js'}"], cwd=folder, check=True)
        licences = [_licence(path) for path in sorted(folder.glob("node_modules/**/package.json")) if _bundled(path)]
    (STATIC / "editor.LICENSES.txt").write_text("\n\n".join(filter(None, licences)) + "\n", encoding="utf-8")


def _bundled(manifest: Path) -> bool:
    name = manifest.parent.relative_to(manifest.parents[-1]).as_posix().partition("node_modules/")[2]
    return name.startswith(("@codemirror/", "@lezer/", "@marijn/", "codemirror", "crelt", "style-mod", "w3c-keyname"))


def _licence(manifest: Path) -> str:
    told = json.loads(manifest.read_text(encoding="utf-8"))
    text = next((path.read_text(encoding="utf-8") for path in manifest.parent.glob("LICENSE*")), "")
    return f"{told['name']} {told.get('version', '')}\n\n{text.strip()}" if text and "name" in told else ""


if __name__ == "__main__":
    main()
