/* The list of clauses: number, heading, states; where one goes to a clause, moves it and changes its level. */
import { addAfter, levelAt, mergeAt, move, reach, removeAt, step } from "sijill/clauses";
import { element, icon } from "sijill/asking";

export class Outline {
  constructor(holder, writing) {
    Object.assign(this, { holder, writing });
    const { words } = writing;
    this.list = element("ol", { class: "outline", role: "list" });
    this.said = element("p", { class: "w-sr-only", "aria-live": "polite" });
    const add = element("button", { type: "button", class: "outline__add", title: words.add, onclick: () => this.add() }, icon("plus"), element("span", { class: "w-sr-only" }, words.add));
    this.count = element("span", {});
    const head = element("div", { class: "outline__head" }, element("strong", {}, words.clauses), this.count, ...(writing.settings.arranged ? [add] : []));
    const help = element("p", { class: "outline__help", id: "outline-help" }, words.keys);
    holder.append(head, this.list, this.said, ...(writing.settings.arranged ? [help] : []));
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.drag();
  }

  say(sentence, values) {
    this.said.textContent = sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  }

  add() {
    const { view } = this.writing;
    const place = this.writing.current?.place ?? view.state.doc.childCount - 1;
    addAfter(place)(view.state, view.dispatch);
    view.focus();
  }

  /* Bring the list up to date; lines stay where they can, so that the focus does. */
  render(clauses, current) {
    const lines = new Map([...this.list.children].map((line) => [line.dataset.key, line]));
    const shown = clauses.map((clause) => {
      const line = lines.get(clause.key) ?? this.line(clause.key);
      this.fill(line, clause, clause.key === current);
      return line;
    });
    const same = shown.length === this.list.children.length && shown.every((line, place) => this.list.children[place] === line);
    if (!same) {
      const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
      this.list.replaceChildren(...shown);
      focused?.focus();
    }
    const waiting = this.writing.waiting();
    this.count.textContent = waiting ? ` · ${this.writing.words.waiting.replace("{count}", waiting)}` : "";
  }

  line(key) {
    const go = element("button", { type: "button", class: "outline__go", "aria-describedby": this.writing.settings.arranged ? "outline-help" : null, onclick: () => this.writing.goTo(key) }, element("bdi", { class: "outline__number" }), element("bdi", { class: "outline__heading" }), element("span", { class: "outline__marks" }));
    const line = element("li", { "data-key": key, draggable: this.writing.settings.arranged ? "true" : null }, go);
    return line;
  }

  fill(line, clause, current) {
    line.dataset.level = clause.level;
    const go = line.firstElementChild;
    const { words } = this.writing;
    const put = (name, text) => { const place = go.querySelector(`.outline__${name}`); if (place.textContent !== text) place.textContent = text; };
    put("number", clause.number);
    put("heading", clause.heading || (clause.place === 0 ? words.introduction : words.untitled));
    line.classList.toggle("outline__line--untitled", !clause.heading);
    const states = this.writing.statesOf(clause.key);
    const told = JSON.stringify(states);
    const marks = go.querySelector(".outline__marks");
    if (marks.dataset.told !== told) {
      marks.dataset.told = told;
      marks.replaceChildren(...states.map(({ code, state, said, differs }) => element("span", { class: "outline__mark", "data-state": state, "data-differs": differs, title: said }, code.toUpperCase(), element("span", { class: "w-sr-only" }, ` ${said}`))));
    }
    this.people(line, clause.key);
    go.toggleAttribute("aria-current", current);
    if (current) go.setAttribute("aria-current", "true");
    const tools = line.querySelector(".outline__tools");
    if (current && !tools && this.writing.settings.arranged) line.append(this.tools(clause.key));
    if (!current) tools?.remove();
  }

  /* Who else is in this clause now. */
  people(line, key) {
    const { presence, words } = this.writing;
    const here = presence?.at(key) ?? [];
    const told = JSON.stringify(here);
    if (line.dataset.people === told || (!here.length && !line.dataset.people)) return;
    line.dataset.people = told;
    line.querySelector(".outline__people")?.remove();
    if (!here.length) return;
    const shown = here.map((each) => element("span", { class: "outline__person" }, element("bdi", {}, each.name), ` ${each.language.toUpperCase()}`));
    line.firstElementChild.after(element("div", { class: "outline__people" }, element("span", { class: "w-sr-only" }, `${words.here} `), ...shown));
  }

  tools(key) {
    const { words } = this.writing;
    const button = (name, label, act) => element("button", { type: "button", title: label, "aria-label": label, onclick: () => this.act(key, act) }, icon(name));
    return element(
      "div",
      { class: "outline__tools", role: "group", "aria-label": words.tools },
      button("arrow-up", words.up, (place) => step(place, -1)),
      button("arrow-down", words.down, (place) => step(place, 1)),
      button("arrow-left", words.outdent, (place) => levelAt(place, -1)),
      button("arrow-right", words.indent, (place) => levelAt(place, 1)),
      element("button", { type: "button", title: words.label, "aria-label": words.label, onclick: () => this.writing.askLabel(key) }, "1."),
      button("download", words.merge, mergeAt),
      button("bin", words.remove, removeAt),
    );
  }

  act(key, command) {
    const { view } = this.writing;
    const clause = this.writing.clause(key);
    if (!clause) return;
    const done = command(clause.place)(view.state, view.dispatch);
    const now = this.writing.clause(key);
    const { words } = this.writing;
    if (done && now) {
      const moved = now.place !== clause.place;
      this.say(moved ? words.moved : words.level, { position: now.place + 1, count: view.state.doc.childCount, level: now.level });
      const line = this.list.querySelector(`[data-key="${key}"]`);
      if (!line?.contains(document.activeElement)) line?.firstElementChild.focus();
    } else if (done) {
      this.say(words.gone, { heading: clause.heading || words.untitled });
      view.focus();
    }
  }

  key(event) {
    const line = event.target.closest("li");
    if (!line) return;
    const { key } = line.dataset;
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const does = (command) => { event.preventDefault(); this.act(key, command); };
    const arranged = this.writing.settings.arranged;
    if (arranged && event.altKey && event.shiftKey && event.key === forward) does((place) => levelAt(place, 1));
    else if (arranged && event.altKey && event.shiftKey && event.key === back) does((place) => levelAt(place, -1));
    else if (arranged && event.altKey && event.key === "ArrowUp") does((place) => step(place, -1));
    else if (arranged && event.altKey && event.key === "ArrowDown") does((place) => step(place, 1));
    else if (!event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      const next = event.key === "ArrowUp" ? line.previousElementSibling : line.nextElementSibling;
      if (next) { event.preventDefault(); next.firstElementChild.focus(); }
    }
  }

  drag() {
    let key = null;
    const lineOf = ({ target }) => target.closest?.("li");
    const clear = () => this.list.querySelectorAll("[data-drop]").forEach((line) => delete line.dataset.drop);
    const below = (event, line) => event.clientY > line.getBoundingClientRect().top + line.offsetHeight / 2;
    this.list.addEventListener("dragstart", (event) => {
      key = lineOf(event)?.dataset.key ?? null;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    this.list.addEventListener("dragover", (event) => {
      const line = lineOf(event);
      if (!key || !line) return;
      event.preventDefault();
      clear();
      line.dataset.drop = below(event, line) ? "after" : "before";
    });
    this.list.addEventListener("drop", (event) => {
      const line = lineOf(event);
      clear();
      if (!key || !line) return;
      event.preventDefault();
      const target = this.writing.clause(line.dataset.key);
      const to = below(event, line) ? target.place + reach(this.writing.view.state.doc, target.place) : target.place;
      this.act(key, (place) => move(place, to));
      key = null;
    });
    this.list.addEventListener("dragend", () => { key = null; clear(); });
  }
}
