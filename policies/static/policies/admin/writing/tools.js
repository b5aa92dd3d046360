/* What one can do with the words at hand: a bar at the selection, "/" in an empty line, and the tools of a table. */
import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { wrapInList } from "prosemirror-schema-list";
import { TextSelection } from "prosemirror-state";
import { addColumnAfter, addRowAfter, addRowBefore, deleteColumn, deleteRow, deleteTable, isInTable, mergeCells, splitCell, toggleHeaderRow } from "prosemirror-tables";
import { ask, element, icon } from "sijill/asking";
import { split } from "sijill/clauses";
import { cleanLink, schema } from "sijill/schema";

const { nodes, marks } = schema;
const STYLES = ["decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman", "arabic-abjad", "arabic-alpha"];
const SHOWN = { decimal: "1. 2. 3.", "lower-alpha": "a. b. c.", "upper-alpha": "A. B. C.", "lower-roman": "i. ii. iii.", "upper-roman": "I. II. III.", "arabic-abjad": "أ. ب. ج.", "arabic-alpha": "أ. ب. ت." };

const ancestor = ($from, type) => {
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return { node: $from.node(depth), position: $from.before(depth) };
  return null;
};

/* Put a block in the place of an empty paragraph, or after this one; the cursor goes into it. */
export const insert = (block) => (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.depth < 2 || $from.node(2).type === nodes.footnotes) return false;
  const clear = $from.parent.type === nodes.paragraph && !$from.parent.content.size;
  const holder = $from.node(-1);
  const inside = clear && [nodes.section, nodes.note, nodes.item, nodes.definition].includes(holder.type) && !(holder.type === nodes.item && $from.index(-1) === 0);
  const [start, end] = inside ? [$from.before(), $from.after()] : [$from.after(2), $from.after(2)];
  if (dispatch) {
    const tr = state.tr.replaceWith(start, end, block());
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(start + 1), 1)).scrollIntoView());
  }
  return true;
};

const paragraph = () => nodes.paragraph.create();
const row = (type, width) => nodes.table_row.create(null, Array.from({ length: width }, () => type.create(null, paragraph())));
export const BLOCKS = {
  bullets: () => nodes.list.create({ ordered: false }, nodes.item.create(null, paragraph())),
  numbers: () => nodes.list.create({ ordered: true }, nodes.item.create(null, paragraph())),
  definitions: () => nodes.definitions.create(null, nodes.definition.create(null, nodes.term.create())),
  note: () => nodes.note.create(null, paragraph()),
};
export const tableOf = (rows, columns) => nodes.figure.create(null, [
  nodes.caption.create(),
  nodes.table.create(null, [row(nodes.table_header, columns), ...Array.from({ length: rows }, () => row(nodes.table_cell, columns))]),
]);

const numeral = (labels) => labels.reduce((most, label) => Math.max(most, Number(label) || 0), 0) + 1;

/* A mark here, and the footnote at the end of the clause; the cursor goes into it. */
export const footnote = (state, dispatch) => {
  const { $from, $to } = state.selection;
  if ($from.depth < 2 || $from.node(1).type !== nodes.section || !$to.parent.inlineContent || !$to.parent.type.contentMatch.matchType(nodes.footnote_mark)) return false;
  if (!dispatch) return true;
  const section = $from.node(1);
  const held = section.lastChild.type === nodes.footnotes ? section.lastChild : null;
  const label = String(numeral(held ? held.content.content.map(({ attrs }) => attrs.label) : []));
  const tr = state.tr.insert($to.pos, nodes.footnote_mark.create({ label }));
  const made = nodes.footnote.create({ label }, paragraph());
  const end = tr.mapping.map($from.end(1));
  if (held) tr.insert(end - 1, made);
  else tr.insert(end, nodes.footnotes.create(null, made));
  dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(tr.mapping.map($from.end(1)) - 2), -1)).scrollIntoView());
  return true;
};

const active = (state, mark) => {
  const { from, $from, to, empty } = state.selection;
  return empty ? Boolean(mark.isInSet(state.storedMarks || $from.marks())) : state.doc.rangeHasMark(from, to, mark);
};

export class Tools {
  constructor(writing) {
    this.writing = writing;
    const { words } = writing;
    this.bar = element("div", { class: "writing-tools", role: "toolbar", "aria-label": words.toolbar, hidden: true });
    this.table = element("div", { class: "writing-tools writing-tools--table", role: "toolbar", "aria-label": words.table_tools, hidden: true });
    this.menu = element("div", { class: "writing-menu", role: "listbox", "aria-label": words.insert, hidden: true });
    writing.sheet.append(this.bar, this.table, this.menu);
    this.marked = [];
    this.fill();
    [this.bar, this.table].forEach((bar) => {
      bar.addEventListener("mousedown", (event) => { if (!event.target.closest("select")) event.preventDefault(); });
      bar.addEventListener("keydown", (event) => this.walk(bar, event));
    });
    this.menu.addEventListener("mousedown", (event) => event.preventDefault());
  }

  button(holder, label, shown, command, mark) {
    const button = element("button", { type: "button", title: label, "aria-label": label, tabindex: "-1", onclick: () => this.run(command) }, shown);
    if (mark) this.marked.push([button, mark]);
    holder.append(button);
    return button;
  }

  run(command) {
    const { view } = this.writing;
    command(view.state, view.dispatch, view);
    view.focus();
  }

  fill() {
    const { words } = this.writing;
    const styled = (name, text) => element(name, {}, text);
    const kinds = ["paragraph", "bullets", "numbers", "definitions", "note"];
    this.kind = element("select", { "aria-label": words.kind, tabindex: "-1", onchange: () => this.run(this.turn(this.kind.value)) }, ...kinds.map((kind) => element("option", { value: kind }, words[kind])));
    this.bar.append(this.kind);
    this.button(this.bar, words.bold, styled("b", words.bold_letter), toggleMark(marks.bold), marks.bold);
    this.button(this.bar, words.italic, styled("i", words.italic_letter), toggleMark(marks.italic), marks.italic);
    this.button(this.bar, words.struck, styled("s", "S"), toggleMark(marks.struck), marks.struck);
    this.button(this.bar, words.raised, "x²", toggleMark(marks.script, { kind: "super" }));
    this.button(this.bar, words.lowered, "x₂", toggleMark(marks.script, { kind: "sub" }));
    this.button(this.bar, words.link, icon("link"), () => this.askLink(), marks.link);
    this.button(this.bar, words.reference, "§", () => this.askReference());
    this.button(this.bar, words.footnote, "¹", footnote);
    this.button(this.bar, words.list_options, icon("list-ol"), () => this.askList());
    this.button(this.bar, words.split, icon("cut"), split);
    const tools = [[words.row_above, addRowBefore], [words.row_below, addRowAfter], [words.column, addColumnAfter], [words.header, toggleHeaderRow], [words.merge_cells, mergeCells], [words.split_cell, splitCell], [words.delete_row, deleteRow], [words.delete_column, deleteColumn], [words.delete_table, deleteTable]];
    tools.forEach(([label, command]) => this.button(this.table, label, label, command));
  }

  turn(kind) {
    return (state, dispatch) => {
      const { $from } = state.selection;
      const list = ancestor($from, nodes.list);
      if (kind === "paragraph") return list ? this.unlist(state, dispatch) : lift(state, dispatch) || setBlockType(nodes.paragraph)(state, dispatch);
      if (kind === "note") return wrapIn(nodes.note)(state, dispatch);
      if (kind === "definitions") return insert(BLOCKS.definitions)(state, dispatch);
      const ordered = kind === "numbers";
      if (list) {
        dispatch?.(state.tr.setNodeMarkup(list.position, null, { ordered, style: "decimal", start: 1 }));
        return true;
      }
      return wrapInList(nodes.list, { ordered })(state, dispatch);
    };
  }

  /* The items of this list as paragraphs. */
  unlist(state, dispatch) {
    const { node, position } = ancestor(state.selection.$from, nodes.list);
    const blocks = node.content.content.flatMap((item) => item.content.content);
    const $list = state.doc.resolve(position);
    if (!$list.parent.canReplaceWith($list.index(), $list.index() + 1, nodes.paragraph)) return false;
    dispatch?.(state.tr.replaceWith(position, position + node.nodeSize, blocks));
    return true;
  }

  async askLink() {
    const { view, words } = this.writing;
    const { $from, from, to, empty } = view.state.selection;
    const now = marks.link.isInSet($from.marks()) || view.state.doc.nodeAt(from)?.marks.find(({ type }) => type === marks.link);
    const range = { from, to };
    if (empty && now) {
      // The whole of the link that the cursor is in.
      const parent = $from.start();
      $from.parent.forEach((node, offset) => {
        if (now.isInSet(node.marks) && parent + offset <= from && parent + offset + node.nodeSize >= from) Object.assign(range, { from: parent + offset, to: parent + offset + node.nodeSize });
      });
    }
    let value = now?.attrs.href ?? "";
    let label = words.address;
    for (;;) {
      const answer = await ask({ title: words.link, words, fields: [{ name: "href", label, value }], remove: now && words.remove_link });
      if (!answer) break;
      const href = answer.remove ? "" : cleanLink(answer.href);
      if (!answer.remove && answer.href.trim() && !href) {
        value = answer.href;
        label = words.bad_address;
        continue;
      }
      const { tr } = view.state;
      if (range.from === range.to && href) tr.insert(range.from, schema.text(href, [marks.link.create({ href })]));
      else {
        tr.removeMark(range.from, range.to, marks.link);
        if (href) tr.addMark(range.from, range.to, marks.link.create({ href }));
      }
      view.dispatch(tr);
      break;
    }
    view.focus();
  }

  async askReference() {
    const { view, words } = this.writing;
    const choices = this.writing.clauses.filter(({ heading }) => heading).map(({ key, number, heading }) => [key, `${number} ${heading}`.trim()]);
    if (!choices.length) return;
    const answer = await ask({ title: words.reference, words, fields: [{ name: "key", label: words.clause, choices }] });
    if (answer) {
      const { number, heading } = this.writing.clauses.find(({ key }) => key === answer.key);
      const text = number.replace(/\.$/, "") || heading;
      view.dispatch(view.state.tr.replaceSelectionWith(nodes.reference.create({ key: answer.key, text }), true).scrollIntoView());
    }
    view.focus();
  }

  async askList() {
    const { view, words } = this.writing;
    const { $from } = view.state.selection;
    const [list, item] = [ancestor($from, nodes.list), ancestor($from, nodes.item)];
    const note = ancestor($from, nodes.note);
    if (!list && !note) return;
    if (!list) {
      const tones = ["info", "important", "warning"].map((tone) => [tone, words[tone]]);
      const answer = await ask({ title: words.note, words, fields: [{ name: "tone", label: words.tone, choices: tones, value: note.node.attrs.tone }] });
      if (answer) view.dispatch(view.state.tr.setNodeAttribute(note.position, "tone", answer.tone));
      view.focus();
      return;
    }
    const { style, start } = list.node.attrs;
    const fields = [
      { name: "style", label: words.style, choices: STYLES.map((each) => [each, SHOWN[each]]), value: style },
      { name: "start", label: words.starts, type: "number", min: 0, max: 32767, value: start },
      { name: "label", label: words.item_label, value: item.node.attrs.label, maxlength: 60 },
    ];
    const answer = await ask({ title: words.list_options, words, fields });
    if (answer) {
      const first = Math.min(Math.max(Math.trunc(Number(answer.start)) || 0, 0), 32767);
      const tr = view.state.tr.setNodeMarkup(list.position, null, { ordered: true, style: answer.style, start: answer.start === "" ? 1 : first });
      tr.setNodeAttribute(item.position, "label", answer.label.trim());
      view.dispatch(tr);
    }
    view.focus();
  }

  async askTable() {
    const { view, words } = this.writing;
    const sizes = (most) => Array.from({ length: most }, (_each, place) => [place + 1, String(place + 1)]);
    const fields = [{ name: "rows", label: words.rows, choices: sizes(20), value: 2 }, { name: "columns", label: words.columns, choices: sizes(8), value: 3 }];
    const answer = await ask({ title: words.table, words, fields });
    if (answer) insert(() => tableOf(Number(answer.rows), Number(answer.columns)))(view.state, view.dispatch);
    view.focus();
  }

  // Showing

  update(view) {
    const { state } = view;
    const { selection } = state;
    const writes = view.editable && view.hasFocus();
    const held = this.bar.contains(document.activeElement) || this.table.contains(document.activeElement);
    const inTable = isInTable(state);
    this.bar.hidden = !held && !(writes && (!selection.empty || this.called) && selection.$from.parent.type !== nodes.heading);
    this.table.hidden = !(inTable && (writes || held));
    if (!this.bar.hidden) {
      this.marked.forEach(([button, mark]) => button.setAttribute("aria-pressed", String(active(state, mark))));
      const list = ancestor(selection.$from, nodes.list);
      const kind = list ? (list.node.attrs.ordered ? "numbers" : "bullets") : (ancestor(selection.$from, nodes.note) && "note") || (ancestor(selection.$from, nodes.definitions) && "definitions") || "paragraph";
      this.kind.value = kind;
      this.put(this.bar, view, selection.from);
    }
    if (!this.table.hidden) {
      const figure = ancestor(selection.$from, nodes.figure);
      if (figure) this.put(this.table, view, figure.position + 1);
    }
    this.suggest(view);
  }

  put(bar, view, position) {
    const sheet = this.writing.sheet.getBoundingClientRect();
    const at = view.coordsAtPos(Math.min(position, view.state.doc.content.size));
    const above = at.top - sheet.top - bar.offsetHeight - 8;
    bar.style.insetBlockStart = `${Math.max(above, 0)}px`;
    const room = sheet.width - bar.offsetWidth;
    bar.style.left = `${Math.max(0, Math.min(at.left - sheet.left - 24, room))}px`;
  }

  /* Alt+F10 goes to the bar, as in other editors; Escape comes back. */
  call(view) {
    this.called = true;
    this.update(view);
    const bar = this.bar.hidden ? this.table : this.bar;
    bar.querySelector("select, button")?.focus();
    return true;
  }

  walk(bar, event) {
    const parts = [...bar.querySelectorAll("select, button")];
    const at = parts.indexOf(event.target);
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const to = { [forward]: at + 1, [back]: at - 1, Home: 0, End: parts.length - 1 }[event.key];
    if (event.key === "Escape") {
      this.called = false;
      this.writing.view.focus();
    } else if (to !== undefined) {
      parts[(to + parts.length) % parts.length].focus();
    } else {
      return;
    }
    event.preventDefault();
  }

  // "/"

  get choices() {
    const { words } = this.writing;
    return [
      [words.bullets, insert(BLOCKS.bullets)],
      [words.numbers, insert(BLOCKS.numbers)],
      [words.definitions, insert(BLOCKS.definitions)],
      [words.table, () => this.askTable()],
      [words.note, insert(BLOCKS.note)],
      ...(this.writing.settings.arranged ? [[words.add, split]] : []),
      [words.reference, () => this.askReference()],
      [words.footnote, footnote],
      [words.link, () => this.askLink()],
    ];
  }

  /* A line that says "/" and some letters of a name. */
  suggest(view) {
    const { $from, empty } = view.state.selection;
    const line = $from.parent;
    const asked = empty && view.editable && view.hasFocus() && line.type === nodes.paragraph && line.textContent.match(/^\/(\S*)$/);
    this.offered = asked ? this.choices.filter(([name]) => name.toLocaleLowerCase().includes(asked[1].toLocaleLowerCase())) : [];
    this.menu.hidden = !this.offered.length || this.refused === line;
    if (this.menu.hidden) {
      view.dom.removeAttribute("aria-activedescendant");
      return;
    }
    this.chosen = Math.min(this.chosen ?? 0, this.offered.length - 1);
    this.menu.replaceChildren(...this.offered.map(([name, command], place) => element("div", { role: "option", id: `writing-menu-${place}`, "aria-selected": String(place === this.chosen), onclick: () => this.choose(command) }, name)));
    view.dom.setAttribute("aria-activedescendant", `writing-menu-${this.chosen}`);
    const sheet = this.writing.sheet.getBoundingClientRect();
    const at = view.coordsAtPos($from.pos);
    this.menu.style.insetBlockStart = `${at.bottom - sheet.top + 4}px`;
    this.menu.style.left = `${Math.max(0, Math.min(at.left - sheet.left, sheet.width - this.menu.offsetWidth))}px`;
  }

  choose(command) {
    const { view } = this.writing;
    const { $from } = view.state.selection;
    this.chosen = 0;
    view.dispatch(view.state.tr.delete($from.start(), $from.end()));
    command(view.state, view.dispatch, view);
    view.focus();
  }

  /* Keys while the menu is open. */
  key(view, event) {
    if (event.altKey && event.key === "F10") return this.call(view);
    if (this.menu.hidden) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) this.chosen = (this.chosen + steps[event.key] + this.offered.length) % this.offered.length;
    else if (event.key === "Escape") this.refused = view.state.selection.$from.parent;
    else if (event.key === "Enter" || event.key === "Tab") {
      this.choose(this.offered[this.chosen][1]);
      return true;
    } else return false;
    this.update(view);
    return true;
  }
}
