/* What a text can be made of: the document's own schema (policies/document/blocks.py), and nothing else. */
import { Schema } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

const { table, table_row, table_cell, table_header } = tableNodes({ tableGroup: "", cellContent: "paragraph", cellAttributes: {} });
const text = (element, name) => element.getAttribute(name) ?? "";

const nodes = {
  doc: { content: "section+" },
  /* ``absorbed`` names the clauses that were merged into this one since the other languages were looked at. */
  section: {
    content: "heading block* footnotes?",
    attrs: { key: { default: "" }, level: { default: 1 }, label: { default: "" }, absorbed: { default: [] } },
    defining: true,
    isolating: true,
    parseDOM: [{ tag: "section[data-key]", getAttrs: (dom) => ({ key: dom.dataset.key, level: Number(dom.dataset.level) || 1, label: dom.dataset.label ?? "" }) }],
    toDOM: ({ attrs: { key, level, label } }) => ["section", { "data-key": key, "data-level": level, "data-label": label }, 0],
  },
  heading: {
    content: "text*",
    marks: "",
    defining: true,
    parseDOM: [{ tag: "p[data-heading]" }],
    toDOM: () => ["p", { "data-heading": "" }, 0],
  },
  paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  list: {
    content: "item+",
    group: "block",
    attrs: { ordered: { default: false }, style: { default: "decimal" }, start: { default: 1 } },
    parseDOM: [
      { tag: "ul" },
      { tag: "ol", getAttrs: (dom) => ({ ordered: true, style: dom.dataset.style || "decimal", start: Number(dom.getAttribute("start") ?? 1) || 1 }) },
    ],
    toDOM: ({ attrs: { ordered, style, start } }) => (ordered ? ["ol", { "data-style": style, start }, 0] : ["ul", 0]),
  },
  item: {
    content: "paragraph block*",
    defining: true,
    attrs: { label: { default: "" } },
    parseDOM: [{ tag: "li", getAttrs: (dom) => ({ label: text(dom, "data-label") }) }],
    toDOM: ({ attrs: { label } }) => ["li", label ? { "data-label": label } : {}, 0],
  },
  /* Not as <dl>: what a term means is several blocks, which nothing here could put into one <dd>. */
  definitions: { content: "definition+", group: "block", parseDOM: [{ tag: "dl, div[data-definitions]" }], toDOM: () => ["div", { "data-definitions": "", role: "list" }, 0] },
  definition: { content: "term block*", defining: true, parseDOM: [{ tag: "div[data-definition]" }], toDOM: () => ["div", { "data-definition": "", role: "listitem" }, 0] },
  term: { content: "inline*", defining: true, parseDOM: [{ tag: "dt, p[data-term]", priority: 60 }], toDOM: () => ["p", { "data-term": "" }, 0] },
  figure: { content: "caption table", group: "block", isolating: true, parseDOM: [{ tag: "figure" }], toDOM: () => ["figure", 0] },
  caption: { content: "inline*", isolating: true, parseDOM: [{ tag: "figcaption" }], toDOM: () => ["figcaption", 0] },
  table,
  table_row,
  table_cell,
  table_header,
  note: {
    content: "block+",
    group: "block",
    defining: true,
    attrs: { tone: { default: "info" } },
    parseDOM: [{ tag: "aside[data-tone]", getAttrs: (dom) => ({ tone: dom.dataset.tone }) }],
    toDOM: ({ attrs: { tone } }) => ["aside", { "data-tone": tone }, 0],
  },
  footnotes: { content: "footnote+", isolating: true, parseDOM: [{ tag: "div[data-footnotes]" }], toDOM: () => ["div", { "data-footnotes": "" }, 0] },
  footnote: {
    content: "block+",
    defining: true,
    attrs: { label: { default: "" } },
    parseDOM: [{ tag: "div[data-footnote]", getAttrs: (dom) => ({ label: dom.dataset.footnote }) }],
    toDOM: ({ attrs: { label } }) => ["div", { "data-footnote": label }, 0],
  },
  text: { group: "inline" },
  line_break: { inline: true, group: "inline", selectable: false, linebreakReplacement: true, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  /* A reference to a clause: its words are the number of that clause, whatever it becomes. */
  reference: {
    inline: true,
    group: "inline",
    atom: true,
    attrs: { key: {}, text: { default: "" } },
    parseDOM: [{ tag: "span[data-reference]", getAttrs: (dom) => ({ key: dom.dataset.reference, text: dom.textContent }) }],
    toDOM: ({ attrs }) => ["span", { "data-reference": attrs.key }, attrs.text || "?"],
  },
  footnote_mark: {
    inline: true,
    group: "inline",
    atom: true,
    attrs: { label: {} },
    parseDOM: [{ tag: "sup[data-mark]", priority: 60, getAttrs: (dom) => ({ label: dom.dataset.mark }) }],
    toDOM: ({ attrs: { label } }) => ["sup", { "data-mark": label }, label],
  },
};

const marks = {
  link: {
    attrs: { href: {} },
    inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (dom) => { const href = cleanLink(text(dom, "href")); return href ? { href } : false; } }],
    toDOM: ({ attrs: { href } }) => ["a", { href, rel: "noreferrer" }, 0],
  },
  bold: {
    parseDOM: [{ tag: "strong" }, { tag: "b", getAttrs: (dom) => dom.style.fontWeight !== "normal" && null }, { style: "font-weight", getAttrs: (value) => /^(bold(er)?|[6-9]\d{2})$/.test(value) && null }],
    toDOM: () => ["strong", 0],
  },
  italic: { parseDOM: [{ tag: "em" }, { tag: "i" }, { style: "font-style=italic" }], toDOM: () => ["em", 0] },
  struck: { parseDOM: [{ tag: "s" }, { tag: "strike" }, { style: "text-decoration=line-through" }], toDOM: () => ["s", 0] },
  script: {
    attrs: { kind: {} },
    excludes: "script",
    parseDOM: [{ tag: "sup", getAttrs: () => ({ kind: "super" }) }, { tag: "sub", getAttrs: () => ({ kind: "sub" }) }],
    toDOM: ({ attrs: { kind } }) => [kind === "sub" ? "sub" : "sup", 0],
  },
};

/* An address as the document takes it; nothing where it takes none. */
export function cleanLink(href) {
  const address = href.trim();
  if (/^(https?:|mailto:|tel:|#|\/)/i.test(address)) return address;
  if (/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(address)) return `mailto:${address}`;
  if (/^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(address)) return `https://${address}`;
  return "";
}

export const schema = new Schema({ nodes, marks });
