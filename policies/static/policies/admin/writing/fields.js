/* The hidden fields of the clauses: what Wagtail's form posts. The editor reads its texts here and writes them back. */

const PARTS = ["label", "heading", "body"];

export class Fields {
  // A form that the server refused shows words that it does not have: until it takes them, all of it is sent.
  constructor(element, template, { prefix, languages, refused }) {
    Object.assign(this, { element, template, prefix, languages, refused });
    this.form = element.closest("form");
    this.rows = new Map();
    element.querySelectorAll("[data-writing-section]").forEach((row) => this.take(row));
    // What each language says by itself: without what a merge in another language adds to it.
    this.own = Object.fromEntries(languages.map(({ code }) => [code, new Map()]));
    this.rows.forEach((row, key) => languages.forEach(({ code }) => this.own[code].set(key, this.read(row, code))));
    this.known = this.now();
    // Translations ticked as "made from the source as it is now", by key and language; typing ticks until the next save.
    this.byTyping = new Set();
    this.form?.addEventListener("formdata", ({ formData }) => {
      if (!this.submitting) this.byTyping.forEach((name) => formData.delete(name));
    });
    this.form?.addEventListener("submit", () => {
      this.submitting = true;
      setTimeout(() => { this.submitting = false; });
    }, { capture: true });
  }

  /* The form as it stands: what each clause says, their order, and the page's own fields. */
  now() {
    const page = {};
    const ours = new RegExp(`^(${this.prefix}-|comments-|csrf|loaded_|overwrite_|saved_from|changes|next$|action-|initial-)|-current$`);
    if (this.form) new FormData(this.form).forEach((value, name) => { if (!ours.test(name) && typeof value === "string") page[name] = value; });
    const texts = new Map([...this.rows].map(([key, row]) => [key, Object.fromEntries(this.languages.flatMap(({ code }) => {
      const text = this.read(row, code);
      return PARTS.filter((part) => !row.fields[`${part}_${code}`].disabled).map((part) => [`${part}_${code}`, text[part]]);
    }))]));
    return { page, texts, order: this.order.map(({ key, level }) => [key, level]), gone: new Set([...this.rows].filter(([, row]) => row.gone).map(([key]) => key)) };
  }

  /* What was changed since the server last said what it has: by clause, language and field, each with what it was. */
  changes(now = this.now()) {
    const { known } = this;
    const texts = {};
    now.texts.forEach((columns, key) => {
      const before = known.texts.get(key);
      if (!before || (now.gone.has(key) && known.gone.has(key))) return;
      const names = Object.keys(columns).filter((name) => columns[name] !== before[name] || now.gone.has(key));
      if (names.length) texts[key] = Object.fromEntries(names.map((name) => [name, before[name]]));
    });
    const names = new Set([...Object.keys(known.page), ...Object.keys(now.page)]);
    const page = Object.fromEntries([...names].filter((name) => (known.page[name] ?? "") !== (now.page[name] ?? "")).map((name) => [name, known.page[name] ?? ""]));
    return { texts, page, order: JSON.stringify(known.order) === JSON.stringify(now.order) ? null : known.order };
  }

  take(row) {
    const prefix = row.dataset.writingSection;
    const fields = Object.fromEntries([...row.querySelectorAll("input")].map((input) => [input.name.slice(prefix.length + 1), input]));
    const made = { prefix, fields, element: row };
    if (fields.DELETE?.value) made.gone = true;
    if (!fields.key.value) fields.key.value = window.sijill.uuid();
    this.rows.set(fields.key.value, made);
    return made;
  }

  read({ fields }, code) {
    return Object.fromEntries(PARTS.map((part) => [part, fields[`${part}_${code}`].value]));
  }

  /* The clauses in order: key and level. */
  get order() {
    return [...this.rows].filter(([, row]) => !row.gone)
      .sort(([, one], [, other]) => Number(one.fields.ORDER?.value || 0) - Number(other.fields.ORDER?.value || 0))
      .map(([key, { fields }]) => ({ key, level: Number(fields.level.value) || 1 }));
  }

  set(input, value) {
    if (!input || input.value === value || input.disabled) return false;
    input.value = value;
    return true;
  }

  add(key) {
    const total = this.form.elements[`${this.prefix}-TOTAL_FORMS`];
    const row = document.createElement("div");
    row.innerHTML = this.template.innerHTML.replaceAll("__prefix__", total.value);
    row.dataset.writingSection = `${this.prefix}-${total.value}`;
    row.querySelector(`[name$="-key"]`).value = key;
    total.value = Number(total.value) + 1;
    this.element.append(row);
    return this.take(row);
  }

  /* Write which clauses there are, in this order. */
  arrange(clauses) {
    const wanted = new Set(clauses.map(({ key }) => key));
    clauses.forEach(({ key, level }, place) => {
      const row = this.rows.get(key) ?? this.add(key);
      if (row.gone) {
        // Its removal may have been saved meanwhile: without its row's id, the clause is matched by its key.
        row.gone = false;
        this.set(row.fields.DELETE, "");
        if (this.sent?.gone.has(key)) this.set(row.fields.id, "");
      }
      this.set(row.fields.level, String(level));
      this.set(row.fields.ORDER, String(place + 1));
    });
    this.rows.forEach((row, key) => {
      if (wanted.has(key) || row.gone) return;
      row.gone = true;
      this.set(row.fields.DELETE, "1");
    });
  }

  /* Write what a clause says in a language; whether that is another text than before. */
  write(key, code, text) {
    const row = this.rows.get(key);
    return PARTS.map((part) => this.set(row.fields[`${part}_${code}`], text[part])).some(Boolean);
  }

  /* The pin of a translation: ticked, it was made from the source as it is now. */
  tick(key, code, ticked, { byTyping = false } = {}) {
    const row = this.rows.get(key);
    const name = `${row.prefix}-translated_from_${code}-current`;
    let box = row.element.querySelector(`[name="${name}"]`);
    if (!ticked) box?.remove();
    if (ticked && !box) {
      box = Object.assign(document.createElement("input"), { type: "hidden", name, value: "1" });
      row.element.append(box);
    }
    if (ticked && byTyping) this.byTyping.add(name);
    else this.byTyping.delete(name);
  }

  ticked(key, code) {
    const row = this.rows.get(key);
    return Boolean(row?.element.querySelector(`[name="${row.prefix}-translated_from_${code}-current"]`));
  }

  /* What the server says of the translations of a clause as it stands in the form. */
  async ask(address, key) {
    const { prefix, element } = this.rows.get(key);
    const body = new FormData();
    body.set("prefix", prefix);
    element.querySelectorAll("input").forEach(({ name, value, disabled }) => {
      if (!disabled && !name.endsWith("-current")) body.set(name, value);
    });
    const headers = { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value };
    const response = await fetch(address, { body, headers, method: "POST" });
    if (!response.ok) throw new Error(response.statusText);
    return (await response.json()).languages;
  }
}
