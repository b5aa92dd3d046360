// Rows laid out in a grid lose what they are to some screen readers: their roles are said again, where a sheet does so.
(() => {
  "use strict";
  const roles = { table: "table", tbody: "rowgroup", thead: "rowgroup", tr: "row", td: "cell", th: "columnheader" };
  for (const table of document.querySelectorAll(".table--pairs table")) {
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, td, th")]) {
      part.setAttribute("role", roles[part.localName]);
    }
  }
})();

// Keys for those who have them: n and p go to the next and the previous change. Without it, every change has links.
(() => {
  "use strict";
  const marks = [...document.querySelectorAll("[data-comparison] .mark")];
  const keys = document.querySelector(".ways__keys");
  if (!marks.length) { return; }
  if (keys) { keys.hidden = false; }
  const steps = { n: 1, p: -1 };

  function here() {
    const target = marks.findIndex((mark) => `#${mark.id}` === location.hash);
    if (target >= 0) { return target; }
    // Before the first jump: the last change above the middle of the window.
    return marks.filter((mark) => mark.getBoundingClientRect().top < innerHeight / 2).length - 1;
  }

  addEventListener("keydown", (event) => {
    const step = steps[event.key];
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (!step || typing || event.altKey || event.ctrlKey || event.metaKey) { return; }
    const mark = marks[Math.min(marks.length - 1, Math.max(0, here() + step))];
    event.preventDefault();
    // Replaced, not pushed: the browser's way back leads out of the comparison, not through its changes.
    location.replace(`#${mark.id}`);
  });
})();
