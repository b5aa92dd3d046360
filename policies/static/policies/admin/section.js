/* One section: its line, its languages, and the editors of its bodies, which are built when it is first opened.

   A body that nobody opened or changed is posted as it was stored. So opening a section is no change of the draft:
   it does not wake the autosave, and saving it writes the same text. */
(() => {
  const LEVELS = [1, 3];

  /* The server and the rich text editor write the same text differently: this is what both mean. */
  const written = (value) => {
    if (value === "null") return "";
    if (!/^\s*\{\s*"blocks"/.test(value)) return value;
    const { blocks, entityMap } = JSON.parse(value);
    const ranges = (found, name) => found.map((range) => [range.offset, range.length, range[name]]);
    const kept = blocks.map((block) => [block.type, block.depth, block.text, ranges(block.inlineStyleRanges, "style"),
      block.entityRanges.map(({ offset, length, key }) => [offset, length, entityMap[key].type, Object.entries(entityMap[key].data).sort()])]);
    return kept.some(([type, , text]) => text || type !== "unstyled") ? JSON.stringify(kept) : "";
  };

  class SectionController extends window.StimulusModule.Controller {
    static targets = ["badge", "column", "content", "failed", "heading", "indent", "number", "outdent", "tab", "toggle", "translation"];

    static values = { new: Boolean, open: Boolean, prefix: String };

    connect() {
      // Moving the section disconnects and connects it: everything that must last is kept on its element.
      this.state = this.element.policySection ??= { built: false, editors: {}, seen: {}, edited: new Set() };
      this.filter = this.filter.bind(this);
      this.finish = this.finish.bind(this);
      this.form = this.element.closest("form");
      this.form?.addEventListener("formdata", this.filter);
      this.form?.addEventListener("submit", this.finish, { capture: true });
      this.element.addEventListener("click", this.moved, { capture: false });
      this.watch = new MutationObserver(() => this.nameEditors());
      this.watch.observe(this.contentTarget, { childList: true, subtree: true });
      if (this.openValue || this.newValue) this.open();
    }

    disconnect() {
      this.form?.removeEventListener("formdata", this.filter);
      this.form?.removeEventListener("submit", this.finish, { capture: true });
      this.element.removeEventListener("click", this.moved);
      this.watch.disconnect();
    }

    /* The rich text editor gives its text no name that a screen reader could say: what it is, and in which language. */
    nameEditors() {
      this.element.querySelectorAll("[role=textbox]:not([aria-label])").forEach((text) => {
        const label = text.closest("[data-field-wrapper]").querySelector(":scope > label");
        const kind = label ?? text.closest("[data-panel]").querySelector(".c-sf-block__type");
        const column = text.closest("[role=tabpanel]");
        const language = document.getElementById(column.getAttribute("aria-labelledby")).firstChild;
        text.setAttribute("aria-label", [kind, language].map((part) => part.textContent.trim()).join(", "));
      });
    }

    get list() {
      const element = this.element.closest("[data-controller~=policy-sections]");
      return this.application.getControllerForElementAndIdentifier(element, "policy-sections");
    }

    // Opening

    toggle() {
      return this.contentTarget.hidden ? this.open() : this.close();
    }

    open() {
      this.contentTarget.hidden = false;
      this.toggleTarget.setAttribute("aria-expanded", "true");
      return this.state.built ? Promise.resolve() : this.build();
    }

    close() {
      this.contentTarget.hidden = true;
      this.toggleTarget.setAttribute("aria-expanded", "false");
    }

    async build() {
      if (this.state.built) return;
      this.state.built = true;
      this.failedTarget.hidden = true;
      try {
        const answer = this.newValue ? { editors: {}, languages: {} } : await this.ask({ editors: true });
        const holders = [...this.element.querySelectorAll("[data-deferred]")];
        await Promise.all(holders.map((holder) => this.mount(holder, answer.editors[holder.dataset.deferred] ?? [])));
        this.show(answer.languages);
        this.remember();
      } catch {
        this.state.built = false;
        this.failedTarget.hidden = false;
      }
    }

    /* Put Wagtail's own block controller in the place of a stored body, and note what it would post unchanged. */
    mount(holder, value) {
      const place = holder.querySelector("[data-deferred-place]");
      const name = holder.dataset.deferred;
      const raw = holder.querySelector(`[name="${name}-raw"]`);
      place.replaceChildren();
      place.id = name;
      place.dataset.wBlockDataValue = this.list.editorValue;
      place.dataset.wBlockArgumentsValue = JSON.stringify([value, null]);
      return new Promise((resolve) => {
        place.addEventListener("w-block:ready", () => {
          this.state.editors[name] = { raw, unchanged: this.entries(`${name}-`) };
          resolve();
        }, { once: true });
        place.dataset.controller = "w-block";
      });
    }

    /* What the fields whose names begin like this hold, as one string. */
    entries(...beginnings) {
      return [...this.element.querySelectorAll("[name]")]
        .filter((field) => !field.disabled && (field.type !== "checkbox" || field.checked))
        .filter((field) => beginnings.some((beginning) => field.name.startsWith(beginning)))
        .map((field) => `${field.name}=${written(field.value)}`)
        .join("\n");
    }

    // Posting

    filter({ formData }) {
      Object.entries(this.state.editors).forEach(([name, { raw, unchanged }]) => {
        // Taken out, never put in: the order of what is left is part of what Wagtail compares.
        const posted = [...formData.keys()].filter((key) => key.startsWith(`${name}-`));
        const same = this.entries(`${name}-`) === unchanged;
        posted.filter((key) => (key === raw.name) !== same).forEach((key) => formData.delete(key));
      });
      if (this.submitting) return;
      // What typing ticked counts when the editor saves, not when the browser does in the middle of a word.
      this.element.querySelectorAll("[data-matches][data-by-typing]").forEach((box) => formData.delete(box.name));
    }

    finish() {
      this.submitting = true;
      setTimeout(() => { this.submitting = false; });
    }

    // Order and level

    key(event) {
      const across = document.documentElement.dir === "rtl" ? { ArrowLeft: 1, ArrowRight: -1 } : { ArrowLeft: -1, ArrowRight: 1 };
      if (!event.altKey || !this.hasIndentTarget) return;
      if (event.shiftKey && across[event.key]) {
        event.preventDefault();
        this.changeLevel(across[event.key]);
      } else if (!event.shiftKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
        event.preventDefault();
        const way = event.key === "ArrowUp" ? "up" : "down";
        this.element.querySelector(`[data-inline-panel-child-move-${way}]`).click();
        // The line is now elsewhere in the page, and has lost the focus.
        setTimeout(() => this.toggleTarget.focus());
      }
    }

    moved = ({ target }) => {
      const button = target.closest("[data-inline-panel-child-move-up], [data-inline-panel-child-move-down]");
      if (!button) return;
      setTimeout(() => {
        this.list?.sayMoved(this.element);
        if (document.activeElement === document.body) (button.disabled ? this.toggleTarget : button).focus();
      });
    };

    indent() {
      this.changeLevel(1);
    }

    outdent() {
      this.changeLevel(-1);
    }

    changeLevel(by) {
      const field = this.element.querySelector(`[name="${this.prefixValue}-level"]`);
      const level = Math.min(Math.max(Number(field.value) + by, LEVELS[0]), LEVELS[1]);
      if (level === Number(field.value)) return;
      field.value = level;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      this.list.refresh();
      this.list.sayLevel(level);
    }

    // Languages

    choose({ currentTarget }) {
      const language = currentTarget.dataset.language;
      this.tabTargets.forEach((tab) => {
        const chosen = tab.dataset.language === language;
        tab.setAttribute("aria-selected", String(chosen));
        tab.tabIndex = chosen ? 0 : -1;
      });
      this.columnTargets.forEach((column) => {
        column.classList.toggle("section__column--chosen", column.dataset.language === language);
      });
    }

    tabKey(event) {
      const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
      const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
      const tabs = this.tabTargets;
      const at = tabs.indexOf(event.target);
      const to = { [forward]: at + 1, [back]: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const tab = tabs[(to + tabs.length) % tabs.length];
      tab.focus();
      this.choose({ currentTarget: tab });
    }

    // Translations

    textOf(language) {
      return this.entries(`${this.prefixValue}-heading_${language}`, `${this.prefixValue}-body_${language}-`);
    }

    remember() {
      this.columnTargets.forEach(({ dataset }) => { this.state.seen[dataset.language] = this.textOf(dataset.language); });
    }

    /* Something happened in the section: find out, a moment later, whether a text is another one now. */
    look(event) {
      this.list?.refresh();
      const box = event.target.closest?.("[data-matches]");
      if (box) delete box.dataset.byTyping;
      clearTimeout(this.looking);
      this.looking = setTimeout(() => this.compare(), 500);
    }

    compare() {
      if (!this.state.built) return;
      const changed = this.columnTargets.filter(({ dataset }) => this.textOf(dataset.language) !== this.state.seen[dataset.language]);
      if (!changed.length) return;
      changed.forEach((column) => this.state.edited.add(column.dataset.language));
      this.remember();
      this.tick(changed.some((column) => column.classList.contains("section__column--source")), changed);
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

    /* The section as it stands in the form, sent to be looked at; with ``editors``, its bodies come back ready to edit. */
    async ask({ editors }) {
      this.asking?.abort();
      this.asking = editors ? null : new AbortController();
      const body = new FormData();
      const all = new FormData(this.form);
      [...all.keys()].filter((key) => key.startsWith(`${this.prefixValue}-`) && !key.endsWith("-current")).forEach((key) => body.set(key, all.get(key)));
      body.set("prefix", this.prefixValue);
      if (editors) body.set("editors", "1");
      const response = await fetch(this.list.openingValue, {
        body,
        headers: { "X-CSRFToken": this.form.querySelector("[name=csrfmiddlewaretoken]").value },
        method: "POST",
        signal: this.asking?.signal,
      });
      if (!response.ok) throw new Error(response.statusText);
      return response.json();
    }

    show(languages) {
      Object.entries(languages).forEach(([language, { state, words, differs, html }]) => {
        const of = (elements) => elements.find((element) => element.dataset.language === language);
        const badge = of(this.badgeTargets);
        badge.dataset.state = state;
        badge.querySelector(".section-state__words").textContent = words;
        badge.querySelector(".section-state__differs").hidden = !differs;
        of(this.columnTargets).dataset.state = state;
        const place = of(this.translationTargets);
        if (place && place.innerHTML !== html) place.innerHTML = html;
      });
    }
  }

  window.wagtail.app.register("policy-section", SectionController);
})();
