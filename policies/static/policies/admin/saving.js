/* An autosave of this form is not the work of a second person: the form goes on from the draft that it saved last.

   The server refuses a form that began from an older draft than the newest. So the form names each draft that it
   saved by itself as the one it goes on from, and waits for a running autosave before it is sent. The answer to
   an autosave may be lost: the form has a name of its own, by which the server knows the draft that it saved, and
   counts its saves, so that a late one replaces no later one.

   Words typed during an autosave are not saved by it: see settle(). If somebody else has saved meanwhile, nothing is
   overwritten: see dontAsk(). */
(() => {
  // If the browser could not send the form after all, autosave takes over again.
  const GIVEN_UP = 60_000;

  class SavingController extends window.StimulusModule.Controller {
    connect() {
      this.form = this.element.closest("form");
      this.form.addEventListener("submit", this.hold, { capture: true });
      this.form.addEventListener("w-autosave:save", this.pause);
      this.form.addEventListener("w-autosave:success", this.goOnFrom);
      this.form.addEventListener("w-autosave:success", this.settle);
      window.addEventListener("submit", this.close);
      window.addEventListener("pageshow", this.reopen);
      document.addEventListener("w-swap:json", this.dontAsk, { capture: true });
      this.state = this.form.policySaving ??= { name: window.sijill.uuid(), saves: 0 };
      // Wagtail's workflow dialogs send the form in the way that asks no listener.
      this.form.submit = () => this.form.requestSubmit();
    }

    disconnect() {
      this.form.removeEventListener("submit", this.hold, { capture: true });
      this.form.removeEventListener("w-autosave:save", this.pause);
      this.form.removeEventListener("w-autosave:success", this.goOnFrom);
      this.form.removeEventListener("w-autosave:success", this.settle);
      window.removeEventListener("submit", this.close);
      window.removeEventListener("pageshow", this.reopen);
      document.removeEventListener("w-swap:json", this.dontAsk, { capture: true });
      delete this.form.submit;
    }

    goOnFrom = ({ detail: { data } }) => {
      if (!data.revision_id) return;
      this.keep("loaded_revision_id", data.revision_id);
      this.keep("loaded_revision_created_at", data.revision_created_at);
    };

    pause = (event) => {
      if (this.leaving) {
        event.preventDefault();
      } else {
        this.sent = this.unsaved?.formData;
        this.sending = this.fields?.now();
        if (this.fields) this.fields.sent = this.sending;
        if (this.sending && !this.fields.refused) event.detail.formData.set("changes", JSON.stringify(this.fields.changes(this.sending)));
        event.detail.formData.set("saved_from", this.nextSave);
      }
    };

    /* Wagtail would ask whether to overwrite what somebody else has saved. Here saving overwrites nothing: it shows
       both texts and lets the person choose. The name of who has saved is shown all the same. */
    dontAsk = ({ detail: { data } }) => {
      data?.other_sessions?.forEach((session) => { session.revision_id = null; });
    };

    get nextSave() {
      this.state.saves += 1;
      return `${this.state.name} ${this.state.saves}`;
    }

    /* When the answer comes, Wagtail takes the form as it is then for what is saved. But saved is what was sent, with
       the new rows' ids from the answer. What was typed since is an edit, to be warned of and to be saved. */
    settle = ({ detail: { data } }) => {
      if (this.sending) Object.assign(this.fields, { known: this.sending, refused: false });
      const saved = new URLSearchParams(this.sent);
      Object.entries(data.field_updates ?? {}).forEach(([name, value]) => saved.has(name) && saved.set(name, value));
      // After Wagtail's own listeners, and before anything else happens to the form.
      queueMicrotask(() => {
        this.unsaved.initialFormData = saved.toString();
        this.unsaved.previousFormData = this.unsaved.initialFormData;
        this.unsaved.check();
      });
    };

    /* The clauses' fields, once the editor stands: they say what was changed in them. */
    get fields() {
      return window.sijill.writing?.fields;
    }

    get autosave() {
      return this.application.getControllerForElementAndIdentifier(this.form, "w-autosave");
    }

    get unsaved() {
      return this.application.getControllerForElementAndIdentifier(this.form, "w-unsaved");
    }

    hold = (event) => {
      const button = event.submitter ?? this.resent;
      this.leaving = true;
      setTimeout(() => { this.leaving = false; }, GIVEN_UP);
      if (window.sijill.keeping && !this.signedIn) {
        event.preventDefault();
        event.stopImmediatePropagation();
        this.leaving = false;
        this.sendSignedIn(button);
        return;
      }
      if (!this.autosave?.submitPromise) {
        this.keep("saved_from", this.nextSave);
        if (this.fields && !this.fields.refused) this.keep("changes", JSON.stringify(this.fields.changes()));
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!this.held) this.sendAfterwards(button);
    };

    /* The form leaves the page only where the server takes it. */
    async sendSignedIn(button) {
      if (this.asked) return;
      this.asked = true;
      this.signedIn = await window.sijill.keeping.signedIn();
      this.asked = false;
      button?.removeAttribute("disabled");
      if (this.signedIn) this.send(button);
      else this.restoreButton(button);
      setTimeout(() => { this.signedIn = false; }, 1000);
    }

    /* A button that Wagtail has set to "saving" is one to press again. */
    restoreButton(button) {
      const progress = button && this.application.getControllerForElementAndIdentifier(button, "w-progress");
      if (progress) progress.loadingValue = false;
    }

    send(button) {
      const pressed = button?.name ? this.keep(button.name, button.value) : null;
      this.resent = button;
      this.form.requestSubmit();
      this.resent = null;
      pressed?.remove();
    }

    async sendAfterwards(button) {
      this.held = true;
      while (this.autosave?.submitPromise) await this.autosave.submitPromise.catch(() => {});
      this.held = false;
      // The button that was pressed is disabled by now, and a disabled button sends nothing: a field stands for it.
      this.send(button);
    }

    /* The form is on its way, and the page with it: no word typed now would arrive. */
    close = (event) => {
      if (event.target !== this.form || event.defaultPrevented) return;
      setTimeout(() => { this.form.inert = true; }); // once its data is taken and its button is disabled
      clearTimeout(this.closed);
      this.closed = setTimeout(this.reopen, GIVEN_UP);
    };

    reopen = () => {
      this.form.inert = false;
    };

    keep(name, value) {
      let field = this.form.querySelector(`input[type=hidden][name="${name}"]`);
      if (!field) {
        field = Object.assign(document.createElement("input"), { name, type: "hidden" });
        this.form.append(field);
      }
      field.value = value;
      return field;
    }
  }

  window.wagtail.app.register("policy-saving", SavingController);
})();
