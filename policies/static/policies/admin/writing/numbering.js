/* Numbers of clauses, as policies/document/numbering.py computes them: the editor shows them while one writes. */

const ROMAN = [[1000, "m"], [900, "cm"], [500, "d"], [400, "cd"], [100, "c"], [90, "xc"], [50, "l"], [40, "xl"], [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"]];

export const roman = (value) =>
  ROMAN.reduce(([left, text], [worth, sign]) => {
    const times = Math.floor(left / worth);
    return [left - times * worth, text + sign.repeat(times)];
  }, [value, ""])[1];

export const letters = (value) => {
  let text = "";
  for (let left = value; left > 0; left = Math.floor((left - 1) / 26)) {
    text = String.fromCharCode(65 + ((left - 1) % 26)) + text;
  }
  return text;
};

const written = (stack, numbering) => {
  if (numbering === "none") return "";
  const { count } = stack.at(-1);
  if (numbering === "decimal") {
    const parts = stack.reduce((found, { label, count: each }) => (label ? [label.replace(/\.+$/, "")] : [...found, String(each)]), []);
    return parts.length === 1 ? `${parts[0]}.` : parts.join(".");
  }
  const styles = [`${count}.`, `${letters(count)}.`, `(${roman(count)})`, `(${letters(count).toLowerCase()})`];
  return styles[stack.length - 1] ?? `(${count})`;
};

/* One number per level; a level of null (no heading) counts for nothing and gets "". A label is a number as typed. */
export function numbersOf(levels, numbering, labels = []) {
  const stack = [];
  return levels.map((level, place) => {
    if (level === null) return "";
    const label = labels[place] ?? "";
    while (stack.length > 1 && stack.at(-1).level > level && stack.at(-2).level >= level) stack.pop();
    const count = stack.length && stack.at(-1).level >= level ? stack.pop().count : 0;
    stack.push({ level, label, count: label ? count : count + 1 });
    return label || written(stack, numbering);
  });
}

window.sijill = window.sijill || {};
window.sijill.numbersOf = numbersOf;
