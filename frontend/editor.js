// The editor: CodeMirror with Python, put in the place of a text area. What is typed stays in the area.
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, RangeSet, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration, drawSelection, EditorView, GutterMarker, gutter, highlightActiveLine, highlightActiveLineGutter,
  highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Every colour is one of the page's own: light and dark come with them.
const theme = EditorView.theme({
  "&": { backgroundColor: "var(--sunken)", color: "var(--ink)", height: "100%" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--code)", fontSize: "0.875rem", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--soft)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--ink) 5%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--focus) 30%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--soft)" },
  ".cm-mark": { width: "1.1em", color: "var(--wrong)", fontWeight: "700", textAlign: "center" },
  ".cm-line.cm-named": { backgroundColor: "var(--wrong-wash)", boxShadow: "inset 3px 0 var(--wrong)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--copper)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--right)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--wait)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: tags.definition(tags.variableName), fontWeight: "600" },
  { tag: tags.invalid, textDecoration: "underline wavy" },
]);

// The lines that findings name: they move with the text until the next check names them anew.

const setMarks = StateEffect.define();
const named = Decoration.line({ class: "cm-named" });

class Mark extends GutterMarker {
  constructor(words) {
    super();
    this.words = words;
  }
  eq(other) { return other.words === this.words; }
  toDOM() {
    const mark = document.createElement("span");
    mark.textContent = "✗";
    mark.title = this.words;
    return mark;
  }
}

const marks = StateField.define({
  create: () => RangeSet.empty,
  update(held, transaction) {
    let now = held.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setMarks)) continue;
      const { doc } = transaction.state;
      const ranges = effect.value
        .filter(({ line }) => line >= 1 && line <= doc.lines)
        .map(({ line, words }) => new Mark(words).range(doc.line(line).from));
      now = RangeSet.of(ranges, true);
    }
    return now;
  },
  provide: (field) => [
    EditorView.decorations.compute([field], (state) => {
      const lines = new Set();
      for (const at = state.field(field).iter(); at.value; at.next()) lines.add(state.doc.lineAt(at.from).from);
      return Decoration.set([...lines].map((from) => named.range(from)));
    }),
    gutter({ class: "cm-mark", markers: (view) => view.state.field(field) }),
  ],
});

// What is typed over a selection: the browser would keep its colours as inline style, which the policy refuses.
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const isTyped = event.inputType === "insertText" && event.data !== null && !view.composing;
    if (!isTyped || view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

/**
 * Put an editor in the place of *area*, a text area, which keeps the text and the place in its form.
 * *save* and *leave* are called for Ctrl-S and Escape, *changed* after each change of the text.
 */
export function edit(area, { save, leave, changed }) {
  const host = document.createElement("div");
  host.className = "editor-host";
  area.after(host);
  area.hidden = true;
  // Within a shadow root, styles are made by script as sheets: the policy of the page refuses <style>.
  const root = host.attachShadow({ mode: "open" });
  const calls = (call) => () => { call(); return true; };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        marks, lineNumbers(), highlightSpecialChars(), highlightActiveLine(), highlightActiveLineGutter(), history(), drawSelection(),
        indentOnInput(), bracketMatching(), indentUnit.of("    "), pythonLanguage, syntaxHighlighting(colours), theme, typeOver,
        keymap.of([
          { key: "Mod-s", run: calls(save), preventDefault: true },
          { key: "Escape", run: calls(leave) },
          indentWithTab, ...defaultKeymap, ...historyKeymap,
        ]),
        EditorView.contentAttributes.of({
          "aria-label": `${area.getAttribute("aria-label")}. Escape leaves it.`, "aria-multiline": "true", tabindex: "0",
        }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          changed();
        }),
      ],
    }),
  });
  return {
    /** Mark lines: a list of ``{line, words}``. */
    mark: (lines) => view.dispatch({ effects: setMarks.of(lines) }),
    /** Put another text in the place of this one, only where the two differ; it is taken back by itself, without what was typed just before. */
    replace(text) {
      const now = view.state.doc.toString();
      const least = Math.min(now.length, text.length);
      let from = 0, after = 0;
      while (from < least && now[from] === text[from]) from += 1;
      while (after < least - from && now[now.length - 1 - after] === text[text.length - 1 - after]) after += 1;
      const changes = { from, to: now.length - after, insert: text.slice(from, text.length - after) };
      view.dispatch({ changes, annotations: isolateHistory.of("full") });
    },
    /** Put the cursor at the beginning of a line, in the middle of what is seen. */
    go(line) {
      const { from } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    },
    focus: () => view.focus(),
    end() {
      view.destroy();
      host.remove();
      area.hidden = false;
    },
  };
}
