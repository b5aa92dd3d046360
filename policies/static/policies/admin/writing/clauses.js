/* What one does to clauses: split, merge, move, level, add, remove. A key goes with its clause; none is lost in silence. */
import { Fragment } from "prosemirror-model";
import { Plugin, PluginKey, Selection, TextSelection } from "prosemirror-state";
import { bodyOf, headingOf, joinedBodies, sectionFrom } from "sijill/convert";
import { schema } from "sijill/schema";

const { nodes } = schema;
export const LEVELS = [1, 9];
const REMOVED = "sijill-removed";

/* The clause that a position is in: its node, place and position; null outside. */
export function clauseAt(doc, position) {
  const $position = doc.resolve(Math.min(Math.max(position, 0), doc.content.size));
  const place = $position.index(0);
  if (place >= doc.childCount) return null;
  return { node: doc.child(place), place, position: $position.posAtIndex(place, 0) };
}

export const currentClause = (state) => clauseAt(state.doc, state.selection.from);

export function clauseWith(doc, key) {
  let found = null;
  doc.forEach((node, position, place) => { if (node.attrs.key === key) found = { node, position, place }; });
  return found;
}

/* How many clauses belong to the one at this place: itself, and those below it. */
export function reach(doc, place) {
  const { level } = doc.child(place).attrs;
  let end = place + 1;
  while (end < doc.childCount && doc.child(end).attrs.level > level) end += 1;
  return end - place;
}

const startOf = (doc, place) => {
  let position = 0;
  for (let each = 0; each < place; each += 1) position += doc.child(each).nodeSize;
  return position;
};

const empty = (level) => nodes.section.create({ key: window.sijill.uuid(), level }, [nodes.heading.create(), nodes.paragraph.create()]);

function into(tr, position) {
  return tr.setSelection(TextSelection.near(tr.doc.resolve(position), 1)).scrollIntoView();
}

/* Give each clause of this place and below it another level; those below go with it. */
export const level = (by) => (state, dispatch) => {
  const clause = currentClause(state);
  if (!clause) return false;
  return levelAt(clause.place, by)(state, dispatch);
};

export const levelAt = (place, by) => (state, dispatch) => {
  const { doc } = state;
  const next = doc.child(place).attrs.level + by;
  if (next < LEVELS[0] || next > LEVELS[1]) return false;
  if (dispatch) {
    const { tr } = state;
    for (let each = place; each < place + reach(doc, place); each += 1) {
      const now = doc.child(each).attrs.level;
      tr.setNodeAttribute(startOf(doc, each), "level", Math.min(now + by, LEVELS[1]));
    }
    dispatch(tr);
  }
  return true;
};

/* Move a clause, and what is below it, before the clause at ``to`` (in the order as it is now). */
export const move = (place, to) => (state, dispatch) => {
  const { doc } = state;
  const count = reach(doc, place);
  if (to < 0 || to > doc.childCount || (to >= place && to <= place + count)) return false;
  if (dispatch) {
    const moved = doc.content.content.slice(place, place + count);
    const rest = [...doc.content.content.slice(0, place), ...doc.content.content.slice(place + count)];
    const at = to > place ? to - count : to;
    const order = [...rest.slice(0, at), ...moved, ...rest.slice(at)];
    const offset = state.selection.from - startOf(doc, place);
    const size = moved.reduce((sum, node) => sum + node.nodeSize, 0);
    // One step over the stretch that changes, and no key is lost on the way.
    const [from, until] = [Math.min(place, at), Math.max(place, at) + count];
    const tr = state.tr.replaceWith(startOf(doc, from), startOf(doc, until), Fragment.from(order.slice(from, until)));
    const inside = offset >= 0 && offset < size;
    const start = startOf(tr.doc, at);
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(start + (inside ? offset : 1)))).scrollIntoView());
  }
  return true;
};

/* One place up or down among its neighbours: past the clause before it, or past the next with all below it. */
export const step = (place, by) => (state, dispatch) => {
  const { doc } = state;
  if (by < 0) return place > 0 && move(place, place - 1)(state, dispatch);
  const after = place + reach(doc, place);
  return after < doc.childCount && move(place, after + reach(doc, after))(state, dispatch);
};

/* A new clause after this one and all below it. */
export const addAfter = (place) => (state, dispatch) => {
  const { doc } = state;
  const after = place + reach(doc, place);
  if (dispatch) {
    const at = startOf(doc, after);
    dispatch(into(state.tr.insert(at, empty(doc.child(place).attrs.level)), at + 1));
  }
  return true;
};

/* From here on, the text is a clause of its own. In a paragraph's middle, the paragraph is divided. */
export const split = (state, dispatch) => {
  const { $from, empty: nothing } = state.selection;
  if (!nothing || $from.depth < 2 || $from.node(1).type !== nodes.section) return false;
  const section = $from.node(1);
  const tr = state.tr;
  const end = $from.end(1);
  const block = $from.index(1);
  if ($from.node(2).type === nodes.footnotes) return false;
  const inHeading = $from.node(2).type === nodes.heading;
  const divided = $from.node(2).type === nodes.paragraph && $from.parentOffset > 0;
  const made = { key: window.sijill.uuid(), level: section.attrs.level, label: "", absorbed: [] };
  const title = inHeading ? section.firstChild.cut($from.parentOffset) : nodes.heading.create();
  const rest = [];
  section.forEach((node, _offset, place) => {
    if (place === block && divided) rest.push(node.cut($from.parentOffset));
    else if (place > block || (place === block && !inHeading)) rest.push(node);
  });
  if (!dispatch) return true;
  const from = inHeading || divided ? $from.pos : $from.before(2);
  const second = nodes.section.create(made, [title, ...rest]);
  const size = end - $from.start(1);
  const first = section.cut(0, size - (end - from));
  const before = $from.before(1);
  tr.replaceWith(before, $from.after(1), [first.copy(withParagraph(first.content)), second]);
  dispatch(into(tr, before + tr.doc.nodeAt(before).nodeSize + 1));
  return true;
};

const withParagraph = (content) => (content.childCount > 1 ? content : content.append(Fragment.from(nodes.paragraph.create())));

/* Join a clause to the one before it. Its heading goes on as a paragraph; the other languages follow (``absorbed``). */
export const mergeAt = (place) => (state, dispatch) => {
  if (place < 1) return false;
  const { doc } = state;
  const [first, second] = [doc.child(place - 1), doc.child(place)];
  if (dispatch) {
    const heading = headingOf(first);
    const { key, level: deep, label, absorbed } = first.attrs;
    const make = (body) => sectionFrom({ key, level: deep, label, heading, body });
    const blocks = JSON.parse(bodyOf(first)).filter(({ type }) => type !== "footnotes");
    const joint = startOf(doc, place - 1) + make(JSON.stringify(blocks)).nodeSize - 1;
    const joined = make(joinedBodies(bodyOf(first), headingOf(second), bodyOf(second)));
    const attrs = { ...joined.attrs, absorbed: [...absorbed, second.attrs.key, ...second.attrs.absorbed] };
    const start = startOf(doc, place - 1);
    const made = nodes.section.create(attrs, withParagraph(joined.content));
    const tr = state.tr.replaceWith(start, start + first.nodeSize + second.nodeSize, made);
    dispatch(into(tr, joint));
  }
  return true;
};

/* Backspace at the start of a heading joins the clause to the one before it. */
export const mergeBack = (state, dispatch) => {
  const { $from, empty: nothing } = state.selection;
  if (!nothing || $from.parent.type !== nodes.heading || $from.parentOffset) return false;
  return mergeAt($from.index(0))(state, dispatch);
};

/* Take a clause out, in every language. It comes back by undoing. */
export const removeAt = (place) => (state, dispatch) => {
  const { doc } = state;
  if (dispatch) {
    const { node, position } = { node: doc.child(place), position: startOf(doc, place) };
    const tr = state.tr.setMeta(REMOVED, node.attrs.key);
    if (doc.childCount === 1) tr.replaceWith(0, doc.content.size, empty(1));
    else tr.delete(position, position + node.nodeSize);
    dispatch(into(tr, Math.min(position, tr.doc.content.size - 1)));
  }
  return true;
};

const keysOf = (doc) => doc.content.content.map(({ attrs }) => attrs.key);

/* A key names one clause. What was pasted twice gets its own; what vanished under a selection that was typed over
   is taken up by the clause before it, so that the other languages keep its words. */
export const guardKeys = new Plugin({
  key: new PluginKey("keys"),
  appendTransaction(transactions, before, after) {
    if (!transactions.some(({ docChanged }) => docChanged)) return null;
    const keys = keysOf(after.doc);
    const old = keysOf(before.doc);
    if (keys.length === old.length && keys.every((key, place) => key === old[place])) return null;
    const { tr } = after;
    const seen = new Set();
    after.doc.forEach((node, position) => {
      const { key } = node.attrs;
      if (!key || seen.has(key)) tr.setNodeAttribute(position, "key", window.sijill.uuid());
      seen.add(key);
    });
    const removed = new Set(transactions.map((each) => each.getMeta(REMOVED)).filter(Boolean));
    const absorbed = new Set(after.doc.content.content.flatMap(({ attrs }) => attrs.absorbed));
    if (!transactions.some((each) => each.getMeta("history$"))) {
      const lost = old.filter((key) => !seen.has(key) && !removed.has(key) && !absorbed.has(key));
      lost.forEach((key) => {
        const earlier = old.slice(0, old.indexOf(key)).reverse().find((each) => seen.has(each)) ?? keys[0];
        const by = clauseWith(tr.doc, earlier);
        if (by) tr.setNodeAttribute(by.position, "absorbed", [...by.node.attrs.absorbed, key]);
      });
    }
    tr.doc.forEach((node, position) => {
      const still = node.attrs.absorbed.filter((key) => !seen.has(key));
      if (still.length !== node.attrs.absorbed.length) tr.setNodeAttribute(position, "absorbed", still);
    });
    return tr.docChanged ? tr : null;
  },
});
