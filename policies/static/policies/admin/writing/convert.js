/* The document's JSON of a body ↔ the editor's nodes, without loss (policies/document/canonical.py). */
import { Fragment } from "prosemirror-model";
import { TableMap } from "prosemirror-tables";
import { schema } from "sijill/schema";

const { nodes, marks } = schema;

// From the document

const marksOf = (run) => [
  ...(run.link && run.role !== "reference" ? [marks.link.create({ href: run.link })] : []),
  ...(run.bold ? [marks.bold.create()] : []),
  ...(run.italic ? [marks.italic.create()] : []),
  ...(run.struck ? [marks.struck.create()] : []),
  ...(run.script ? [marks.script.create({ kind: run.script })] : []),
];

function inlineFrom(runs) {
  return runs.flatMap((run) => {
    const formatting = marksOf(run);
    if (run.role === "reference") return nodes.reference.create({ key: run.link.slice(1), text: run.text }, null, formatting);
    if (run.role === "footnote") return nodes.footnote_mark.create({ label: run.text }, null, formatting);
    return run.text.split("\n").flatMap((part, place) => [
      ...(place ? [nodes.line_break.create(null, null, formatting)] : []),
      ...(part ? [schema.text(part, formatting)] : []),
    ]);
  });
}

const paragraphFrom = (runs) => nodes.paragraph.create(null, inlineFrom(runs));
const orEmpty = (made) => (made.length ? made : [nodes.paragraph.create()]);

function tableFrom({ header, rows, spans = [] }) {
  const grid = header.length ? [header, ...rows] : rows;
  const covered = new Set();
  const starts = new Map();
  spans.forEach((span) => {
    starts.set(`${span.row} ${span.column}`, span);
    for (let row = span.row; row < span.row + span.height; row += 1) {
      for (let column = span.column; column < span.column + span.width; column += 1) {
        if (row !== span.row || column !== span.column) covered.add(`${row} ${column}`);
      }
    }
  });
  return nodes.table.create(null, grid.map((cells, row) => nodes.table_row.create(null, cells.flatMap((runs, column) => {
    const place = `${row} ${column}`;
    if (covered.has(place)) return [];
    const { height = 1, width = 1 } = starts.get(place) ?? {};
    const type = header.length && row === 0 ? nodes.table_header : nodes.table_cell;
    return [type.create({ colspan: width, rowspan: height }, paragraphFrom(runs))];
  }))));
}

function nodeFrom(block) {
  switch (block.type) {
    case "paragraph": return paragraphFrom(block.runs);
    case "list": return nodes.list.create(
      { ordered: block.ordered, style: block.style ?? "decimal", start: block.start ?? 1 },
      block.items.map((item) => nodes.item.create({ label: item.label ?? "" }, [paragraphFrom(item.runs), ...item.children.map(nodeFrom)])),
    );
    case "definitions": return nodes.definitions.create(null, block.items.map(({ term, blocks }) => (
      nodes.definition.create(null, [nodes.term.create(null, inlineFrom(term)), ...blocks.map(nodeFrom)]))));
    case "table": return nodes.figure.create(null, [nodes.caption.create(null, inlineFrom(block.caption)), tableFrom(block)]);
    case "note": return nodes.note.create({ tone: block.tone }, orEmpty(block.blocks.map(nodeFrom)));
    case "footnotes": return nodes.footnotes.create(null, block.items.map(({ label, blocks }) => (
      nodes.footnote.create({ label }, orEmpty(blocks.map(nodeFrom))))));
    default: throw new Error(`block type ${block.type}`);
  }
}

/* The node of a clause. What the editor could not give back as it is written keeps its JSON until it is edited. */
const kept = new WeakMap();

export function sectionFrom({ key, level, label, heading, body }) {
  const blocks = JSON.parse(body || "[]");
  const section = nodes.section.createChecked(
    { key, level, label },
    [nodes.heading.create(null, heading ? schema.text(heading.replace(/\s*\n\s*/g, " ")) : null), ...blocks.map(nodeFrom)],
  );
  section.check();
  kept.set(section.content, JSON.stringify(blocks));
  return section;
}

// To the document

const FORMATS = ["bold", "italic", "struck"];

function runOf(node) {
  const run = { text: node.isText ? node.text : "\n" };
  node.marks.forEach(({ type, attrs }) => {
    if (FORMATS.includes(type.name)) run[type.name] = true;
    if (type.name === "link") run.link = attrs.href;
    if (type.name === "script") run.script = attrs.kind;
  });
  if (node.type === nodes.reference) Object.assign(run, { text: node.attrs.text || "?", link: `#${node.attrs.key}`, role: "reference" });
  if (node.type === nodes.footnote_mark) Object.assign(run, { text: node.attrs.label, role: "footnote" });
  const { text, bold, italic, link, struck, script, role } = run;
  return Object.fromEntries(Object.entries({ text, bold, italic, link, struck, script, role }).filter(([name, value]) => value || name === "text"));
}

const formatOf = ({ text: _text, ...format }) => JSON.stringify(format);

function runsOf(parent) {
  const runs = [];
  parent.forEach((node) => {
    const run = runOf(node);
    const last = runs.at(-1);
    if (last && !run.role && !last.role && formatOf(last) === formatOf(run)) last.text += run.text;
    else runs.push(run);
  });
  return trimmed(runs);
}

/* Without white space at the ends, as every reader of texts leaves it away. */
function trimmed(runs) {
  while (runs.length && !runs[0].role) {
    runs[0].text = runs[0].text.replace(/^[ \n\t]+/, "");
    if (runs[0].text) break;
    runs.shift();
  }
  while (runs.length && !runs.at(-1).role) {
    runs.at(-1).text = runs.at(-1).text.replace(/[ \n\t]+$/, "");
    if (runs.at(-1).text) break;
    runs.pop();
  }
  return runs;
}

const children = (node, from = 0) => node.content.content.slice(from);
const said = (blocks) => blocks.filter((block) => block.type !== "paragraph" || block.runs.length);
const blocksOf = (list) => said(list.flatMap(blockOf));

function tableOf(figure) {
  const table = figure.lastChild;
  const map = TableMap.get(table);
  const grid = Array.from({ length: map.height }, () => Array.from({ length: map.width }, () => []));
  const spans = [];
  const seen = new Set();
  let headed = map.height > 0;
  map.map.forEach((position, index) => {
    if (seen.has(position)) return;
    seen.add(position);
    const [row, column] = [Math.floor(index / map.width), index % map.width];
    const cell = table.nodeAt(position);
    if (row === 0 && cell.type !== nodes.table_header) headed = false;
    grid[row][column] = runsOf(cell.firstChild);
    if (cell.attrs.colspan * cell.attrs.rowspan > 1) spans.push({ row, column, height: cell.attrs.rowspan, width: cell.attrs.colspan });
  });
  if (headed && spans.some(({ row, height }) => row === 0 && height > 1)) headed = false;
  const [header, rows] = headed ? [grid[0], grid.slice(1)] : [[], grid];
  return { type: "table", caption: runsOf(figure.firstChild), header, rows, ...(spans.length ? { spans } : {}) };
}

function blockOf(node) {
  switch (node.type) {
    case nodes.paragraph: return [{ type: "paragraph", runs: runsOf(node) }];
    case nodes.list: return listOf(node);
    case nodes.definitions: {
      const items = children(node).map((each) => ({ term: runsOf(each.firstChild), blocks: blocksOf(children(each, 1)) }));
      const written = items.filter(({ term, blocks }) => term.length || blocks.length);
      return written.length ? [{ type: "definitions", items: written }] : [];
    }
    case nodes.figure: return [tableOf(node)];
    case nodes.note: {
      const blocks = blocksOf(children(node));
      return blocks.length ? [{ type: "note", tone: node.attrs.tone, blocks }] : [];
    }
    case nodes.footnotes: return [{
      type: "footnotes",
      items: children(node).map((each) => ({ label: each.attrs.label, blocks: blocksOf(children(each)) })),
    }];
    default: throw new Error(`node ${node.type.name}`);
  }
}

function listOf({ attrs: { ordered, style, start }, content }) {
  const items = content.content.map((item) => ({
    runs: runsOf(item.firstChild),
    children: blocksOf(children(item, 1)),
    ...(ordered && item.attrs.label ? { label: item.attrs.label } : {}),
  })).filter((item) => item.runs.length || item.children.length || item.label);
  if (!items.length) return [];
  return [{ type: "list", ordered, items, ...(ordered && style !== "decimal" ? { style } : {}), ...(ordered && start !== 1 ? { start } : {}) }];
}

/* The body of a clause's node, as the JSON that its field holds. */
const written = new WeakMap();

export function bodyOf(section) {
  const { content } = section;
  if (kept.has(content)) return kept.get(content);
  if (!written.has(content)) written.set(content, JSON.stringify(blocksOf(children(section, 1))));
  return written.get(content);
}

export const headingOf = (section) => section.firstChild.textContent.trim();

/* The blocks of a body as nodes, to stand in another clause. */
export const blocksFrom = (body) => Fragment.from(JSON.parse(body || "[]").map(nodeFrom));

/* One body after another: footnotes stay last, and of two with one label the second gets another. */
export function joinedBodies(first, heading, second) {
  const parse = (body) => JSON.parse(body || "[]");
  const [before, after] = [parse(first), parse(second)];
  const notesOf = (blocks) => (blocks.at(-1)?.type === "footnotes" ? blocks.pop().items : []);
  const [notes, more] = [notesOf(before), notesOf(after)];
  const taken = new Set(notes.map(({ label }) => label));
  const renamed = new Map(more.map(({ label }) => {
    let free = label;
    for (let count = 1; taken.has(free); count += 1) free = String(count);
    taken.add(free);
    return [label, free];
  }));
  const relabel = (value) => {
    if (Array.isArray(value)) return value.map(relabel);
    if (value === null || typeof value !== "object") return value;
    const copy = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, relabel(part)]));
    return value.role === "footnote" ? { ...copy, text: renamed.get(value.text) ?? value.text } : copy;
  };
  const title = heading ? [{ type: "paragraph", runs: [{ text: heading, bold: true }] }] : [];
  const items = [...notes, ...more.map(({ label, blocks }) => ({ label: renamed.get(label), blocks: relabel(blocks) }))];
  return JSON.stringify([...before, ...title, ...relabel(after), ...(items.length ? [{ type: "footnotes", items }] : [])]);
}
