// The readable files of a bundle, made again from the proven bytes as policies/evidence/offline/rendering.py and labels.py
// make them: a readable text cannot say anything else than the proven one.
const SPACES = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const AROUND = new RegExp(`^${SPACES}|${SPACES}$`, "g");
const WORD = "[A-Za-zÀ-ɏ0-9@+](?:[\\wÀ-ɏ.&/@+#%:?=~-]*[\\wÀ-ɏ/])?";
const LATIN = new RegExp(`${WORD}(?: ${WORD})*`, "g");
const ROMAN = [[1000, "m"], [900, "cm"], [500, "d"], [400, "cd"], [100, "c"], [90, "xc"], [50, "l"], [40, "xl"], [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"]];
const ABJAD = ["أ", "ب", "ج", "د", "هـ", ..."وزحطيكلمنسعفصقرشتثخذضظغ"];
const ALPHA = [..."أبتثجحخدذرزسشصضطظعغفقكلمن", "هـ", "و", "ي"];
const FORMS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

const strip = (words) => words.replace(AROUND, ""); // as Python's strip
const escape = (words) => words.replace(/[&<>"']/g, (sign) => FORMS[sign]);
const filled = (value) => value !== undefined && value !== null && value !== "" && value !== 0 && value !== false;

function letters(number) {
  let found = "";
  for (let left = number; left; left = Math.floor((left - 1) / 26)) found = String.fromCharCode(65 + ((left - 1) % 26)) + found;
  return found;
}

function roman(number) {
  let [left, found] = [number, ""];
  for (const [value, numeral] of ROMAN) {
    found += numeral.repeat(Math.floor(left / value));
    left %= value;
  }
  return found;
}

function numberOf(stack, numbering) {
  const [last, depth] = [stack.at(-1)[1], stack.length];
  if (numbering === "none") return "";
  if (numbering === "decimal") {
    let parts = [];
    for (const [, count, label] of stack) parts = label ? [label.replace(/\.+$/, "")] : [...parts, `${count}`];
    return parts.join(".") + (parts.length === 1 ? "." : "");
  }
  if (depth === 1) return `${last}.`;
  if (depth === 2) return `${letters(last)}.`;
  return `(${depth === 3 ? roman(last) : depth === 4 ? letters(last).toLowerCase() : last})`;
}

function numbers(document, language) {
  const stack = [];
  return document.sections.map((section) => {
    if (!strip(section.heading[language] ?? "")) return "";
    const [level, label] = [section.level, (section.label ?? {})[language] ?? ""];
    while (stack.length > 1 && stack.at(-1)[0] > level && stack.at(-2)[0] >= level) stack.pop();
    const count = stack.length && stack.at(-1)[0] >= level ? stack.pop()[1] : 0;
    stack.push([level, label ? count : count + 1, label]);
    return label || numberOf(stack, document.numbering);
  });
}

function itemNumber(number, style) {
  if (style === "decimal" || !number) return `${number}`;
  if (style === "arabic-abjad" || style === "arabic-alpha") {
    const alphabet = style === "arabic-abjad" ? ABJAD : ALPHA;
    return alphabet[(number - 1) % alphabet.length].repeat(Math.floor((number - 1) / alphabet.length) + 1);
  }
  if (style.endsWith("alpha")) return style.startsWith("upper") ? letters(number) : letters(number).toLowerCase();
  return style.startsWith("upper") ? roman(number).toUpperCase() : roman(number);
}

function itemLabels(block) {
  if (!block.ordered) return block.items.map(() => "-");
  let number = block.start ?? 1;
  return block.items.map((item) => {
    const found = item.label || `${itemNumber(number, block.style ?? "decimal")}.`;
    number += item.label ? 0 : 1;
    return found;
  });
}

export const issuerIn = (document, language) =>
  typeof document.issuer === "string" ? document.issuer : document.issuer[language] || document.issuer[document.authoritative];

function behindIn(document, language) {
  const found = {};
  const parts = [["title", document.title_behind], ["summary", document.summary_behind], ...document.sections.map((each) => [each.key, each.behind])];
  for (const [part, behind] of parts) if (language in (behind ?? {})) found[part] = behind[language];
  return found;
}

export class Rendering {
  // labels: the words of each language; style: the style of the page.
  constructor({ labels, style }) {
    this.labels = labels;
    this.style = style;
  }

  facts(record, entry, form) {
    const document = record.document;
    const facts = { format: form, issuer: issuerIn(document, document.authoritative), policy: document.policy, kind: document.kind };
    Object.assign(facts, { title: document.title, languages: document.languages, authoritative_language: document.authoritative });
    Object.assign(facts, { number: record.number, significance: record.significance, origin: record.origin, effective_from: record.effective_from });
    if ("time_zone" in record) facts.time_zone = record.time_zone;
    Object.assign(facts, { published_at: entry.published_at, sha256: entry.sha256, previous_sha256: record.previous });
    for (const name of ["left_out", "dismissed", "waivers"]) if (name in record) facts[name] = record[name];
    const marks = document.languages.map((code) => [code, behindIn(document, code)]).filter(([, behind]) => Object.keys(behind).length);
    if (marks.length) facts.behind = Object.fromEntries(marks);
    return `${JSON.stringify(facts, null, 2)}\n`;
  }

  mark(language, number) {
    return number ? this.labels[language][6].replace("{}", `${number}`) : this.labels[language][7];
  }

  release(record, entry, language) {
    const labels = this.labels[language];
    const found = [[labels[0], `${record.number}`], [labels[1], record.effective_from]];
    if ("time_zone" in record) found.push([labels[5], record.time_zone]);
    return [...found, [labels[2], entry.published_at], [labels[4], entry.sha256]];
  }

  text(record, entry, language) {
    const [labels, document] = [this.labels[language], record.document];
    const behind = behindIn(document, language);
    const lines = [document.title[language] ?? "", issuerIn(document, language), ""];
    for (const [label, value] of this.release(record, entry, language)) lines.push(`${label}: ${value}`);
    if (record.note[language]) lines.push("", `${labels[3]}: ${record.note[language]}`);
    if ("title" in behind) lines.push("", `[${this.mark(language, behind.title)}]`);
    if (document.summary[language]) lines.push("", document.summary[language]);
    if ("summary" in behind) lines.push(`[${this.mark(language, behind.summary)}]`);
    const counted = numbers(document, language);
    document.sections.forEach((section, place) => {
      const [heading, body] = [section.heading[language] ?? "", section.body[language] ?? []];
      if (!heading && !body.length) return;
      lines.push("");
      if (heading) lines.push(strip(`${counted[place]} ${heading}`));
      if (section.key in behind) lines.push(`[${this.mark(language, behind[section.key])}]`);
      for (const block of body) lines.push(...blockLines(block, ""));
    });
    return `${lines.join("\n")}\n`;
  }

  page(record, entry, language) {
    const [labels, document] = [this.labels[language], record.document];
    const behind = behindIn(document, language);
    const title = document.title[language] ?? "";
    const parts = [
      `<!doctype html>\n<html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}">`,
      `<meta charset="utf-8"><title>${escape(title)}</title>`,
      `<style>${this.style}</style>`,
      `<h1>${inline(title, language)}</h1>`,
      `<p>${inline(issuerIn(document, language), language)}</p>`,
      "<dl>",
    ];
    for (const [label, value] of this.release(record, entry, language)) parts.push(`<dt>${label}</dt><dd><code dir="ltr">${escape(value)}</code></dd>`);
    if (record.note[language]) parts.push(`<dt>${labels[3]}</dt><dd>${inline(record.note[language], language)}</dd>`);
    parts.push("</dl>");
    if ("title" in behind) parts.push(`<p><em>${this.mark(language, behind.title)}</em></p>`);
    if (document.summary[language]) parts.push(`<p>${inline(document.summary[language], language)}</p>`);
    if ("summary" in behind) parts.push(`<p><em>${this.mark(language, behind.summary)}</em></p>`);
    const counted = numbers(document, language);
    document.sections.forEach((section, place) => {
      const heading = section.heading[language] ?? "";
      const rank = Math.min(section.level + 1, 6);
      if (heading) parts.push(`<h${rank}>${escape(counted[place])} ${inline(heading, language)}</h${rank}>`);
      if (section.key in behind) parts.push(`<p><em>${this.mark(language, behind[section.key])}</em></p>`);
      for (const block of section.body[language] ?? []) parts.push(blockHtml(block, language));
    });
    return `${parts.join("\n")}\n`;
  }
}

function plain(runs) {
  let found = "";
  for (const run of runs) {
    let part = run.text;
    if (run.role === "footnote") part = `[${part}]`;
    else if (filled(run.script)) part = (run.script === "super" ? "^" : "_") + part;
    if (filled(run.struck)) part = `~~${part}~~`;
    found += part + (filled(run.link) && run.role !== "reference" ? ` <${run.link}>` : "");
  }
  return found;
}

function blockLines(block, indent) {
  const below = (blocks, more) => blocks.flatMap((child) => blockLines(child, indent + more));
  switch (block.type) {
    case "paragraph":
      return [indent + plain(block.runs).replaceAll("\n", `\n${indent}`)];
    case "list": {
      const labels = itemLabels(block);
      return block.items.flatMap((item, place) => [`${indent}${labels[place]} ${plain(item.runs)}`, ...below(item.children, "   ")]);
    }
    case "definitions":
      return block.items.flatMap((item) => [`${indent}${plain(item.term)}:`, ...below(item.blocks, "   ")]);
    case "table":
      return [[block.caption], block.header, ...block.rows]
        .filter((row) => row.some((cell) => cell.length))
        .map((row) => indent + row.map(plain).join(" | "));
    case "footnotes":
      return block.items.flatMap((item) => [`${indent}[${item.label}]`, ...below(item.blocks, "   ")]);
    default:
      return below(block.blocks, "! ");
  }
}

function inline(words, language) {
  let found = escape(words);
  if (language === "ar") {
    const pieces = [];
    let end = 0;
    for (const match of words.matchAll(LATIN)) {
      pieces.push(escape(words.slice(end, match.index)), `<bdi dir="ltr">${escape(match[0])}</bdi>`);
      end = match.index + match[0].length;
    }
    found = [...pieces, escape(words.slice(end))].join("");
  }
  return found.replaceAll("\n", "<br>");
}

function runsHtml(runs, language) {
  return runs.map((run) => {
    let part = inline(run.text, language);
    const tags = [[run.bold, "strong"], [run.italic, "em"], [run.struck, "s"], [run.script === "super" || run.role === "footnote", "sup"], [run.script === "sub", "sub"]];
    for (const [holds, tag] of tags) if (filled(holds)) part = `<${tag}>${part}</${tag}>`;
    return filled(run.link) && run.role !== "reference" ? `<a href="${escape(run.link)}">${part}</a>` : part;
  }).join("");
}

const blocksHtml = (blocks, language) => blocks.map((block) => blockHtml(block, language)).join("");

function blockHtml(block, language) {
  switch (block.type) {
    case "paragraph":
      return `<p>${runsHtml(block.runs, language)}</p>`;
    case "list":
      return listHtml(block, language);
    case "definitions":
      return `<dl>${block.items.map((item) => `<dt>${runsHtml(item.term, language)}</dt><dd>${blocksHtml(item.blocks, language)}</dd>`).join("")}</dl>`;
    case "table":
      return tableHtml(block, language);
    case "footnotes":
      return `<hr><dl>${block.items.map((item) => `<dt>${escape(item.label)}</dt><dd>${blocksHtml(item.blocks, language)}</dd>`).join("")}</dl>`;
    default:
      return `<blockquote>${blocksHtml(block.blocks, language)}</blockquote>`;
  }
}

function listHtml(block, language) {
  const tag = block.ordered ? "ol" : "ul";
  const ordinary = ![block, ...block.items].some((part) => ["style", "start", "label"].some((name) => name in part));
  const labels = itemLabels(block);
  const items = block.items.map((item, place) => `<li>${ordinary ? "" : `${escape(labels[place])} `}${runsHtml(item.runs, language)}${blocksHtml(item.children, language)}</li>`);
  return `<${tag}${ordinary ? "" : ' style="list-style:none"'}>${items.join("")}</${tag}>`;
}

function tableHtml(block, language) {
  const caption = block.caption.length ? `<caption>${runsHtml(block.caption, language)}</caption>` : "";
  const spans = new Map((block.spans ?? []).map((span) => [`${span.row} ${span.column}`, span]));
  const covered = new Set();
  for (const { row, column, height, width } of spans.values()) {
    for (let down = 0; down < height; down += 1) {
      for (let over = 0; over < width; over += 1) if (down || over) covered.add(`${row + down} ${column + over}`);
    }
  }
  const rows = [...(block.header.length ? [["th", block.header]] : []), ...block.rows.map((row) => ["td", row])];
  const parts = rows.map(([tag, row], at) => {
    const cells = row.map((cell, column) => {
      if (covered.has(`${at} ${column}`)) return "";
      const span = spans.get(`${at} ${column}`);
      const size = span ? ` rowspan="${span.height}" colspan="${span.width}"` : "";
      return `<${tag}${size}>${runsHtml(cell, language)}</${tag}>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<table>${caption}${parts.join("")}</table>`;
}
