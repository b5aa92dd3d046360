/* One section: its line, its languages, and the editors of its bodies, which are built when it is first opened.

   A body that nobody opened or changed is posted as it was stored. So opening a section is no change of the draft:
   it does not wake the autosave, and saving it writes the same text. */
(() => {
  const LEVELS = [1, 3];

  /* The server and the rich text editor write the same text differently. This is what both mean. */
  const written = (value) => {
    if (value === "null") return "";
    if (!/^\s*\{\s*"blocks"/.test(value)) return value;
    const { blocks, entityMap } = JSON.parse(value);
    const ranges = (found, name) => found.map((range) => [range.offset, range.length, range[name]]);
    const kept = blocks.map((block) => [block.type, block.depth, block.text, ranges(block.inlineStyleRanges, "style"),
      block.entityRanges.map(({ offset, length, key }) => [offset, length, entityMap[key].type, Object.entries(entityMap[key].data).sort()])]);
    return kept.some(([type, , text]) => text || type !== "unstyled") ? JSON.stringify(kept) : "";
  };

  class SectionController extends window.sijill.TranslatedController {
    static targets = ["content", "failed", "heading", "indent", "number", "outdent", "tab", "toggle"];

    static values = { new: Boolean, open: Boolean, prefix: String };

    connect() {
      super.connect();
      this.state.editors ??= {};
      this.element.addEventListener("click", this.moved, { capture: false });
      this.watch = new MutationObserver(() => this.nameEditors());
      this.watch.observe(this.contentTarget, { childList: true, subtree: true });
      if (this.openValue || this.newValue) this.open();
    }

    disconnect() {
      super.disconnect();
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
        const { seen } = this.state;
        const answer = this.newValue ? { editors: {}, languages: {} } : await this.ask({ editors: true });
        const holders = [...this.element.querySelectorAll("[data-deferred]")];
        await Promise.all(holders.map((holder) => this.mount(holder, answer.editors[holder.dataset.deferred] ?? [])));
        // What was typed while the editors were being built has had its own answer since.
        if (this.state.seen === seen) this.show(answer.languages);
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

    filter(event) {
      const { formData } = event;
      Object.entries(this.state.editors).forEach(([name, { raw, unchanged }]) => {
        // Taken out, never put in: the order of what is left is part of what Wagtail compares.
        const posted = [...formData.keys()].filter((key) => key.startsWith(`${name}-`));
        const same = this.entries(`${name}-`) === unchanged;
        posted.filter((key) => (key === raw.name) !== same).forEach((key) => formData.delete(key));
      });
      super.filter(event);
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

    /* A body that nobody changed reads the same, whether its editor is there yet or not: a text must not seem to be
       another one because one typed beside it while the editors were still being built. */
    textOf(language) {
      const name = `${this.prefixValue}-body_${language}`;
      const editor = this.state?.editors[name];
      const body = editor ? this.entries(`${name}-`) : "";
      return [this.entries(`${this.prefixValue}-heading_${language}`), body === editor?.unchanged ? "" : body].join("\n");
    }

    look(event) {
      this.list?.refresh();
      super.look(event);
    }

    /* With ``editors``, the section's bodies come back ready to edit. */
    ask({ editors }) {
      this.asking?.abort();
      this.asking = editors ? null : new AbortController();
      const more = { prefix: this.prefixValue, ...(editors ? { editors: "1" } : {}) };
      return this.send(this.list.openingValue, [`${this.prefixValue}-`], more, this.asking?.signal);
    }
  }

  window.wagtail.app.register("policy-section", SectionController);
})();
