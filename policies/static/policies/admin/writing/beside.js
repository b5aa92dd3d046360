/* A translation beside its source: each paragraph of the source stands in the row of its translation. Over each clause
   stands what there is to say of it; where one only writes, where something was found. */
import { DOMSerializer } from "prosemirror-model";
import { Plugin, PluginKey, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { element } from "sijill/asking";
import { clauseWith } from "sijill/clauses";
import { sectionFrom } from "sijill/convert";
import { schema } from "sijill/schema";

/* Put words in place of others that stand once in the clause, with their marks; the first of several are only shown. */
function put(view, clause, said, instead) {
  const found = clauseWith(view.state.doc, clause);
  const places = [];
  found?.node.descendants((node, offset) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, "", "\ufffc");
    for (let at = text.indexOf(said); at >= 0; at = text.indexOf(said, at + said.length)) places.push(found.position + 1 + offset + 1 + at);
    return false;
  });
  if (!places.length) return;
  const [from] = places;
  const to = from + said.length;
  const { tr } = view.state;
  if (places.length === 1) tr.insertText(instead, from, to);
  const end = places.length === 1 ? from + instead.length : to;
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, from, end)).scrollIntoView());
  view.focus();
}

const key = new PluginKey("beside");
const serializer = DOMSerializer.fromSchema(schema);

/* The source of a clause as one element for its heading and each of its blocks. */
function rowsOf(text, source) {
  const section = sectionFrom({ key: "", level: 1, ...text });
  return section.content.content.map((node) => {
    const row = element("div", { class: "beside__source", lang: source.code, dir: source.direction, contenteditable: "false" });
    row.append(serializer.serializeNode(node));
    return row;
  });
}

function stateRow(writing, clause) {
  const { words } = writing;
  const told = writing.told(clause);
  const { state, said, html } = told;
  const { lang, dir } = document.documentElement; // what is said of the text is in the admin's language
  const row = element("div", { class: "beside__state", lang, dir: dir || "ltr", contenteditable: "false", "data-state": state || "", "data-differs": told.differs ? "1" : null });
  if (!state) return row;
  row.append(element("span", { class: "beside__said" }, said));
  if (html) {
    const change = element("div", { class: "beside__change", lang: null });
    change.innerHTML = html; // from our own server, which escapes every text in it
    change.querySelectorAll("[data-instead]").forEach((button) => {
      const { said: words_here, instead } = button.dataset;
      if (writing.editable) button.addEventListener("click", () => put(writing.view, clause, words_here, instead));
      else button.remove();
    });
    row.append(change);
  }
  if (state === "out_of_date" && writing.editable) {
    row.append(element("button", { type: "button", class: "button button-small", onclick: () => writing.stillCorrect(clause) }, words.still_correct));
  }
  return row;
}

function build(doc, writing) {
  const marks = [];
  const { source } = writing;
  const name = (clause, part) => `${clause} ${part} ${writing.revision(clause)}`;
  const said = (position, clause, told) => Decoration.widget(position + 1, () => stateRow(writing, clause), { side: -2, key: name(clause, `state ${JSON.stringify(told)}`), stopEvent: () => true });
  doc.forEach((section, position) => {
    const clause = section.attrs.key;
    if (writing.mode !== "translate") {
      const told = writing.told(clause);
      if (told.differs && told.html) marks.push(said(position, clause, told));
      return;
    }
    const rows = rowsOf(writing.textOf(clause, source.code), source);
    const told = writing.told(clause);
    marks.push(Decoration.node(position, position + section.nodeSize, { class: "beside", "data-state": told.state || "" }));
    let at = position + 1;
    section.forEach((node, _offset, place) => {
      const row = rows[place];
      if (row) marks.push(Decoration.widget(at, row, { side: -1, key: name(clause, place), ignoreSelection: true }));
      if (!row) marks.push(Decoration.widget(at, element("div", { class: "beside__source", dir: source.direction, contenteditable: "false" }), { side: -1, key: name(clause, place) }));
      at += node.nodeSize;
    });
    rows.slice(section.childCount).forEach((row, place) => marks.push(Decoration.widget(at, row, { side: 1, key: name(clause, `rest${place}`), ignoreSelection: true })));
    marks.push(said(position, clause, told));
  });
  return DecorationSet.create(doc, marks);
}

const shape = (doc) => doc.content.content.map((section) => `${section.attrs.key} ${section.childCount}`).join("|");

export const beside = (writing) => new Plugin({
  key,
  state: {
    init: (_config, { doc }) => ({ set: build(doc, writing), shape: shape(doc) }),
    apply(tr, value) {
      if (!tr.docChanged && !tr.getMeta(key)) return value;
      const now = shape(tr.doc);
      // Typing within a paragraph moves the rows along; a paragraph more or less makes them anew.
      return now === value.shape && !tr.getMeta(key) ? { set: value.set.map(tr.mapping, tr.doc), shape: now } : { set: build(tr.doc, writing), shape: now };
    },
  },
  props: { decorations: (state) => key.getState(state).set },
});

export const refreshBeside = (view) => view.dispatch(view.state.tr.setMeta(key, true).setMeta("addToHistory", false));
