/* The list of sections: numbers, order, opening all, undoing a removal. Wagtail's InlinePanel moves and adds. */
(() => {
  /* How deep lists are nested in a page's HTML, or in a word processor's, which writes levels in a style of its own. */
  const depth = (html) => {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    const inLists = (element) => (element ? inLists(element.parentElement?.closest("ul, ol")) + 1 : 0);
    const levels = [...html.matchAll(/mso-list:[^;"']*\blevel(\d)/g)].map(([, level]) => Number(level));
    return Math.max(0, ...levels, ...[...body.querySelectorAll("ul, ol")].map(inLists));
  };

  class SectionsController extends window.StimulusModule.Controller {
    static targets = ["list", "said", "removed"];

    static values = {
      authoritative: String,
      deep: Number,
      flattened: String,
      editor: String,
      level: String,
      moved: String,
      numbering: String,
      opening: String,
      options: Object,
      prefix: String,
      removed: String,
      untitled: String,
    };

    connect() {
      this.panel ??= new window.InlinePanel(this.optionsValue);
      this.numbering = document.querySelector("select[name=numbering]");
      this.refresh = this.refresh.bind(this);
      this.gone = this.gone.bind(this);
      this.find = this.find.bind(this);
      this.numbering?.addEventListener("change", this.refresh);
      this.element.addEventListener("w-formset:removed", this.gone);
      window.addEventListener("hashchange", this.find);
      this.observer = new MutationObserver(this.refresh);
      this.observer.observe(this.listTarget, { childList: true });
      this.refresh();
      this.find();
    }

    disconnect() {
      this.observer.disconnect();
      this.numbering?.removeEventListener("change", this.refresh);
      this.element.removeEventListener("w-formset:removed", this.gone);
      window.removeEventListener("hashchange", this.find);
    }

    get lines() {
      return [...this.listTarget.children].filter((line) => !line.classList.contains("deleted"));
    }

    section(line) {
      return this.application.getControllerForElementAndIdentifier(line, "policy-section");
    }

    /* Numbers and headings of every line, as they would be published in the authoritative language. */
    refresh() {
      const lines = this.lines;
      const field = (line, name) => line.querySelector(`[name="${line.id.replace("inline_child_", "")}-${name}"]`);
      const heading = (line, code) => field(line, `heading_${code}`)?.value.trim() ?? "";
      const levels = lines.map((line) => (heading(line, this.authoritativeValue) ? Number(field(line, "level").value) : null));
      const numbers = window.sijill.numbersOf(levels, this.numbering?.value || this.numberingValue);
      lines.forEach((line, index) => {
        const headings = [...line.querySelectorAll("[name*='-heading_']")].map((input) => input.value.trim());
        const shown = [heading(line, this.authoritativeValue), ...headings].find(Boolean);
        line.querySelector(".section__number").textContent = numbers[index];
        const title = line.querySelector(".section__heading");
        title.textContent = shown || this.untitledValue;
        title.classList.toggle("section__heading--none", !shown);
        const level = Number(field(line, "level").value);
        line.dataset.level = level;
        line.querySelectorAll("[data-policy-section-target=outdent]").forEach((button) => { button.disabled = level <= 1; });
        line.querySelectorAll("[data-policy-section-target=indent]").forEach((button) => { button.disabled = level >= 3; });
      });
    }

    say(sentence, words) {
      this.saidTarget.textContent = sentence.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
    }

    sayMoved(line) {
      this.say(this.movedValue, { position: this.lines.indexOf(line) + 1, count: this.lines.length });
    }

    sayLevel(level) {
      this.say(this.levelValue, { level });
    }

    /* The rich text editor brings deeper lists up to the deepest level there is, and says nothing. */
    pasted({ clipboardData, target }) {
      const editor = target.closest?.(".Draftail-Editor");
      if (!editor) return;
      editor.parentElement.querySelector(".section-flattened")?.remove();
      if (depth(clipboardData.getData("text/html")) <= this.deepValue) return;
      const note = Object.assign(document.createElement("p"), { className: "section-flattened help-block help-warning", textContent: this.flattenedValue });
      note.setAttribute("role", "alert");
      editor.after(note);
    }

    openAll() {
      this.lines.forEach((line) => this.section(line)?.open());
    }

    closeAll() {
      this.lines.forEach((line) => this.section(line)?.close());
    }

    /* "#section-KEY" and the address of any field open the section it is in. */
    find() {
      const name = decodeURIComponent(window.location.hash.slice(1));
      if (!name) return;
      const [, key] = name.match(/^section-([0-9a-f-]{36})$/) || [];
      const found = key ? this.listTarget.querySelector(`input[name$="-key"][value="${key}"]`) : document.getElementById(name);
      const line = found?.closest("[data-inline-panel-child]");
      if (!line || !this.listTarget.contains(line)) return;
      // The section's own controller may not be connected yet.
      setTimeout(() => {
        const opened = this.section(line)?.open();
        line.scrollIntoView({ block: "start" });
        Promise.resolve(opened).then(() => (key ? line.querySelector(".section__toggle") : found).focus());
      });
    }

    gone({ target }) {
      this.lost = target;
      const heading = target.querySelector(".section__heading").textContent;
      this.removedTarget.firstElementChild.textContent = this.removedValue.replace("{heading}", heading);
      this.removedTarget.hidden = false;
      this.removedTarget.querySelector("button").focus();
      this.refresh();
    }

    /* Whether or not the removal was saved meanwhile: without its row's id, the section is matched by its key. */
    restore() {
      const prefix = this.lost.id.replace("inline_child_", "");
      this.lost.querySelector(`[name="${prefix}-DELETE"]`).value = "";
      const row = this.lost.querySelector(`[name="${prefix}-id"]`);
      if (row) row.value = "";
      this.lost.classList.remove("deleted");
      this.lost.style.display = "";
      this.removedTarget.hidden = true;
      this.refresh();
      this.lost.querySelector(".section__toggle").focus();
    }
  }

  window.wagtail.app.register("policy-sections", SectionsController);
})();
