// Sijill: shows a policy inside another website. Without this script, the link in the element leads to it.
// It builds only the elements and attributes named here, whatever it is sent; it sets no style, cookie or storage.
(() => {
  "use strict";
  const here = new URL(document.currentScript.src).origin;
  const elements = new Set((
    "a abbr article b bdi blockquote br caption col colgroup dd del div dl dt em footer h2 h3 h4 h5 h6 header i ins " +
    "li ol p s section small span strong sub sup table tbody td tfoot th thead time tr u ul"
  ).split(" "));
  const attributes = new Set((
    "lang dir class id href hreflang title datetime colspan rowspan scope start type role aria-label aria-hidden " +
    "tabindex data-label cite"
  ).split(" "));
  const links = new Set(["http:", "https:", "mailto:", "tel:"]);

  const safeLink = (value) => {
    if (value.startsWith("#")) return value;
    try {
      return links.has(new URL(value, here).protocol) ? new URL(value, here).href : "";
    } catch {
      return "";
    }
  };

  const copy = (from, to) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) {
        to.append(node.data);
        continue;
      }
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      const name = node.localName;
      if (!elements.has(name)) {
        // A link that is a script or a style says nothing to readers; what is around words is left out, the words are not.
        if (name !== "script" && name !== "style" && name !== "template") copy(node, to);
        continue;
      }
      const made = document.createElement(name);
      for (const { name: key, value } of node.attributes) {
        if (!attributes.has(key)) continue;
        if (key === "tabindex" && value !== "0") continue;
        if (key === "class") {
          const own = value.split(/\s+/).filter((each) => each.startsWith("sijill-"));
          if (own.length) made.className = own.join(" ");
        } else if (key === "href" || key === "cite") {
          const address = safeLink(value);
          if (address) made.setAttribute(key, address);
        } else {
          made.setAttribute(key, value);
        }
      }
      copy(node, made);
      to.append(made);
    }
  };

  // The address of the same policy in the language of the page around it, where the element does not say its own.
  const localized = (address, element) => {
    const wanted = (element.dataset.sijillLang || element.parentElement.closest("[lang]")?.lang || "").split("-")[0].toLowerCase();
    return /^(fr|en|ar)$/.test(wanted) ? address.pathname.replace(/^\/(fr|en|ar)\//, `/${wanted}/`) : address.pathname;
  };

  const read = (address) => fetch(address, { credentials: "omit", mode: "cors", redirect: "follow" });

  const fill = async (element) => {
    element.setAttribute("aria-busy", "true");
    try {
      const address = new URL(element.dataset.sijill, here);
      if (address.origin !== here) return;
      let answer = await read(`${here}${localized(address, element)}fragment/`);
      if (answer.status === 404) answer = await read(`${here}${address.pathname}fragment/`);
      if (!answer.ok) return;
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      const article = parsed.querySelector("article");
      if (!article) return;
      const made = document.createDocumentFragment();
      copy(parsed.body, made);
      element.replaceChildren(made);
      element.lang = article.lang;
      element.dir = article.dir;
      element.dispatchEvent(new CustomEvent("sijill:filled", { bubbles: true }));
      const asked = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (asked && element.contains(asked)) asked.scrollIntoView();
    } catch {
      // The link stays.
    } finally {
      element.removeAttribute("aria-busy");
    }
  };

  const begin = () => {
    for (const element of document.querySelectorAll("[data-sijill]")) {
      fill(element);
      // A page that changes its language changes its policy too.
      new MutationObserver(() => {
        if (!element.dataset.sijillLang && document.documentElement.lang !== element.lang) fill(element);
      }).observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
    }
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
