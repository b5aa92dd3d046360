/* Nothing typed is lost: what the server does not have yet stays in the browser, for the account, for seven days.

   The words lie in IndexedDB, encrypted under a key that only the signed-in account is given. Where they are found
   when the page opens, they are put back and sent with the next save; what somebody else wrote meanwhile is merged by
   the server. A session that ended is begun again over the page. */
import { element } from "sijill/asking";

const DAYS = 7;
const STORE = "words";
const CREATED = "sijill created";

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function opened() {
  const request = window.indexedDB.open("sijill", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return done(request);
}

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

export class Keeping {
  constructor(writing) {
    this.writing = writing;
    this.fields = writing.fields;
    this.settings = writing.settings.keeping;
    this.name = `${this.settings.account} ${window.location.pathname}`;
    this.ready = this.begin();
    const { form } = this.fields;
    const soon = () => { clearTimeout(this.waiting); this.waiting = setTimeout(() => this.keep(), 300); };
    ["input", "change", "writing:changed"].forEach((name) => form.addEventListener(name, soon));
    form.addEventListener("w-autosave:success", soon);
    form.addEventListener("w-autosave:error", () => this.signedIn());
    window.addEventListener("pagehide", () => this.keep());
    document.addEventListener("submit", (event) => this.leaving(event), { capture: true });
    window.addEventListener("submit", ({ target, defaultPrevented }) => {
      if (target === form && !defaultPrevented && /\/add\//.test(this.name)) window.sessionStorage.setItem(CREATED, this.name);
    });
  }

  /* Without a secure context or a place to store, nothing is kept, and writing goes on. */
  async begin() {
    try {
      this.key = await window.crypto.subtle.importKey("raw", bytes(this.settings.key), "AES-GCM", false, ["encrypt", "decrypt"]);
      this.database = await opened();
      await this.forgetOld();
      await this.forgetCreated();
      await this.putBack();
    } catch (problem) {
      this.database = null;
      console.info("sijill: nothing is kept in this browser", problem);
    }
  }

  store(mode) { return this.database.transaction(STORE, mode).objectStore(STORE); }

  async forgetOld() {
    const cursor = this.store("readwrite").openCursor();
    cursor.onsuccess = () => {
      const found = cursor.result;
      if (!found) return;
      if (found.value.at < Date.now() - DAYS * 86_400_000) found.delete();
      found.continue();
    };
  }

  /* Words of a new policy are sent once it stands: the next new policy is another text. */
  async forgetCreated() {
    const name = window.sessionStorage.getItem(CREATED);
    if (!name || !window.location.pathname.endsWith("/edit/")) return;
    window.sessionStorage.removeItem(CREATED);
    await done(this.store("readwrite").delete(name));
  }

  /* What the server does not have: each changed field, what it was and what it is. */
  unsent() {
    const now = this.fields.now();
    const changes = this.fields.changes(now);
    const added = [...now.texts].filter(([key]) => !this.fields.known.texts.has(key) && !now.gone.has(key));
    if (!Object.keys(changes.texts).length && !Object.keys(changes.page).length && !changes.order && !added.length) return null;
    const texts = Object.fromEntries([
      ...Object.entries(changes.texts).map(([key, columns]) => [key, Object.fromEntries(Object.keys(columns).map((name) => [name, now.texts.get(key)[name]]))]),
      ...added,
    ]);
    const page = Object.fromEntries(Object.keys(changes.page).map((name) => [name, now.page[name] ?? ""]));
    return { changes, texts, page, order: changes.order && now.order };
  }

  async keep() {
    await this.ready;
    if (!this.database) return;
    const unsent = this.unsent();
    this.held = Boolean(unsent);
    if (!unsent) {
      this.store("readwrite").delete(this.name);
      return;
    }
    const iv = window.crypto.getRandomValues(new Uint8Array(12));
    const data = await window.crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, new TextEncoder().encode(JSON.stringify(unsent)));
    await done(this.store("readwrite").put({ at: Date.now(), iv, data }, this.name));
  }

  async putBack() {
    const kept = await done(this.store("readonly").get(this.name));
    if (!kept) return;
    const plain = await window.crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, this.key, kept.data);
    const { changes, texts, page, order } = JSON.parse(new TextDecoder().decode(plain));
    const now = this.fields.now();
    const missing = Object.entries(texts).some(([key, columns]) => Object.entries(columns).some(([name, value]) => now.texts.get(key)?.[name] !== value))
      || Object.entries(page).some(([name, value]) => (now.page[name] ?? "") !== value)
      || (order && JSON.stringify(order) !== JSON.stringify(now.order));
    if (!missing) {
      this.store("readwrite").delete(this.name);
      return;
    }
    this.writing.take({ changes, texts, order });
    const { form } = this.fields;
    Object.entries(page).forEach(([name, value]) => {
      this.fields.known.page[name] = changes.page[name];
      form.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((field) => {
        if (["checkbox", "radio"].includes(field.type)) field.checked = field.value === value;
        else field.value = value;
      });
    });
    this.say(kept.at);
  }

  say(at) {
    const { words } = this.writing;
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(at);
    const bar = element(
      "div",
      { class: "help-block help-info writing-kept", role: "status" },
      element("p", {}, words.put_back.replace("{when}", when)),
      element("button", { type: "button", class: "button button-small button-secondary", onclick: () => this.discard() }, words.discard),
    );
    this.writing.frame.querySelector("[data-writing-bar]").prepend(bar);
  }

  async discard() {
    this.ready = new Promise(() => {}); // nothing is kept on the way out
    await done(this.store("readwrite").delete(this.name));
    this.writing.discarding = true;
    window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), { capture: true });
    window.location.reload();
  }

  /* Signing out leaves words behind that only this account can read: say so. */
  leaving(event) {
    if (!/logout/.test(event.target.action) || !this.held) return;
    if (!window.confirm(this.writing.words.sign_out)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }

  // The session

  /* Whether the server takes what is sent now; where the session ended, after signing in over the page. */
  async signedIn() {
    this.asking ??= this.session().finally(() => { this.asking = null; });
    return this.asking;
  }

  async session() {
    let answer;
    try {
      answer = await this.ask();
    } catch {
      this.tell(this.writing.words.offline);
      return false;
    }
    if (!answer) answer = await this.signIn();
    if (!answer) return false;
    if (answer.account !== this.settings.account) {
      // Somebody else signed in: these words are not theirs to send.
      window.location.reload();
      return false;
    }
    this.told?.remove();
    this.fields.form.elements.csrfmiddlewaretoken.value = answer.csrf;
    if (window.wagtailConfig) window.wagtailConfig.CSRF_TOKEN = answer.csrf;
    return true;
  }

  async ask() {
    const response = await fetch(this.settings.session, { redirect: "manual", headers: { Accept: "application/json" } });
    if (response.type === "opaqueredirect" || response.status === 403) return null;
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }

  tell(words) {
    this.told?.remove();
    this.told = element("div", { class: "help-block help-warning writing-kept", role: "alert" }, element("p", {}, words));
    this.writing.frame.querySelector("[data-writing-bar]").prepend(this.told);
  }

  signIn() {
    const { words } = this.writing;
    const before = document.activeElement;
    return new Promise((resolve) => {
      const frame = element("iframe", { src: `${this.settings.login}?next=${encodeURIComponent(this.settings.session)}`, title: words.sign_in });
      const dialog = element("dialog", { class: "writing-ask writing-sign-in", "aria-label": words.sign_in }, element("p", {}, words.session_ended), frame, element("p", {}, element("button", { type: "button", class: "button button-secondary", onclick: () => end(null) }, words.cancel)));
      const end = (answer) => {
        dialog.close();
        dialog.remove();
        before?.focus?.();
        resolve(answer);
      };
      frame.addEventListener("load", async () => {
        const answer = await this.ask().catch(() => null);
        if (answer) end(answer);
      });
      dialog.addEventListener("cancel", () => resolve(null));
      document.body.append(dialog);
      dialog.showModal();
    });
  }
}
