// The page that checks evidence: the check in the reader's own browser. The file is read here and sent nowhere.
import { LARGEST } from "./verifying-archive.js";
import { check, successor, withheldNow } from "./verifying-checking.js";

const known = JSON.parse(document.getElementById("checker").textContent);
const form = document.getElementById("here");
const place = document.getElementById("result");
const language = document.documentElement.lang;
// In English as on the register's other pages: 1 December 2026.
const days = new Intl.DateTimeFormat(language === "en" ? "en-GB" : `${language}-u-nu-latn`, { dateStyle: "long", timeZone: "UTC" });

const copy = (name) => document.getElementById(name).content.cloneNode(true);
// U+2068 and U+2069: what stands between them keeps its own direction; U+2066: from left to right.
const isolated = (words) => `\u2068${words}\u2069`;

function sentence([code, subject]) {
  return (known.sentences[code] ?? code).replace("%(subject)s", isolated(subject));
}

function fill(part, name, ...values) {
  const element = part.querySelector(`[data-fill="${name}"]`);
  if (!values.length || values.some((value) => value === undefined || value === "")) {
    element.closest("[data-row]").remove();
    return;
  }
  values.forEach((value, place) => {
    element.textContent = element.textContent.replace(`{${place}}`, () => value);
  });
}

function refused(faults) {
  const part = copy(faults.some(([code]) => known.unreadable.includes(code)) ? "unreadable" : "refused");
  part.querySelector("ul").append(...faults.map((fault) => {
    const item = document.createElement("li");
    item.textContent = sentence(fault);
    return item;
  }));
  return part;
}

const dated = (moment) => days.format(new Date(moment.length === 10 ? `${moment}T00:00:00Z` : moment));
// French writes the first of a month as an ordinal, as the register's other pages do.
const day = (moment) => (language === "fr" ? dated(moment).replace(/^1 /, "1er ") : dated(moment));

function proven(report, trusted) {
  const part = copy("proven");
  const { facts } = report;
  const withText = Boolean(facts.title);
  const shown = withText && facts.languages.includes(language) ? language : facts.authoritative_language;
  const held = withheldNow(report.events, facts.number);
  const next = successor(report);
  const withdrawn = report.events.find((event) => event.entry === "withdrawal" && event.number === facts.number);
  const retired = report.events.find((event) => event.entry === "retirement");
  const issuer = isolated(facts.issuer);
  fill(part, "text", issuer, withText ? isolated(facts.title[shown] ?? "") : undefined, `${facts.number}`);
  fill(part, "without", issuer, withText ? undefined : `${facts.number}`);
  fill(part, "published", day(facts.published_at), `\u2066${facts.published_at.slice(11, 19)} UTC\u2069`);
  fill(part, "applies", day(facts.effective_from));
  fill(part, "zone", facts.time_zone);
  fill(part, "withdrawn", withdrawn && day(withdrawn.withdrawn_at));
  fill(part, "replaced", withdrawn ? undefined : next && `${next.number}`, next && day(next.effective_from));
  fill(part, "stands", withdrawn || next ? undefined : day(report.complete || facts.published_at));
  fill(part, "retired", retired && day(retired.retired_at));
  fill(part, "withheld", held.size ? day([...held.values()][0].at) : undefined);
  fill(part, "complete", report.complete && day(report.complete));
  fill(part, "incomplete", report.complete ? undefined : " ");
  fill(part, "stamped", report.timestamped ? " " : undefined);
  fill(part, "trusted", trusted ? " " : undefined);
  fill(part, "key", report.keys.join(" · "));
  fill(part, "sha256", facts.sha256);
  return part;
}

function show(part) {
  place.replaceChildren(part);
  place.hidden = false;
  place.firstElementChild?.scrollIntoView({ block: "nearest" });
}

// A key or a timestamp authority that this register never had: a forger brings fitting ones.
function ofStrangers(report) {
  const found = report.strangers.length ? [["untrusted", "keys.txt"]] : [];
  if (report.authority && !known.authorities.includes(report.authority)) found.push(["authority", "timestamp-authority.pem"]);
  return found;
}

async function examine(file) {
  const own = document.getElementById("keys-of-mine").value.trim();
  const trusted = own ? `${own.split(/\s*\n\s*/).join("\n")}\n` : known.keys;
  show(copy("working"));
  try {
    if (file.size > LARGEST) {
      show(refused([["too_large", ""]]));
      return;
    }
    const report = await check(known, new Uint8Array(await file.arrayBuffer()), trusted || null);
    if (!own) report.faults.push(...ofStrangers(report));
    if (own && report.faults.some(([code, subject]) => code === "malformed" && subject === "--key")) {
      show(copy("no-keys"));
    } else if (report.faults.some(([code]) => code === "no_cryptography")) {
      show(copy("no-cryptography"));
    } else {
      show(report.faults.length ? refused(report.faults) : proven(report, own));
    }
  } catch (error) {
    show(refused([["not_zip", `${error.name}`]]));
  }
}

if (globalThis.crypto?.subtle) {
  const input = form.querySelector("input[type=file]");
  form.hidden = false;
  input.addEventListener("change", () => {
    if (input.files.length) examine(input.files[0]);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files.length) examine(input.files[0]);
  });
  const over = (event) => {
    event.preventDefault();
    form.classList.toggle("checking--over", event.type === "dragover");
  };
  form.addEventListener("dragover", over);
  form.addEventListener("dragleave", over);
  form.addEventListener("drop", (event) => {
    over(event);
    if (event.dataTransfer.files.length) examine(event.dataTransfer.files[0]);
  });
}
