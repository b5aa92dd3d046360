/* One of the page's own texts (title, summary, change note) in its languages. */
(() => {
  class PageTextController extends window.sijill.TranslatedController {
    static values = { field: String, opening: String };

    textOf(language) {
      return this.form.elements[`${this.fieldValue}_${language}`]?.value;
    }

    ask() {
      this.asking?.abort();
      this.asking = new AbortController();
      return this.send(this.openingValue, [`${this.fieldValue}_`], {}, this.asking.signal);
    }
  }

  window.wagtail.app.register("policy-text", PageTextController);
})();
