/* One of the page's own texts (title, summary, change note) in its languages. */
(() => {
  class PageTextController extends window.sijill.TranslatedController {
    static values = { field: String, opening: String };

    textOf(language) {
      return this.form.elements[`${this.fieldValue}_${language}`]?.value;
    }

    /* Put words in place of others: a repair that the server offers where they stand once. */
    put({ target }) {
      const button = target.closest("[data-instead]");
      const { language } = target.closest("[data-language]")?.dataset ?? {};
      const input = this.form.elements[`${this.fieldValue}_${language}`];
      if (!button || !input || input.disabled) return;
      const { said, instead } = button.dataset;
      const at = input.value.indexOf(said);
      if (at < 0) return;
      input.setRangeText(instead, at, at + said.length, "select");
      input.focus();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }

    ask() {
      this.asking?.abort();
      this.asking = new AbortController();
      return this.send(this.openingValue, [`${this.fieldValue}_`], {}, this.asking.signal);
    }
  }

  window.wagtail.app.register("policy-text", PageTextController);
})();
