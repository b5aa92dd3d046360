/* One text in its languages, a section's or the page's own: the state of each translation, and the box that says it
   is made from the source as it is now. */
window.sijill = window.sijill || {};

window.sijill.TranslatedController = class extends window.StimulusModule.Controller {
  static targets = ["badge", "column", "translation"];

  connect() {
    // Moving a section disconnects and connects it: everything that must last is kept on its element.
    this.state = this.element.translatedText ??= { seen: {}, edited: new Set() };
    this.filter = this.filter.bind(this);
    this.finish = this.finish.bind(this);
    this.form = this.element.closest("form");
    this.form?.addEventListener("formdata", this.filter);
    this.form?.addEventListener("submit", this.finish, { capture: true });
  }

  disconnect() {
    this.form?.removeEventListener("formdata", this.filter);
    this.form?.removeEventListener("submit", this.finish, { capture: true });
  }

  /* What typing ticked counts when the editor saves, not when the browser does in the middle of a word. */
  filter({ formData }) {
    if (this.submitting) return;
    this.element.querySelectorAll("[data-matches][data-by-typing]").forEach((box) => formData.delete(box.name));
  }

  finish() {
    this.submitting = true;
    setTimeout(() => { this.submitting = false; });
  }

  remember() {
    this.columnTargets.forEach(({ dataset }) => { this.state.seen[dataset.language] = this.textOf(dataset.language); });
  }

  /* Something happened in the text: find out, a moment later, whether it is another one now. */
  look(event) {
    const box = event.target.closest?.("[data-matches]");
    if (box) delete box.dataset.byTyping;
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.compare(), 500);
  }

  compare() {
    const changed = this.columnTargets.filter(({ dataset }) => this.textOf(dataset.language) !== this.state.seen[dataset.language]);
    if (!changed.length) return;
    changed.forEach((column) => this.state.edited.add(column.dataset.language));
    this.remember();
    this.tick(changed.some((column) => column.hasAttribute("data-prevails")), changed);
    this.ask({}).then((answer) => this.show(answer.languages)).catch(() => {});
  }

  /* Who writes a translation has the source before them: it is ticked, visibly, and counts at the next save. */
  tick(source, changed) {
    this.columnTargets.forEach((column) => {
      const box = column.querySelector("[data-matches]");
      if (!box) return;
      if (changed.includes(column) || (source && this.state.edited.has(column.dataset.language))) {
        if (!box.checked) box.dataset.byTyping = "";
        box.checked = true;
      } else if (source) {
        box.checked = false;
      }
    });
  }

  /* The text as it stands in the form, sent to be looked at: the fields whose names begin with one of these. */
  async send(address, beginnings, more = {}, signal = undefined) {
    const body = new FormData();
    const all = new FormData(this.form);
    [...all.keys()]
      .filter((key) => beginnings.some((beginning) => key.startsWith(beginning)) && !key.endsWith("-current"))
      .forEach((key) => body.set(key, all.get(key)));
    Object.entries(more).forEach(([name, value]) => body.set(name, value));
    const response = await fetch(address, {
      body,
      headers: { "X-CSRFToken": this.form.querySelector("[name=csrfmiddlewaretoken]").value },
      method: "POST",
      signal,
    });
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }

  show(languages) {
    Object.entries(languages).forEach(([language, { state, words, differs, html }]) => {
      const of = (elements) => elements.find((element) => element.dataset.language === language);
      const badge = of(this.badgeTargets);
      if (!badge) return;
      badge.dataset.state = state;
      badge.querySelector(".section-state__words").textContent = words;
      badge.querySelector(".section-state__differs").hidden = !differs;
      of(this.columnTargets).dataset.state = state;
      const place = of(this.translationTargets);
      if (place && place.innerHTML !== html) place.innerHTML = html;
    });
  }
};
