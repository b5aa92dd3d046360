/* Comments beside the text: on the selected words or on a clause, in one language, with answers; never published.

   A comment is found by its clause and its words. While one types, it moves along; after a save the server is told
   the words it stands on now. */
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { element, icon } from "sijill/asking";
import { clauseWith } from "sijill/clauses";

const key = new PluginKey("remarks");
const BEFORE = 60;

/* The letters of a clause, each with its place in the document. */
function lettersOf(node, position) {
  const letters = [];
  const places = [];
  node.descendants((child, offset) => {
    if (child.isTextblock && letters.length) { letters.push("\n"); places.push(position + 1 + offset); }
    if (child.isText) [...child.text].reduce((at, letter) => { letters.push(letter); places.push(position + 1 + offset + at); return at + letter.length; }, 0);
    return true;
  });
  return { letters, places, text: letters.join("") };
}

/* Where the quoted words stand in the clause, best after the words that stood before them. */
function find(doc, { key: clause, quote, before }) {
  const found = quote && clauseWith(doc, clause);
  if (!found) return null;
  const { letters, places, text } = lettersOf(found.node, found.position);
  const starts = [];
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) starts.push(at);
  if (!starts.length) return null;
  const alike = (at) => { let same = 0; while (same < before.length && text[at - 1 - same] === before[before.length - 1 - same]) same += 1; return same; };
  const start = starts.reduce((best, at) => (alike(at) > alike(best) ? at : best));
  const first = [...text.slice(0, start)].length;
  const last = first + [...quote].length - 1;
  return { from: places[first], to: places[last] + letters[last].length };
}

/* What a range of the document quotes: its clause, its words, the words before. */
function quoted(doc, from, to) {
  const $from = doc.resolve(from);
  const section = $from.depth ? $from.node(1) : doc.nodeAt(from);
  if (!section) return null;
  const start = $from.depth ? $from.before(1) : from;
  const { letters, places } = lettersOf(section, start);
  const first = places.findIndex((place) => place >= from);
  const after = places.findIndex((place) => place >= to);
  const end = after < 0 ? letters.length : after;
  if (first < 0 || end <= first) return { key: section.attrs.key, quote: "", before: "" };
  return { key: section.attrs.key, quote: letters.slice(first, end).join("").trim(), before: letters.slice(0, first).join("").slice(-BEFORE) };
}

export class Remarks {
  constructor(writing) {
    Object.assign(this, { writing, threads: [], people: [], address: writing.settings.remarks, words: writing.words });
    this.holder = writing.frame.querySelector("[data-writing-aside]");
    this.date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    this.list = element("ol", { class: "remarks__list" });
    this.open = element("button", { type: "button", class: "remarks__all", "aria-pressed": "false", onclick: () => this.showResolved() }, this.words.resolved);
    this.holder.setAttribute("aria-label", this.words.comments);
    this.holder.append(element("div", { class: "remarks__head" }, element("h3", {}, this.words.comments), this.open), this.list);
    this.form?.addEventListener("w-autosave:success", () => this.tellMoved());
    document.addEventListener("submit", () => this.tellMoved(), { capture: true });
    if (!this.address) return;
    // Those who only read the text comment on it too: they have no bar at the selection.
    const begin = element("button", { type: "button", class: "writing-comment", onmousedown: (event) => event.preventDefault(), onclick: () => this.begin() }, icon("comment-add"), this.words.comment);
    writing.frame.querySelector("[data-writing-bar]").append(begin);
    this.load();
  }

  get form() { return this.writing.form; }

  get plugin() {
    return new Plugin({
      key,
      state: {
        init: (_config, { doc }) => this.build(doc),
        apply: (tr, set) => (tr.getMeta(key) ? this.build(tr.doc) : set.map(tr.mapping, tr.doc)),
      },
      props: {
        decorations: (state) => key.getState(state),
        handleKeyDown: (_view, event) => {
          if (!(event.ctrlKey || event.metaKey) || !event.altKey || event.code !== "KeyM") return false;
          event.preventDefault();
          this.begin();
          return true;
        },
        handleClick: (view, position) => {
          const [at] = key.getState(view.state).find(position, position);
          if (at) this.focus(at.spec.remark, false);
          return false;
        },
      },
    });
  }

  /* Of the language that is shown, what is not resolved. */
  get shown() { return this.threads.filter(({ language, resolved }) => language === this.writing.language && (this.resolvedToo || !resolved)); }

  build(doc) {
    const marks = this.shown.filter(({ resolved }) => !resolved).flatMap((thread) => {
      const place = find(doc, thread);
      return place ? [Decoration.inline(place.from, place.to, { class: "remark", "data-remark": String(thread.id) }, { remark: thread.id, inclusiveStart: false, inclusiveEnd: false })] : [];
    });
    return DecorationSet.create(doc, marks);
  }

  async ask(address, body) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const response = await fetch(address, body === undefined ? {} : { method: "POST", keepalive: true, headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(body) });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.error ?? this.words.comment_failed);
    return answer;
  }

  async load() {
    try {
      Object.assign(this, await this.ask(this.address));
    } catch { return; }
    this.refresh();
    this.find();
    window.addEventListener("hashchange", () => this.find());
  }

  /* "#remark-7" leads to a comment. */
  find() {
    const [, named] = window.location.hash.match(/^#remark-(\d+)$/) ?? [];
    const thread = this.threads.find(({ id }) => String(id) === named);
    if (!thread) return;
    if (thread.resolved) this.resolvedToo = true;
    if (thread.language !== this.writing.language) this.writing.show(thread.language);
    this.refresh();
    this.focus(thread.id, true);
  }

  refresh() {
    const { view } = this.writing;
    if (!view) return;
    view.dispatch(view.state.tr.setMeta(key, true).setMeta("addToHistory", false));
    this.render();
  }

  showResolved() {
    this.resolvedToo = !this.resolvedToo;
    this.open.setAttribute("aria-pressed", String(this.resolvedToo));
    this.refresh();
  }

  render() {
    const { doc } = this.writing.view.state;
    const place = ({ key: clause }) => clauseWith(doc, clause)?.position ?? Infinity;
    const shown = [...this.shown].sort((one, other) => place(one) - place(other) || one.id - other.id);
    const typing = this.list.contains(document.activeElement) && document.activeElement.matches("textarea");
    if (!typing) this.list.replaceChildren(...(this.draft ? [this.draft] : []), ...shown.map((thread) => this.card(thread)));
    this.holder.hidden = !this.threads.length && !this.draft;
    this.open.hidden = !this.threads.some(({ resolved }) => resolved);
  }

  card(thread) {
    const { words } = this;
    const found = this.writing.clauses?.find(({ key: clause }) => clause === thread.key);
    const heading = found ? `${found.number} ${found.heading || words.untitled}`.trim() : words.clause_gone;
    const lost = thread.quote && !thread.resolved && !this.placeOf(thread.id);
    const said = (each) => element("div", { class: "remark-said" }, element("p", { class: "remark-said__who" }, element("bdi", {}, each.author), " ", element("time", { datetime: each.when }, this.date.format(new Date(each.when)))), element("p", { class: "remark-said__text", dir: "auto" }, each.text), ...(each.told.length ? [element("p", { class: "remark-said__told" }, words.told.replace("{names}", each.told.join(", ")))] : []));
    const go = element("button", { type: "button", class: "remark-card__place", onclick: () => this.lead(thread) }, element("bdi", {}, heading));
    const button = (label, act) => element("button", { type: "button", class: "button button-small button-secondary", onclick: act }, label);
    return element(
      "li",
      { class: "remark-card", "data-thread": String(thread.id), "data-resolved": thread.resolved, tabindex: "-1" },
      go,
      ...(thread.quote ? [element("blockquote", { dir: "auto" }, thread.quote)] : []),
      ...(lost ? [element("p", { class: "remark-card__lost" }, words.words_changed)] : []),
      ...(thread.outside ? [element("p", { class: "remark-card__outside" }, words.outside.replace("{name}", thread.outside))] : []),
      said(thread),
      ...thread.replies.map(said),
      ...(thread.resolved ? [element("p", { class: "remark-card__resolved" }, words.resolved_by.replace("{name}", thread.resolved_by))] : []),
      element("p", { class: "remark-card__acts" }, button(words.answer, (event) => this.compose({ answers: thread.id }, event.target.closest("li"))), button(thread.resolved ? words.reopen : words.resolve, () => this.settle(thread))),
    );
  }

  placeOf(id) { return key.getState(this.writing.view.state).find(undefined, undefined, ({ remark }) => remark === id)[0]; }

  lead(thread) {
    const at = this.placeOf(thread.id);
    if (!at) { this.writing.goTo(thread.key); return; }
    this.writing.scrollTo(thread.key);
    this.writing.view.dom.querySelector(`[data-remark="${thread.id}"]`)?.scrollIntoView({ block: "center" });
  }

  focus(id, moves) {
    const card = this.list.querySelector(`[data-thread="${id}"]`);
    this.list.querySelectorAll("[data-current]").forEach((each) => delete each.dataset.current);
    if (!card) return;
    card.dataset.current = "";
    card.scrollIntoView({ block: "nearest" });
    if (moves) { this.lead(this.threads.find((thread) => thread.id === id)); card.focus(); }
  }

  /* On what is selected; on the whole clause where nothing is. */
  begin() {
    const { view, language } = this.writing;
    const { from, to } = view.state.selection;
    const at = quoted(view.state.doc, from, to);
    if (!this.address || !at) return;
    this.draft = element("li", { class: "remark-card", "data-current": true }, ...(at.quote ? [element("blockquote", { dir: "auto" }, at.quote)] : []));
    this.holder.hidden = false;
    this.list.prepend(this.draft);
    this.compose({ ...at, language }, this.draft, () => { this.draft = null; this.render(); view.focus(); });
  }

  compose(about, card, end = () => this.render()) {
    const { words } = this;
    card.querySelector(".remark-form")?.remove();
    const text = element("textarea", { rows: "3", maxlength: "4000", dir: "auto", "aria-label": words.comment });
    const told = this.people.map(({ id, name }) => element("label", {}, element("input", { type: "checkbox", value: String(id) }), element("bdi", {}, name)));
    const problem = element("p", { class: "error-message", role: "alert" });
    const close = () => { form.remove(); end(); };
    const send = async () => {
      try {
        const chosen = [...form.querySelectorAll("input:checked")].map(({ value }) => Number(value));
        const thread = await this.ask(`${this.address}say/`, { ...about, text: text.value, told: chosen });
        this.threads = [...this.threads.filter(({ id }) => id !== thread.id), thread];
        this.draft = null;
        close();
        this.refresh();
        this.focus(thread.id, false);
      } catch (error) { problem.textContent = error.message; }
    };
    const form = element(
      "div",
      { class: "remark-form" },
      text,
      ...(told.length ? [element("details", {}, element("summary", {}, words.tell), element("div", { class: "remark-form__people" }, ...told))] : []),
      problem,
      element("p", { class: "remark-card__acts" }, element("button", { type: "button", class: "button button-small", onclick: send }, words.send), element("button", { type: "button", class: "button button-small button-secondary", onclick: close }, words.cancel)),
    );
    // What is typed here is no change of the page's form.
    ["input", "change"].forEach((name) => form.addEventListener(name, (event) => event.stopPropagation()));
    form.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") close();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); }
      else if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
    });
    card.append(form);
    card.scrollIntoView({ block: "nearest" });
    text.focus();
  }

  async settle(thread) {
    try {
      Object.assign(thread, await this.ask(`${this.address}${thread.id}/`, { resolved: !thread.resolved }));
    } catch { return; }
    this.refresh();
  }

  /* The words that comments stand on were edited: they stand on these now. */
  async tellMoved() {
    const { doc } = this.writing.view.state;
    const moved = this.shown.flatMap((thread) => {
      const at = this.placeOf(thread.id);
      const now = at && quoted(doc, at.from, at.to);
      const same = !now || !now.quote || (now.quote === thread.quote && now.key === thread.key);
      return same ? [] : [Object.assign(thread, now)];
    });
    if (!moved.length) return;
    try {
      await this.ask(`${this.address}moved/`, { moved: moved.map(({ id, key: clause, quote, before }) => ({ id, key: clause, quote, before })) });
    } catch { /* the words are looked for as they were */ }
  }
}
