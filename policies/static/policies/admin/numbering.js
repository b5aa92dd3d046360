/* Section numbers as document/numbering.py computes them: the editor shows them while sections move. */
window.sijill = window.sijill || {};
(() => {
  const ROMAN = [[50, "l"], [40, "xl"], [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"]];

  const roman = (value) =>
    ROMAN.reduce(([left, text], [worth, sign]) => {
      const times = Math.floor(left / worth);
      return [left - times * worth, text + sign.repeat(times)];
    }, [value, ""])[1];

  const letters = (value) => {
    let text = "";
    for (let left = value; left > 0; left = Math.floor((left - 1) / 26)) {
      text = String.fromCharCode(65 + ((left - 1) % 26)) + text;
    }
    return text;
  };

  const written = (counters, numbering) => {
    const last = counters[counters.length - 1];
    if (numbering === "decimal") return counters.length === 1 ? `${last}.` : counters.join(".");
    return [`${last}.`, `${letters(last)}.`, `(${roman(last)})`][counters.length - 1];
  };

  /* One number per level; a level of null (no heading) counts for nothing and gets "". */
  window.sijill.numbersOf = (levels, numbering) => {
    const counters = [];
    const stack = [];
    return levels.map((level) => {
      if (level === null || numbering === "none") return "";
      while (stack.length > 1 && stack.at(-1) > level && stack.at(-2) >= level) {
        stack.pop();
        counters.pop();
      }
      if (stack.length && stack.at(-1) >= level) {
        stack[stack.length - 1] = level;
        counters[counters.length - 1] += 1;
      } else {
        stack.push(level);
        counters.push(1);
      }
      return written(counters, numbering);
    });
  };
})();
