// Only a convenience: marks the clause being read in the contents, and lets the language links take it along.
"use strict";
(() => {
  const clauses = [...document.querySelectorAll(".document__text > .clause[id]")];
  const languages = document.querySelectorAll("a[data-language]");
  const contents = [...document.querySelectorAll('.contents a[href^="#"]')];
  const named = new Set(contents.map((link) => link.hash.slice(1)));

  // By its key, or by the number that stands beside it.
  const target = () => {
    const found = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return found ? clauses.find((clause) => clause.contains(found)) : undefined;
  };
  const visible = (clause) => {
    const box = clause.getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0;
  };
  // The last clause that begins in the upper third; at the end of the page the one that was asked for.
  const reading = (asked) => {
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    if (atEnd && asked && visible(asked)) return asked;
    return clauses.filter((clause) => clause.getBoundingClientRect().top <= innerHeight / 3).pop();
  };

  const mark = () => {
    const asked = target();
    const now = scrollY > 0 ? reading(asked) : undefined;
    // A clause that was asked for is meant for as long as it is in sight.
    const meant = asked && visible(asked) ? asked : now;
    languages.forEach((link) => { link.hash = meant ? meant.id : location.hash; });
    let index = clauses.indexOf(now);
    while (index > 0 && !named.has(clauses[index].id)) index -= 1;
    const id = index < 0 ? "" : clauses[index].id;
    contents.forEach((link) => {
      if (link.hash.slice(1) !== id) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "location");
        reveal(link);
      }
    });
  };
  const reveal = (link) => {
    const list = link.closest(".contents--wide");
    if (!list) return;
    const [box, frame] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
    if (box.top < frame.top) list.scrollTop -= frame.top - box.top + frame.height / 3;
    if (box.bottom > frame.bottom) list.scrollTop += box.bottom - frame.bottom + frame.height / 3;
  };

  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  addEventListener("hashchange", soon);
  mark();
})();

// Copies a citation, of the text or of one clause of it; without scripts its words can be selected.
(() => {
  if (!navigator.clipboard) return;
  const copy = (button, words) => {
    navigator.clipboard.writeText(words.trim().replace(/\s+/g, " "));
    button.classList.add("is-copied");
  };
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      copy(button, button.parentElement.querySelector("[data-citation]").textContent);
    });
  });
  const form = document.querySelector("[data-clause-citation]");
  if (!form) return;
  document.querySelectorAll("[data-cite]").forEach((button) => {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      const { href } = button.closest("ul").querySelector("[data-permanent]");
      const clause = button.dataset.cite.replace(/[.)\s]+$/, "");
      copy(button, form.textContent.replace("[clause]", () => clause).replace("[address]", () => href));
    });
  });
})();
