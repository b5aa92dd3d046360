// Only a convenience: words that are selected in a clause go into the form beneath it when that is opened.
"use strict";
(() => {
  let selected = { clause: null, words: "" };
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return;
    const within = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".clause");
    const [from, to] = [within(selection.anchorNode), within(selection.focusNode)];
    if (from && from === to) selected = { clause: from, words: selection.toString().trim() };
  });
  document.querySelectorAll("details[data-say]").forEach((details) => details.addEventListener("toggle", () => {
    const words = details.querySelector("[name=words]");
    if (!details.open || words.value) return;
    if (selected.clause?.contains(details)) words.value = selected.words.slice(0, 1000);
    details.querySelector("textarea").focus();
  }));
})();
