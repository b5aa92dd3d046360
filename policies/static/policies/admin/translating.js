/* One of the page's own texts in its languages: the state of each translation, and the box that says it
   is made from the source as it is now. */
window.sijill = window.sijill || {};

window.sijill.TranslatedController = class extends window.StimulusModule.Controller {
  static targets = ["badge", "column", "translation"];

  connect() {
    this.form = this.element.closest("form");
    // Moving a section disconnects and connects it: everything that must last is kept on its element.
    this.state = this.element.translatedText ??= this.asOpened();
    this.filter = this.filter.bind(this);
    this.finish = this.finish.bind(this);
    this.form?.addEventListener("formdata", this.filter);
    this.form?.addEventListener("submit", this.finish, { capture: true });
  }

  disconnect() {
    this.form?.removeEventListener("formdata", this.filter);
    this.form?.removeEventListener("submit", this.finish, { capture: true });
  }

  /* A tick set by typing counts when the person saves, not when the browser saves in the middle of a word. */
  filter({ formData }) {
    if (this.submitting) return;
    this.element.querySelectorAll("[data-matches][data-by-typing]").forEach((box) => formData.delete(box.name));
  }

  /* What was typed in the last moment counts too. */
  finish() {
    clearTimeout(this.looking);
    this.compare();
    this.submitting = true;
    setTimeout(() => { this.submitting = false; });
  }

  /* Each language's text, as it was when the page opened and when it was last looked at. */
  asOpened() {
    const opened = this.texts();
    return { opened, seen: opened };
  }

  texts() {
    return Object.fromEntries(this.columnTargets.map(({ dataset }) => [dataset.language, this.textOf(dataset.language)]));
  }

  /* Something happened in the text: find out, a moment later, whether it is another one now. */
  look(event) {
    const box = event.target.closest?.("[data-matches]");
    if (box) delete box.dataset.byTyping;
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.compare(), 500);
  }

  compare() {
    const texts = this.texts();
    const changed = this.columnTargets.filter(({ dataset: { language } }) => texts[language] !== this.state.seen[language]);
    if (!changed.length) return;
    this.state.seen = texts;
    this.tick(changed);
    this.ask({}).then((answer) => this.show(answer.languages)).catch(() => {});
  }

  /* A person who writes a translation has the source before them: the box is ticked, visibly, and counts at the next
     save. A text that is put back to what it was, by undoing, is no work on the translation: the tick goes again. */
  tick(changed) {
    const source = changed.some((column) => column.hasAttribute("data-prevails"));
    this.columnTargets.forEach((column) => {
      const box = column.querySelector("[data-matches]");
      if (!box) return;
      const { language } = column.dataset;
      const edited = this.state.seen[language] !== this.state.opened[language];
      if (edited && (source || changed.includes(column))) {
        if (!box.checked) box.dataset.byTyping = "";
        box.checked = true;
      } else if (source || (changed.includes(column) && "byTyping" in box.dataset)) {
        box.checked = false;
        delete box.dataset.byTyping;
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
