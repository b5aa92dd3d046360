/* Gives every section added in the browser a key of its own, so that it keeps it through each save. */
window.sijill = window.sijill || {};

(() => {
  window.sijill.uuid = () => {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    // Outside https and localhost there is no randomUUID: RFC 9562, version 4, by hand.
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  class SectionKeyController extends window.StimulusModule.Controller {
    connect() {
      if (!this.element.value) this.element.value = window.sijill.uuid();
    }
  }

  window.wagtail.app.register("section-key", SectionKeyController);
})();
