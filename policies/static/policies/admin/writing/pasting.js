/* Text from elsewhere, made into clean blocks: whole texts by the server, which reads them as it reads files
   (``sijill/asked-paste``); a few words, and everything without contact, by ``readPasted`` here. */
import { DOMParser, Fragment, Slice } from "prosemirror-model";
import { Selection } from "prosemirror-state";
import { isWhole, readByServer } from "sijill/asked-paste";
import { blocksFrom, bodyOf, headingOf, joinedBodies } from "sijill/convert";
import { schema } from "sijill/schema";

const { nodes } = schema;
const HEADINGS = "h1, h2, h3, h4, h5, h6, p.MsoTitle";
const make = (name, ...content) => { const made = document.createElement(name); made.append(...content); return made; };

/* A word processor writes a list as paragraphs whose style says the level; the marker is part of the text. */
function gatherLists(body) {
  const levelOf = (element) => Number(element.getAttribute("style")?.match(/mso-list:[^;]*level(\d)/i)?.[1] ?? 0);
  [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")].forEach((paragraph) => {
    const level = levelOf(paragraph);
    const marker = paragraph.querySelector("[style*='mso-list:Ignore' i]");
    if (!level || /^H\d$/.test(paragraph.tagName)) {
      marker?.remove();
      return;
    }
    const mark = (marker?.textContent ?? "").trim();
    marker?.remove();
    const name = /^[\w\u0621-\u064a]{1,5}[.)-]|^\(/u.test(mark) ? "ol" : "ul";
    let list = paragraph.previousElementSibling;
    if (!list?.dataset?.gathered) {
      list = make(name);
      list.dataset.gathered = "1";
      paragraph.before(list);
    }
    for (let depth = 1; depth < level; depth += 1) {
      const last = list.lastElementChild ?? list.appendChild(make("li"));
      const inner = last.lastElementChild;
      list = inner?.matches("ul, ol") ? inner : last.appendChild(make(name));
    }
    list.append(make("li", ...paragraph.childNodes));
    paragraph.remove();
  });
}

/* Each cell holds one paragraph; a table stands in a figure with its caption. */
function tidyTables(body) {
  [...body.querySelectorAll("table")].reverse().forEach((table) => {
    if (table.parentElement.closest("table")) {
      table.replaceWith(...[...table.querySelectorAll("td, th")].map((cell) => make("p", ...cell.childNodes)));
      return;
    }
    const caption = make("figcaption", ...(table.caption?.childNodes ?? []));
    table.caption?.remove();
    table.querySelectorAll("td, th").forEach((cell) => {
      const parts = [...cell.querySelectorAll("p, li, div")].filter((part) => !part.querySelector("p, li, div"));
      if (!parts.length) return;
      const joined = parts.filter((part) => part.textContent.trim()).flatMap((part, place) => [...(place ? [make("br")] : []), ...part.childNodes]);
      cell.replaceChildren(...joined);
    });
    const figure = make("figure", caption);
    table.replaceWith(figure);
    figure.append(table);
  });
}

function tidyDefinitions(body) {
  body.querySelectorAll("dl").forEach((list) => {
    const made = [];
    [...list.querySelectorAll("dt, dd")].forEach((part) => {
      if (part.tagName === "DT" || !made.length) made.push(make("div"));
      made.at(-1).dataset.definition = "";
      made.at(-1).append(part.tagName === "DT" ? part : make("p", ...part.childNodes));
    });
    list.replaceChildren(...made);
  });
}

/* The page without what is no text of it: scripts, comments, what tracked changes struck, marks of a word processor. */
function clean(html) {
  const { body } = new window.DOMParser().parseFromString(html, "text/html");
  const dropped = "style, script, del, template, noscript, img, [style*='mso-element:comment'], [style*='mso-element:footnote-list'], "
    + ".msocomanchor, .MsoCommentReference, [style*='mso-comment-reference'], [style*='display:none']";
  body.querySelectorAll(dropped).forEach((element) => element.remove());
  gatherLists(body);
  tidyTables(body);
  tidyDefinitions(body);
  body.querySelectorAll("a:not([href]), ins, font").forEach((element) => element.replaceWith(...element.childNodes));
  return body;
}

/* What precedes the first heading, and a clause for each heading: its level, its title and its blocks. */
function readPasted(html) {
  const body = clean(html);
  const groups = [{ blocks: [] }];
  const walk = (parent) => {
    [...parent.childNodes].forEach((node) => {
      if (node.nodeType === Node.ELEMENT_NODE && node.matches(HEADINGS)) {
        groups.push({ level: Number(node.tagName[1]) || 1, title: node.textContent.replace(/\s+/g, " ").trim(), blocks: [] });
      } else if (node.nodeType === Node.ELEMENT_NODE && !node.matches("li, table, figure, dl") && node.querySelector(HEADINGS)) {
        walk(node);
      } else {
        groups.at(-1).blocks.push(node);
      }
    });
  };
  walk(body);
  const highest = Math.min(...groups.slice(1).map(({ level }) => level));
  const parser = DOMParser.fromSchema(schema);
  return groups.map(({ level, title, blocks }) => {
    const holder = make("div", ...blocks);
    const parsed = parser.parse(holder, { topNode: nodes.note.create(), preserveWhitespace: false });
    const written = parsed.content.content.filter((node) => node.type !== nodes.paragraph || node.content.size);
    return { level: level && level - highest, title, blocks: written };
  });
}

/* Whole texts become clauses: what was before the cursor stays, what was after it ends the last one. */
function pasteClauses(view, [leading, ...clauses]) {
  let { tr } = view.state;
  if (!tr.selection.empty) tr = tr.deleteSelection();
  const { $from } = tr.selection;
  if ($from.depth < 2 || $from.node(1).type !== nodes.section) return false;
  const section = $from.node(1);
  const block = $from.index(1);
  const keep = section.content.content.slice(0, block + 1).filter((node) => node.type === nodes.heading || node.content.size > 0);
  const rest = section.content.content.slice(block + 1);
  const title = headingOf(section);
  // Notes stand last in a clause, whatever they come from.
  const after = (kept, blocks) => [...kept.filter(({ type }) => type === nodes.heading), ...blocksFrom(joinedBodies(bodyOf(section.copy(Fragment.from(kept))), "", bodyOf(section.copy(Fragment.from([nodes.heading.create(), ...blocks]))))).content];
  let first = section.copy(Fragment.from(after(keep, leading.blocks)));
  let made = clauses.map((clause) => ({ ...clause }));
  if (!title && keep.length === 1 && !leading.blocks.length && made.length) {
    // Nothing was written in this clause yet: it takes the first heading that was pasted.
    const [{ title: name, label = "", blocks }] = made;
    first = nodes.section.create({ ...section.attrs, label: section.attrs.label || label }, [nodes.heading.create(null, name ? schema.text(name) : null), ...blocks]);
    made = made.slice(1);
  }
  const sections = made.map(({ level, title: name, label = "", blocks }) => nodes.section.create(
    { key: window.sijill.uuid(), level: Math.min(section.attrs.level + level, 9), label },
    [nodes.heading.create(null, name ? schema.text(name) : null), ...blocks],
  ));
  const all = [first, ...sections];
  const last = all.pop();
  all.push(rest.length ? last.copy(Fragment.from(after(last.content.content, rest))) : last);
  const from = $from.before(1);
  tr.replaceWith(from, $from.after(1), all);
  const end = from + all.reduce((sum, node) => sum + node.nodeSize, 0) - 1 - rest.reduce((sum, node) => sum + node.nodeSize, 0);
  withNumbersAsTyped(tr, new Set(all.map(({ attrs }) => attrs.key)));
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(end), -1)).scrollIntoView().setMeta("uiEvent", "paste"));
  return true;
}

/* A number that was typed is the number that is seen: it stays as a label only where computing it gives another. */
function withNumbersAsTyped(tr, pasted) {
  const bare = (number) => number.replace(/\.$/, "");
  const typed = new Map();
  tr.doc.forEach((node, position) => {
    if (!pasted.has(node.attrs.key) || !node.attrs.label) return;
    typed.set(node.attrs.key, node.attrs.label);
    tr.setNodeAttribute(position, "label", "");
  });
  typed.forEach((label, key) => {
    const { number } = window.sijill.writing.numbersIn(tr.doc).find((clause) => clause.key === key);
    if (bare(number) === bare(label)) return;
    tr.doc.forEach((node, position) => { if (node.attrs.key === key) tr.setNodeAttribute(position, "label", label); });
  });
}

const sliceOf = (blocks) => {
  const content = Fragment.from(blocks);
  const open = (node) => (node?.type === nodes.paragraph ? 1 : 0);
  return new Slice(content, open(content.firstChild), open(content.lastChild));
};

const MARKED = [[/^\s*[-–•*]\s+/u, false], [/^\s*(?:\d{1,3}|[a-z])[.)]\s+/iu, true]];

/* Plain text by its marks: a paragraph a line, lists by their bullets and numbers. */
function readPlain(text) {
  const blocks = [];
  text.split(/\r?\n/).forEach((line) => {
    const words = line.trim();
    if (!words) return;
    const [mark, ordered] = MARKED.find(([found]) => found.test(line)) ?? [];
    const said = mark ? line.replace(mark, "").trim() : words;
    const paragraph = nodes.paragraph.create(null, said ? schema.text(said) : null);
    const last = blocks.at(-1);
    if (!mark) blocks.push(paragraph);
    else if (last?.ordered === ordered && last.items) last.items.push(nodes.item.create(null, paragraph));
    else blocks.push({ ordered, items: [nodes.item.create(null, paragraph)] });
  });
  const many = blocks.length > 1;
  return blocks.map((block) => {
    if (!block.items) return block;
    // One line that begins with a number is a line.
    return many || block.items.length > 1 ? nodes.list.create({ ordered: block.ordered }, block.items) : block.items[0].firstChild;
  });
}

function pasteGroups(view, groups) {
  const { $from } = view.state.selection;
  const [{ blocks }] = groups;
  if (groups.length > 1 || blocks.some(({ type }) => type === nodes.footnotes)) return pasteClauses(view, groups);
  if (!blocks.length) return false;
  if ($from.parent.type === nodes.heading) {
    // A line becomes words of the heading; more of them stand beneath it.
    const words = blocks.length === 1 && blocks[0].type === nodes.paragraph ? blocks[0].textContent : "";
    const { tr } = view.state;
    view.dispatch((words ? tr.insertText(words) : tr.insert($from.after(), blocks)).scrollIntoView().setMeta("uiEvent", "paste"));
    return true;
  }
  view.dispatch(view.state.tr.replaceSelection(sliceOf(blocks)).scrollIntoView().setMeta("uiEvent", "paste"));
  return true;
}

/* The title of a whole text stands before its clauses in an empty policy; among others it is the clause above them. */
function withTitle(view, title, [leading, ...clauses]) {
  if (!title) return [leading, ...clauses];
  if (clauses.length && !view.state.doc.textContent.trim()) {
    const line = nodes.paragraph.create(null, schema.text(title, [schema.marks.bold.create()]));
    return [{ ...leading, blocks: [line, ...leading.blocks] }, ...clauses];
  }
  const under = clauses.map((clause) => ({ ...clause, level: clause.level + 1 }));
  return [{ ...leading, blocks: [] }, { level: 0, title, blocks: leading.blocks }, ...under];
}

/* Without contact it is read here, as a few words are. */
async function pasteWhole(view, html) {
  const read = await readByServer(html);
  if (read.refused) return;
  const groups = read.clauses?.map(({ body, ...clause }) => ({ ...clause, blocks: blocksFrom(body).content }));
  pasteGroups(view, groups ? withTitle(view, read.title, groups) : readPasted(html));
  view.focus();
}

export const pasting = {
  handlePaste(view, event) {
    const data = event.clipboardData;
    const html = data?.getData("text/html") ?? "";
    if (html.includes("data-pm-slice")) return false; // from an editor of ours
    const { $from } = view.state.selection;
    if (!html && !data?.getData("text/plain")) return false;
    if ($from.depth > 1 && $from.node(2).type === nodes.figure) return false;
    if (html && isWhole(html)) {
      pasteWhole(view, html);
      return true;
    }
    return pasteGroups(view, html ? readPasted(html) : [{ blocks: readPlain(data.getData("text/plain")) }]);
  },
  /* Into a heading, a caption or a cell: words only, and their formatting where the place takes any. */
  transformPastedHTML: (html) => (html.includes("data-pm-slice") ? html : clean(html).innerHTML),
};
