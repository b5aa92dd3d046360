/* The editor's own autosaves are no second editor: what a form is sent from is the draft that its tab saved last.

   The server refuses a form that began from an older draft than the newest. So the form names each draft that it
   saved by itself as the one it goes on from, and waits for an autosave under way before it is sent. */
(() => {
  // If the browser could not send the form after all, autosave takes over again.
  const GIVEN_UP = 60_000;

  class SavingController extends window.StimulusModule.Controller {
    connect() {
      this.form = this.element.closest("form");
      this.form.addEventListener("submit", this.hold, { capture: true });
      this.form.addEventListener("w-autosave:save", this.pause);
      this.form.addEventListener("w-autosave:success", this.goOnFrom);
      // Wagtail's workflow dialogs send the form in the way that asks no listener.
      this.form.submit = () => this.form.requestSubmit();
    }

    disconnect() {
      this.form.removeEventListener("submit", this.hold, { capture: true });
      this.form.removeEventListener("w-autosave:save", this.pause);
      this.form.removeEventListener("w-autosave:success", this.goOnFrom);
      delete this.form.submit;
    }

    goOnFrom = ({ detail: { data } }) => {
      if (!data.revision_id) return;
      this.keep("loaded_revision_id", data.revision_id);
      this.keep("loaded_revision_created_at", data.revision_created_at);
    };

    pause = (event) => {
      if (this.leaving) event.preventDefault();
    };

    get autosave() {
      return this.application.getControllerForElementAndIdentifier(this.form, "w-autosave");
    }

    hold = (event) => {
      this.leaving = true;
      setTimeout(() => { this.leaving = false; }, GIVEN_UP);
      if (!this.autosave?.submitPromise) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!this.held) this.sendAfterwards(event.submitter);
    };

    async sendAfterwards(button) {
      this.held = true;
      while (this.autosave.submitPromise) await this.autosave.submitPromise.catch(() => {});
      this.held = false;
      // The button that was pressed is disabled by now, and a disabled button sends nothing: a field stands for it.
      const pressed = button?.name ? this.keep(button.name, button.value) : null;
      this.form.requestSubmit();
      pressed?.remove();
    }

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
