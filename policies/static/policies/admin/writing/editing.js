/* The editor of one language: what keys and marks do, and the numbers of clauses, lists and references. */
import { baseKeymap, chainCommands, exitCode, toggleMark } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history, redo, undo } from "prosemirror-history";
import { InputRule, inputRules, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { EditorState, Plugin, PluginKey, Selection, TextSelection } from "prosemirror-state";
import { addRowAfter, goToNextCell, isInTable, tableEditing } from "prosemirror-tables";
import { Decoration, DecorationSet } from "prosemirror-view";
import { guardKeys, level, mergeBack, split } from "sijill/clauses";
import { headingOf } from "sijill/convert";
import { numbersOf } from "sijill/numbering";
import { pasting } from "sijill/pasting";
import { schema } from "sijill/schema";

const { nodes, marks } = schema;

// Keys

const lineBreak = (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.parent.type === nodes.heading || !$from.parent.inlineContent) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.line_break.create(null, null, $from.marks())).scrollIntoView());
  return true;
};

/* After a heading one writes the text; in a cell or a term a line ends with a break. */
const enter = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if ($from.parent.type === nodes.heading) {
    if (!empty) return false;
    const after = $from.after();
    const next = state.doc.nodeAt(after);
    const tr = state.tr;
    if ($from.parentOffset < $from.parent.content.size) {
      // In the middle of it, the rest of the heading begins the text.
      const rest = $from.parent.cut($from.parentOffset);
      tr.delete($from.pos, $from.end());
      tr.insert(tr.mapping.map(after), nodes.paragraph.create(null, rest.content));
    } else if (next?.type !== nodes.paragraph || next.content.size) {
      tr.insert(after, nodes.paragraph.create());
    }
    dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(tr.mapping.map($from.pos, -1) + 2), 1)).scrollIntoView());
    return true;
  }
  if ([nodes.caption, nodes.term].includes($from.parent.type)) {
    const end = $from.end() + 1;
    if ($from.parent.type === nodes.term && $from.node(-1).childCount === 1) {
      const tr = state.tr.insert(end, nodes.paragraph.create());
      dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(end + 1))).scrollIntoView());
    } else {
      dispatch?.(state.tr.setSelection(TextSelection.near(state.doc.resolve(end), 1)).scrollIntoView());
    }
    return true;
  }
  return isInTable(state) && lineBreak(state, dispatch);
};

/* From the caption of a table to its first cell. */
const intoTable = (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.parent.type !== nodes.caption) return false;
  dispatch?.(state.tr.setSelection(TextSelection.near(state.doc.resolve($from.end() + 1), 1)).scrollIntoView());
  return true;
};

/* After the last cell comes a row more. */
const nextRow = (state, dispatch) => {
  if (!isInTable(state)) return false;
  let row = null;
  addRowAfter(state, (tr) => { row = tr; });
  if (!row || !dispatch) return Boolean(row);
  const next = state.apply(row);
  let moved = null;
  goToNextCell(1)(next, (tr) => { moved = tr; });
  if (moved) row.setSelection(TextSelection.create(row.doc, moved.selection.from, moved.selection.to));
  dispatch(row.scrollIntoView());
  return true;
};

/* Beneath the last row one writes on, also where nothing stands there yet. */
const belowTable = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  if (!empty || !isInTable(state) || (view && !view.endOfTextblock("down"))) return false;
  let depth = $from.depth;
  while ($from.node(depth).type !== nodes.table) depth -= 1;
  const { rowspan } = $from.node(depth + 2).attrs;
  const next = $from.node(depth - 2).maybeChild($from.indexAfter(depth - 2));
  if ($from.index(depth) + (rowspan ?? 1) < $from.node(depth).childCount || (next && next.type !== nodes.footnotes)) return false;
  if (!dispatch) return true;
  const after = $from.after(depth - 1);
  const tr = state.tr.insert(after, nodes.paragraph.create());
  dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView());
  return true;
};

/* Up and down into an empty line: beside the source of a translation, browsers go past it. */
const nextLine = (by) => (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  if (!empty || isInTable(state) || !view?.endOfTextblock(by > 0 ? "down" : "up")) return false;
  const found = Selection.findFrom(state.doc.resolve(by > 0 ? $from.after() : $from.before()), by, true);
  if (!found || found.$from.parent.content.size) return false;
  dispatch?.(state.tr.setSelection(found).scrollIntoView());
  return true;
};

/* A press on an empty line goes into it, for the same reason. */
const emptyLines = new Plugin({
  props: {
    handleDOMEvents: {
      mousedown(view, event) {
        if (event.button || event.detail > 1 || event.shiftKey || !view.editable) return false;
        const line = event.target.closest?.("[contenteditable=false]") ? null : event.target.closest?.("p, dt, figcaption");
        if (!line || !view.dom.contains(line)) return false;
        const { parent, pos } = view.state.doc.resolve(view.posAtDOM(line, 0));
        if (!parent.isTextblock || parent.content.size) return false;
        event.preventDefault();
        view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, pos)));
        view.focus();
        return true;
      },
    },
  },
});

/* An empty paragraph ends what it stands in: a definition begins the next, a note or the definitions are left. */
const leave = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.type !== nodes.paragraph || $from.parent.content.size || $from.depth < 3) return false;
  const holder = $from.node(-1);
  const last = $from.indexAfter(-1) === holder.childCount;
  if (![nodes.note, nodes.definition].includes(holder.type) || !last || holder.childCount < 2) return false;
  if (!dispatch) return true;
  const tr = state.tr.delete($from.before(), $from.after());
  if (holder.type === nodes.definition) {
    const after = tr.mapping.map($from.after(-1));
    tr.insert(after, nodes.definition.create(null, nodes.term.create()));
    tr.setSelection(TextSelection.near(tr.doc.resolve(after + 2)));
  } else {
    const after = tr.mapping.map($from.after(-1));
    tr.insert(after, nodes.paragraph.create());
    tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1)));
  }
  dispatch(tr.scrollIntoView());
  return true;
};

/* An empty last term ends the definitions. */
const leaveDefinitions = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.type !== nodes.term || $from.parent.content.size) return false;
  const list = $from.node(-2);
  if (list.childCount < 2 || $from.indexAfter(-2) !== list.childCount || $from.node(-1).childCount > 1) return false;
  if (dispatch) {
    const tr = state.tr.delete($from.before(-1), $from.after(-1));
    const after = tr.mapping.map($from.after(-2));
    tr.insert(after, nodes.paragraph.create());
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1))).scrollIntoView());
  }
  return true;
};

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const keys = {
  "Mod-z": undo,
  "Mod-y": redo,
  "Mod-Shift-z": redo,
  "Mod-b": toggleMark(marks.bold),
  "Mod-i": toggleMark(marks.italic),
  "Mod-Shift-x": toggleMark(marks.struck),
  "Shift-Enter": chainCommands(exitCode, lineBreak),
  "Mod-Enter": split,
  Enter: chainCommands(leaveDefinitions, enter, splitListItem(nodes.item), leave),
  ArrowDown: chainCommands(belowTable, nextLine(1)),
  ArrowUp: nextLine(-1),
  Tab: chainCommands(intoTable, goToNextCell(1), nextRow, sinkListItem(nodes.item)),
  "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(nodes.item)),
  Backspace: mergeBack,
  "Alt-Shift-ArrowRight": (state, dispatch) => level(document.documentElement.dir === "rtl" ? -1 : 1)(state, dispatch),
  "Alt-Shift-ArrowLeft": (state, dispatch) => level(document.documentElement.dir === "rtl" ? 1 : -1)(state, dispatch),
};
if (isMac) keys["Ctrl-Enter"] = split;

// Marks that one types

const listRule = (pattern, attrs) => wrappingInputRule(pattern, nodes.list, attrs, (_match, node) => node.attrs.ordered === Boolean(attrs?.ordered));
/* "## " at the beginning of a paragraph begins a clause. */
const clauseRule = new InputRule(/^#{1,3}\s$/, (state, match, start, end) => {
  const $start = state.doc.resolve(start);
  if ($start.depth !== 2 || $start.parent.type !== nodes.paragraph) return null;
  let made = null;
  const cleared = state.apply(state.tr.delete(start, end));
  split(cleared, (tr) => { made = tr; });
  if (!made) return null;
  const tr = state.tr.delete(start, end);
  made.steps.forEach((each) => tr.step(each));
  return tr.setSelection(TextSelection.near(tr.doc.resolve(made.selection.from)));
});
const rules = inputRules({ rules: [listRule(/^\s*[-•]\s$/), listRule(/^\s*1[.)]\s$/, { ordered: true }), listRule(/^\s*a[.)]\s$/, { ordered: true, style: "lower-alpha" }), clauseRule] });

// Numbers

/* Every clause: key, level, label, heading and number. */
export function clausesOf(doc, numbering) {
  const clauses = doc.content.content.map((node) => ({ ...node.attrs, heading: headingOf(node), node }));
  const numbers = numbersOf(clauses.map((each) => (each.heading ? each.level : null)), numbering, clauses.map(({ label }) => label));
  return clauses.map((clause, place) => ({ ...clause, place, number: numbers[place] }));
}

export const numbered = new PluginKey("numbered");

const numbersPlugin = (numberingOf) => new Plugin({
  key: numbered,
  state: {
    init: (_config, { doc }) => decorated(doc),
    apply(tr, value) {
      if (!tr.docChanged && !tr.getMeta(numbered)) return value;
      const told = signature(tr.doc, numberingOf());
      // While no number changed, the marks only move along with the text.
      return told === value.told ? { ...value, set: value.set.map(tr.mapping, tr.doc) } : decorated(tr.doc);
    },
  },
  props: { decorations: (state) => numbered.getState(state).set },
});

const signature = (doc, numbering) => doc.content.content.map(({ attrs, firstChild }) => `${attrs.key} ${attrs.level} ${attrs.label} ${firstChild.content.size > 0}`).join("|") + numbering;

let numberingNow = () => "decimal";
let untitledNow = "";

function decorated(doc) {
  const clauses = clausesOf(doc, numberingNow());
  const names = new Map(clauses.map(({ key, number, heading }) => [key, number.replace(/\.$/, "") || heading]));
  const marksOf = [];
  doc.forEach((section, position, place) => {
    const { number } = clauses[place];
    marksOf.push(Decoration.node(position + 1, position + 1 + section.firstChild.nodeSize, {
      role: "heading",
      "aria-level": String(section.attrs.level + 2),
      "data-number": number,
      ...(section.firstChild.content.size ? {} : { "data-empty": untitledNow }),
    }));
  });
  return { set: DecorationSet.create(doc, marksOf), told: signature(doc, numberingNow()), names };
}

/* A reference shows the number that its clause has now. */
class ReferenceView {
  constructor(node, view) {
    this.dom = document.createElement("span");
    this.dom.className = "writing-reference";
    this.show(node, view);
  }

  show(node, view) {
    const name = numbered.getState(view.state)?.names.get(node.attrs.key);
    this.dom.textContent = name ?? (node.attrs.text || "?");
    this.dom.dataset.reference = node.attrs.key;
    this.dom.classList.toggle("writing-reference--lost", name === undefined);
  }

  ignoreMutation() { return true; }
}

export function refreshReferences(view) {
  const { names } = numbered.getState(view.state);
  view.dom.querySelectorAll("[data-reference]").forEach((element) => {
    const name = names.get(element.dataset.reference);
    element.classList.toggle("writing-reference--lost", name === undefined);
    if (name !== undefined && element.textContent !== name) element.textContent = name;
  });
}

const itemLabels = new Plugin({
  props: {
    nodeViews: { reference: (node, view) => new ReferenceView(node, view) },
  },
});

export function stateOf(doc, { numbering, untitled, plugins = [] }) {
  numberingNow = numbering;
  untitledNow = untitled;
  return EditorState.create({
    doc,
    plugins: [
      ...plugins,
      keymap(keys),
      keymap(baseKeymap),
      rules,
      history({ newGroupDelay: 700 }),
      tableEditing(),
      gapCursor(),
      dropCursor({ class: "writing-drop" }),
      guardKeys,
      emptyLines,
      numbersPlugin(numbering),
      itemLabels,
      new Plugin({ props: pasting }),
    ],
  });
}
