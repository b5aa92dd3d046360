/* A small form over the page: one or two fields, an answer or none. */

export const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
};

export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([each, value]) => {
    if (each.startsWith("on")) made.addEventListener(each.slice(2), value);
    else if (value === true) made.setAttribute(each, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(each, value);
  });
  made.append(...content);
  return made;
}

/* ``fields``: a name, a label and what is in it; ``choices`` makes it a list to choose from. The answers by name, or null. */
export function ask({ title, fields, words, remove }) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const inputs = fields.map(({ name, label, value = "", choices, ...more }) => {
      const id = `writing-ask-${name}`;
      const input = choices
        ? element("select", { id, name }, ...choices.map(([chosen, shown]) => element("option", { value: chosen, selected: String(chosen) === String(value) }, shown)))
        : element("input", { id, name, value, autocomplete: "off", ...more });
      return element("p", {}, element("label", { for: id }, label), input);
    });
    // No form: it would stand within the page's form.
    const answer = () => Object.fromEntries([...dialog.querySelectorAll("[name]")].map(({ name, value }) => [name, value]));
    const end = (result) => {
      dialog.close();
      dialog.remove();
      before?.focus?.();
      resolve(result);
    };
    const dialog = element(
      "dialog",
      { class: "writing-ask", "aria-label": title },
      element("h2", {}, title),
      ...inputs,
      element(
        "p",
        { class: "writing-ask__answers" },
        element("button", { type: "button", class: "button", onclick: () => end(answer()) }, words.done),
        element("button", { type: "button", class: "button button-secondary", onclick: () => end(null) }, words.cancel),
        ...(remove ? [element("button", { type: "button", class: "button button-secondary no", onclick: () => end({ remove: true }) }, remove)] : []),
      ),
    );
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(null); });
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" && event.target.matches("input, select")) {
        event.preventDefault();
        end(answer());
      }
    });
    document.body.append(dialog);
    dialog.showModal();
    const first = dialog.querySelector("input, select");
    first?.focus();
    first?.select?.();
  });
}
