/* The text of a policy: one language at full width, or a translation beside its source, over the form's hidden fields. */
import { Plugin, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { ask, element } from "sijill/asking";
import { beside, refreshBeside } from "sijill/beside";
import { clauseWith, currentClause } from "sijill/clauses";
import { bodyOf, headingOf, joinedBodies, sectionFrom } from "sijill/convert";
import { clausesOf, numbered, refreshReferences, stateOf } from "sijill/editing";
import { Fields } from "sijill/fields";
import { Keeping } from "sijill/keeping";
import { Outline } from "sijill/outline";
import { Presence } from "sijill/presence";
import { Remarks } from "sijill/remarks";
import { schema } from "sijill/schema";
import { Tools } from "sijill/tools";

const WAITING = ["missing", "incomplete", "out_of_date"];
const NOTHING = { label: "", heading: "", body: "[]" };
const structure = (doc) => doc.content.content.map(({ attrs: { key, level } }) => `${key} ${level}`).join("|");
const different = (one, other) => ["label", "heading", "body"].some((part) => one[part] !== other[part]);


/* As policies/authoring/draft_entries.py counts them; of a clause that did not change they are known. */
const counted = new WeakMap();
const wordsIn = (node) => {
  if (!counted.has(node)) {
    let count = 0;
    node.descendants((each) => { if (each.isTextblock) count += each.textContent.split(/\s+/).filter((word) => /[\p{L}\p{N}_]/u.test(word)).length; return !each.isTextblock; });
    counted.set(node, count);
  }
  return counted.get(node);
};

class Writing {
  constructor(holder) {
    this.frame = holder.closest("[data-writing-frame]");
    this.sheet = holder.querySelector("[data-writing-sheet]");
    this.settings = JSON.parse(document.getElementById("writing-settings").textContent);
    this.words = this.settings.words;
    this.languages = new Map(this.settings.languages.map((language) => [language.code, language]));
    this.fields = new Fields(holder.querySelector("[data-writing-fields]"), holder.querySelector("[data-writing-new]"), this.settings);
    this.own = this.fields.own;
    this.opened = Object.fromEntries(this.settings.languages.map(({ code }) => [code, new Map(this.own[code])]));
    this.states = new Map(Object.entries(this.settings.states));
    this.kept = {};
    this.revisions = new Map();
    this.numbering = document.querySelector("select[name=numbering]");
    this.numbering?.addEventListener("change", () => this.renumber());
    this.place = this.remembered();
    const first = this.place.language ?? this.preferred;
    this.mode = this.place.mode ?? (first === this.settings.authoritative ? "write" : "translate");
    this.bar();
    this.outline = new Outline(this.frame.querySelector("[data-writing-clauses]"), this);
    this.tools = new Tools(this);
    this.remarks = new Remarks(this);
    this.show(first);
    this.presence = new Presence(this);
    this.onceShown(() => this.restore());
    window.addEventListener("pagehide", () => this.remember());
    // The button that saves takes the focus, and not the place.
    document.addEventListener("focusin", ({ target }) => { if (!target.closest("footer, .outline")) this.writes = target === this.view.dom; });
    window.addEventListener("hashchange", () => this.find());
    this.onceShown(() => this.find());
  }

  /* What is in a tab that Wagtail has not opened yet takes no focus and has no place to scroll to. */
  onceShown(act) {
    const watch = new ResizeObserver(() => {
      if (!this.sheet.offsetWidth) return;
      watch.disconnect();
      act();
    });
    watch.observe(this.sheet);
  }

  get preferred() {
    const written = this.settings.languages.filter((language) => language.written);
    const prevails = written.find(({ code }) => code === this.settings.authoritative);
    return (prevails ?? written[0] ?? this.source).code;
  }

  get source() { return this.languages.get(this.settings.authoritative); }

  get editable() { return this.languages.get(this.language).written; }

  numbersIn(doc) { return clausesOf(doc, this.numberingNow()); }

  numberingNow() { return this.numbering?.value || this.settings.numbering; }

  // Languages

  bar() {
    const { words } = this;
    const state = ({ code }) => (code === this.settings.authoritative ? words.prevails : "");
    this.tabs = this.settings.languages.map((language) => element(
      "button",
      { type: "button", "data-language": language.code, "aria-pressed": "false", onclick: () => this.show(language.code) },
      element("bdi", { lang: language.code }, language.name),
      element("span", { class: "writing-state" }, state(language)),
    ));
    const modes = [["write", words.write], ["translate", words.translate]];
    this.modes = modes.map(([mode, label]) => element("button", { type: "button", "data-mode": mode, "aria-pressed": "false", onclick: () => this.show(mode === "translate" && this.language === this.settings.authoritative ? this.firstTranslation : this.language, mode) }, label));
    this.count = element("span", { class: "writing-words" });
    this.frame.querySelector("[data-writing-bar]").append(
      element("div", { class: "writing-languages", role: "group", "aria-label": words.languages }, ...this.tabs),
      this.count,
      element("div", { class: "writing-modes", role: "group", "aria-label": words.mode }, ...this.modes),
    );
  }

  get firstTranslation() {
    const others = this.settings.languages.filter(({ code }) => code !== this.settings.authoritative);
    return (others.find(({ written }) => written) ?? others[0]).code;
  }

  textOf(key, code) { return this.own[code].get(key) ?? NOTHING; }

  /* Show a language. What a merge joined here is joined in the others too, for good. */
  show(code, mode = this.mode) {
    if (this.view) {
      this.settleAbsorbed();
      this.kept[`${this.language} ${this.mode}`] = this.view.state;
    }
    const before = this.view && this.current?.key;
    this.language = code;
    this.mode = code === this.settings.authoritative ? "write" : mode;
    const state = this.stateFor();
    const attributes = { lang: code, dir: this.languages.get(code).direction, class: "writing-paper", "aria-label": `${this.words.text}, ${this.languages.get(code).name}`, "aria-multiline": "true", role: "textbox", "data-mode": this.mode, "data-source": this.source.direction };
    if (!this.view) this.view = this.mount(state);
    else this.view.updateState(state);
    this.view.setProps({ attributes, editable: () => this.editable });
    this.form?.setAttribute("data-writing-language", code);
    this.frame.dataset.language = code;
    this.frame.dataset.mode = this.mode;
    this.tabs.forEach((tab) => tab.setAttribute("aria-pressed", String(tab.dataset.language === code)));
    this.modes.forEach((tab) => tab.setAttribute("aria-pressed", String(tab.dataset.mode === this.mode)));
    this.refresh();
    refreshBeside(this.view);
    this.remarks.refresh();
    if (before) this.scrollTo(before);
    this.lookAhead();
  }

  /* The state of this language: as it was left, if the clauses and their texts are still those. */
  stateFor() {
    const clauses = this.fields.order;
    const kept = this.kept[`${this.language} ${this.mode}`];
    const told = clauses.map(({ key, level }) => `${key} ${level}`).join("|");
    const same = kept && structure(kept.doc) === told && kept.doc.content.content.every((node) => !different(this.read(node), this.textOf(node.attrs.key, this.language)));
    if (same) return this.mode === "translate" ? kept.apply(kept.tr) : kept;
    const sections = clauses.map(({ key, level }) => sectionFrom({ key, level, ...this.textOf(key, this.language) }));
    const { nodes } = schema;
    const withPlace = (section) => (section.childCount > 1 ? section : section.copy(section.content.append(nodes.section.contentMatch.matchType(nodes.heading) && this.editable ? this.emptyLine : section.content.cut(0, 0))));
    const begun = sections.length ? sections.map(withPlace) : [nodes.section.create({ key: window.sijill.uuid(), level: 1 }, [nodes.heading.create(), nodes.paragraph.create()])];
    const doc = nodes.doc.create(null, begun);
    return stateOf(doc, { numbering: () => this.numberingNow(), untitled: this.words.untitled, plugins: this.plugins });
  }

  get emptyLine() { return schema.nodes.section.create(null, [schema.nodes.heading.create(), schema.nodes.paragraph.create()]).content.cut(2); }

  get plugins() {
    const guard = new Plugin({
      // Who only translates changes no order and no level.
      filterTransaction: (tr, state) => this.settings.arranged || !tr.docChanged || structure(tr.doc) === structure(state.doc),
      props: { handleKeyDown: (view, event) => this.tools.key(view, event) },
    });
    return [guard, this.remarks.plugin, beside(this)];
  }

  get form() { return this.fields.form; }

  mount(state) {
    const paper = element("div", { class: "writing-mount" });
    this.sheet.prepend(paper);
    const view = new EditorView(paper, {
      state,
      dispatchTransaction: (tr) => {
        const before = view.state;
        view.updateState(before.apply(tr));
        if (view.state.doc !== before.doc) this.changed(before.doc, view.state.doc);
        else if (tr.selectionSet) this.selected();
        this.tools.update(view);
      },
      handleDOMEvents: {
        focus: () => { setTimeout(() => this.tools.update(view)); return false; },
        blur: () => { setTimeout(() => this.tools.update(view)); return false; },
      },
    });
    view.dom.spellcheck = true;
    return view;
  }

  // From the text to the fields

  read(node) { return { label: node.attrs.label, heading: headingOf(node), body: bodyOf(node) }; }

  changed(before, after) {
    const known = new Map(before.content.content.map((node) => [node.attrs.key, node]));
    if (structure(before) !== structure(after) || !this.fields.order.length) this.fields.arrange(after.content.content.map(({ attrs }) => attrs));
    after.forEach((node) => {
      const { key } = node.attrs;
      const old = known.get(key);
      if (old === node) return;
      const text = this.read(node);
      if (different(text, this.textOf(key, this.language))) {
        this.own[this.language].set(key, text);
        this.fields.write(key, this.language, text);
        this.edited(key);
      }
      if (String(old?.attrs.absorbed ?? "") !== String(node.attrs.absorbed)) this.writeOthers(node);
    });
    this.refresh();
    this.form.dispatchEvent(new CustomEvent("writing:changed"));
  }

  /* What the other languages of a clause say, with the clauses that were merged into it. */
  joined(code, { key, absorbed }) {
    return absorbed.reduce((text, each) => {
      const more = this.textOf(each, code);
      return { ...text, body: joinedBodies(text.body, more.heading, more.body) };
    }, this.textOf(key, code));
  }

  writeOthers({ attrs }) {
    this.settings.languages.forEach(({ code }) => {
      if (code !== this.language) this.fields.write(attrs.key, code, this.joined(code, attrs));
    });
  }

  settleAbsorbed() {
    this.view.state.doc.forEach(({ attrs }) => {
      if (!attrs.absorbed.length) return;
      this.settings.languages.forEach(({ code }) => {
        if (code === this.language) return;
        this.own[code].set(attrs.key, this.joined(code, attrs));
      });
      this.kept = {};
    });
    if (this.view.state.doc.content.content.some(({ attrs }) => attrs.absorbed.length)) this.unabsorb();
  }

  unabsorb() {
    const { tr } = this.view.state;
    this.view.state.doc.forEach((node, position) => { if (node.attrs.absorbed.length) tr.setNodeAttribute(position, "absorbed", []); });
    this.view.updateState(this.view.state.apply(tr.setMeta("addToHistory", false)));
  }

  /* Words that the server does not have yet, kept from before: into the fields, and onto the sheet. */
  take({ changes, texts, order }) {
    const { known } = this.fields;
    if (order) {
      known.order = changes.order;
      this.fields.arrange(order.map(([key, level]) => ({ key, level })));
    }
    Object.entries(texts).forEach(([key, columns]) => {
      if (!this.fields.rows.has(key)) return;
      Object.assign(known.texts.get(key) ?? {}, changes.texts[key]);
      this.settings.languages.forEach(({ code }) => {
        const text = { ...this.textOf(key, code) };
        ["label", "heading", "body"].forEach((part) => { if (`${part}_${code}` in columns) text[part] = columns[`${part}_${code}`]; });
        this.own[code].set(key, text);
        this.fields.write(key, code, text);
      });
    });
    this.kept = {};
    this.view.updateState(this.stateFor());
    this.refresh();
  }

  // Translations

  edited(key) {
    const prevails = this.language === this.settings.authoritative;
    this.settings.languages.forEach(({ code }) => {
      if (code === this.settings.authoritative || (!prevails && code !== this.language)) return;
      const touched = different(this.textOf(key, code), this.opened[code].get(key) ?? NOTHING);
      if (this.fields.rows.get(key)) this.fields.tick(key, code, touched, { byTyping: true });
    });
    this.look(key);
  }

  /* A moment after the last key: what is there to say of the translations of this clause now? */
  look(key, wait = 600) {
    this.looking ??= new Map();
    clearTimeout(this.looking.get(key));
    this.looking.set(key, setTimeout(() => this.askAbout(key), wait));
  }

  async askAbout(key) {
    try {
      const found = await this.fields.ask(this.settings.opening, key);
      this.states.set(key, { ...this.states.get(key), ...found });
      this.bump(key);
      return true;
    } catch {
      return false; // without contact the states stay as they were
    }
  }

  bump(key) {
    this.revisions.set(key, (this.revisions.get(key) ?? 0) + 1);
    this.refresh();
    refreshBeside(this.view);
  }

  revision(key) { return this.revisions.get(key) ?? 0; }

  /* Ask about each clause that has something to show, one after the other: what waits and differs first. */
  async lookAhead() {
    if (this.ahead) return;
    this.ahead = true;
    const next = () => {
      const unknown = this.clauses.filter(({ key }) => this.told(key).html === undefined && this.fields.rows.has(key));
      const urgent = unknown.find(({ key }) => { const { state, differs } = this.told(key); return state === "out_of_date" || differs; });
      return urgent ?? (this.mode === "translate" ? unknown[0] : undefined);
    };
    for (let clause = next(); clause; clause = next()) {
      if (!await this.askAbout(clause.key) || this.told(clause.key).html === undefined) break;
    }
    this.ahead = false;
  }

  told(key, code = this.language) {
    const found = this.states.get(key)?.[code] ?? {};
    return { state: found.state, said: found.words, differs: found.differs, html: found.html };
  }

  stillCorrect(key) {
    this.fields.tick(key, this.language, true);
    const states = this.states.get(key);
    states[this.language] = { ...states[this.language], state: "up_to_date", words: this.words.reviewed, html: "" };
    this.bump(key);
  }

  statesOf(key) {
    return this.settings.languages.map(({ code }) => ({ code, ...this.told(key, code), html: undefined }))
      .map(({ differs, said, ...each }) => ({ ...each, differs, said: differs ? [said, this.words.differs].filter(Boolean).join(", ") : said }))
      .filter(({ state, differs }) => WAITING.includes(state) || differs);
  }

  waiting() {
    if (this.language === this.settings.authoritative) return 0;
    return this.clauses.filter(({ key }) => WAITING.includes(this.told(key).state)).length;
  }

  // Showing

  refresh() {
    clearTimeout(this.refreshing);
    this.clauses = clausesOf(this.view.state.doc, this.numberingNow());
    this.refreshing = setTimeout(() => {
      this.outline.render(this.clauses, this.current?.key);
      this.presence.moved();
      refreshReferences(this.view);
      this.countWords();
      this.tellTabs();
    }, this.outlined ? 120 : 0);
    this.outlined = true;
  }

  countWords() {
    const said = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name].toLocaleString(document.documentElement.lang));
    const clauses = this.view.state.doc.content.content;
    const count = clauses.reduce((sum, node) => sum + wordsIn(node), 0);
    const here = clauses.find(({ attrs }) => attrs.key === this.current?.key);
    this.count.textContent = here && clauses.length > 1 ? said(this.words.count_here, { count, clause: wordsIn(here) }) : said(this.words.count, { count });
  }

  tellTabs() {
    this.tabs.forEach((tab) => {
      const { language } = tab.dataset;
      if (language === this.settings.authoritative) return;
      const waiting = this.clauses.filter(({ key }) => WAITING.includes(this.told(key, language).state)).length;
      const place = tab.querySelector(".writing-state");
      place.textContent = waiting ? this.words.waiting.replace("{count}", waiting) : this.words.up_to_date;
      place.dataset.state = waiting ? "waiting" : "";
    });
  }

  renumber() {
    this.view.dispatch(this.view.state.tr.setMeta(numbered, true));
    this.refresh();
  }

  get current() {
    const found = currentClause(this.view.state);
    return found && { ...found, key: found.node.attrs.key };
  }

  selected() {
    const { key } = this.current ?? {};
    if (key !== this.marked) {
      this.marked = key;
      this.outline.render(this.clauses, key);
      this.presence?.moved();
    }
  }

  clause(key) { return this.clauses.find((clause) => clause.key === key); }

  async askLabel(key) {
    const found = clauseWith(this.view.state.doc, key);
    const { words } = this;
    const answer = await ask({ title: words.label, words, fields: [{ name: "label", label: words.label_help, value: found.node.attrs.label, maxlength: 60 }] });
    if (answer) this.view.dispatch(this.view.state.tr.setNodeAttribute(clauseWith(this.view.state.doc, key).position, "label", answer.label.trim()));
  }

  scrollTo(key) {
    const found = clauseWith(this.view.state.doc, key);
    if (found) this.view.nodeDOM(found.position)?.scrollIntoView({ block: "start" });
    return found;
  }

  goTo(key) {
    const found = this.scrollTo(key);
    if (!found) return;
    const { state } = this.view;
    this.view.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(found.position + 1 + found.node.firstChild.nodeSize - 1), -1)));
    this.view.focus();
    this.scrollTo(key);
  }

  // The place is kept

  get name() { return `writing ${window.location.pathname}`; }

  remembered() {
    try {
      return JSON.parse(window.sessionStorage.getItem(this.name)) ?? {};
    } catch {
      return {};
    }
  }

  remember() {
    const { current } = this;
    const place = { language: this.language, mode: this.mode, key: current?.key, offset: current && this.view.state.selection.from - current.position, scroll: window.scrollY, focused: this.writes };
    window.sessionStorage.setItem(this.name, JSON.stringify(place));
  }

  restore() {
    const { key, offset, scroll, focused } = this.place;
    const found = key && clauseWith(this.view.state.doc, key);
    if (!found) return this.begin();
    const { state } = this.view;
    const at = Math.min(found.position + offset, found.position + found.node.nodeSize - 1);
    this.view.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(at))));
    this.writes = focused;
    if (focused) this.view.focus();
    if (focused) this.view.dispatch(this.view.state.tr.scrollIntoView());
    else window.scrollTo(0, scroll);
  }

  /* Where nothing is written yet, one types at once. */
  begin() {
    const { doc } = this.view.state;
    const untouched = this.editable && !window.location.hash && doc.childCount === 1 && !doc.textContent;
    if (untouched && document.querySelector("#id_heading_" + this.language)?.value) this.goTo(doc.firstChild.attrs.key);
  }

  /* "#section-KEY" leads to a clause, "#language-ar" to a language. */
  find() {
    const [, language] = window.location.hash.match(/^#language-([a-z]{2})$/) ?? [];
    if (this.languages.has(language)) this.show(language, "translate");
    const [, key] = decodeURIComponent(window.location.hash).match(/^#section-([0-9a-f-]{36})$/) ?? [];
    if (key) this.goTo(key);
  }
}

const holder = document.querySelector("[data-writing]");
if (holder) {
  window.sijill.writing = new Writing(holder);
  window.sijill.keeping = new Keeping(window.sijill.writing);
  document.documentElement.dataset.writingReady = "";
}
