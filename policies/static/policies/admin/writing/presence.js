/* Who else has this draft open, and in which clause and language.

   Wagtail pings for each tab that is in sight and answers who else has the draft open. Only where somebody has, the
   place is said and the others' places are asked for: alone, nothing is sent. Arrivals and departures are announced,
   moves from clause to clause are not. */
import { element } from "sijill/asking";

const SOON = 1_000;
const numberIn = (address) => address?.match(/\/(\d+)\/$/)?.[1];

/* Wagtail's buttons of who only looks at the page have no name for those who do not see the picture. */
function nameButtons() {
  document.querySelectorAll(".w-editing-sessions__session:not([aria-label])").forEach((button) => {
    const said = button.querySelector("[data-w-tooltip-target=content]") ?? button.parentElement.querySelector("[data-w-tooltip-target=content]");
    const words = (said?.content ?? said)?.textContent.trim().replace(/\s+/g, " ");
    if (words) button.setAttribute("aria-label", words);
  });
}

export class Presence {
  constructor(writing) {
    Object.assign(this, { writing, words: writing.words, address: writing.settings.presence, others: [] });
    this.line = element("p", { class: "presence", hidden: true });
    this.said = element("p", { class: "w-sr-only", role: "status" });
    writing.frame.querySelector("[data-writing-bar]").append(this.line, this.said);
    if (!this.address) return;
    document.addEventListener("w-swap:json", ({ detail: { data } }) => this.pinged(data));
    document.addEventListener("w-swap:success", nameButtons);
    nameButtons();
    this.session = numberIn(document.querySelector("[data-controller~=w-session]")?.getAttribute("data-w-swap-src-value"));
    if (this.session) writing.onceShown(() => this.ask());
  }

  pinged(data) {
    if (!data?.session_id || !data.other_sessions) return;
    this.session = data.session_id;
    if (data.other_sessions.length || this.others.length) this.ask();
  }

  /* The cursor went to another clause, or another language is shown. */
  moved() {
    if (!this.others.length || this.place === this.told) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), SOON);
  }

  get place() { return `${this.writing.language} ${this.writing.current?.key ?? ""}`; }

  async ask() {
    const body = new FormData();
    body.set("session", this.session);
    body.set("language", this.writing.language);
    body.set("key", this.writing.current?.key ?? "");
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const place = this.place;
    try {
      const response = await fetch(this.address, { method: "POST", body });
      if (!response.ok || response.redirected) return;
      this.show((await response.json()).others);
      this.told = place;
    } catch { /* asked again with the next ping */ }
  }

  show(others) {
    this.announce(others);
    const same = JSON.stringify(others) === JSON.stringify(this.others);
    this.others = others;
    if (!same) this.render();
  }

  announce(others) {
    const names = (some, than) => some.filter(({ id }) => !than.some((each) => each.id === id)).map(({ name }) => name).join(", ");
    const came = names(others, this.others);
    const went = names(this.others, others);
    const sentences = [came && this.words.came.replace("{names}", came), went && this.words.went.replace("{names}", went)];
    if (came || went) this.said.textContent = sentences.filter(Boolean).join(" ");
  }

  /* Who is in this clause, for the list of clauses. */
  at(key) { return this.others.filter((each) => each.key === key); }

  languageOf({ language }) { return this.writing.languages.get(language)?.called ?? ""; }

  render() {
    this.line.hidden = !this.others.length;
    const people = this.others.map((each) => {
      const clause = this.writing.clauses?.find(({ key }) => key === each.key);
      const heading = clause && `${clause.number} ${clause.heading || this.words.untitled}`.trim();
      const where = each.away ? [this.words.away] : [this.languageOf(each), heading].filter(Boolean);
      const name = clause ? element("button", { type: "button", class: "presence__go", onclick: () => this.writing.scrollTo(each.key) }, element("bdi", {}, each.name)) : element("bdi", {}, each.name);
      return element("span", { class: "presence__person", "data-away": each.away }, name, ...where.flatMap((part) => [" · ", element("bdi", {}, part)]));
    });
    this.line.replaceChildren(element("strong", {}, this.words.also_here), " ", ...people);
    this.writing.refresh();
  }
}
