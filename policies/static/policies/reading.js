// Only a convenience: the language links take the clause the reader is at with them.
"use strict";
(() => {
  const links = document.querySelectorAll("a[data-language]");
  const follow = () => links.forEach((link) => { link.hash = location.hash; });
  addEventListener("hashchange", follow);
  follow();
})();
