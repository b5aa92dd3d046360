// Checks an evidence bundle as policies/evidence/offline/checking.py does: the same faults, by the same names, in the same
// order. What bundles of each format hold (known) comes from the register's own code, so that there is one list of it.
import { Broken, joined, ordered, same, unpack } from "./verifying-archive.js";
import { NoCryptography, base64, bytesOf, counted, grown, hexDigest, included, keyFor, pemOf, readKeys, readNote, signedBy, text, utf8, verifies } from "./verifying-proofs.js";
import { Rendering } from "./verifying-rendering.js";

const COUNTED_FORMAT = 3;
const WITHHELD_FORMAT = 4;
const LANGUAGES = ["fr", "en", "ar"];
const ALWAYS = ["SHA256SUMS", "checkpoint.txt", "explanation.ar.html", "explanation.en.html", "explanation.fr.html", "facts.json", "first-checkpoint.txt", "keys.txt", "proof.json", "public-keys.pem", "version.json"];
const SOMETIMES = ["timestamp.tsr", "timestamp-authority.pem"];
const LARGEST = { SHA256SUMS: 16384, "checkpoint.txt": 16384, "facts.json": 262144, "first-checkpoint.txt": 16384, "keys.txt": 16384, "proof.json": 4194304, "public-keys.pem": 16384, "timestamp-authority.pem": 65536, "timestamp.tsr": 65536, "version.tlog-proof": 32768 };
const MOST_ENTRIES = 2000;
const LONGEST_SHOWN = 1000;
const MOST_FAULTS = 20; // enough is known
const MOMENTS = ["published_at", "withdrawn_at", "retired_at", "approved_at", "at"];
const MOMENT = 27;
const ENOUGH = { brackets: 10 * MOST_ENTRIES, commas: 80 * MOST_ENTRIES, leaf: 65535 };

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const sameNames = (value, names) => isObject(value) && Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));

// How proof.json and every entry is written: sorted by code points, without spaces. Throws on half a sign.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value)) return `{${ordered(Object.keys(value)).map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
  if (typeof value === "string" && !value.isWellFormed()) throw new Error("a lone surrogate");
  return JSON.stringify(value);
}

// What read gives; whatever a malformed file makes it throw becomes a fault of that file.
async function ofForm(name, read, ...given) {
  try {
    return await read(...given);
  } catch (error) {
    if (error instanceof Broken || error instanceof NoCryptography) throw error;
    throw new Broken("malformed", name);
  }
}

function readFormat(known, content) {
  if (!content || !content.length) throw new Broken("missing", "facts.json");
  const form = JSON.parse(text(content)).format;
  if (!Number.isInteger(form) || !known.explanations[form]) throw new Error("unknown format");
  return form;
}

// Without what turns the direction of other words: a forger chooses names too.
const shown = (words) => words.replace(/[\p{C}\p{Z}]/gu, "?").slice(0, LONGEST_SHOWN);

async function wrongNames(known, files, form) {
  const programs = known.programs[form] ?? {};
  let needed = [...ALWAYS, ...Object.keys(programs), ...(form >= COUNTED_FORMAT ? ["version.tlog-proof"] : [])];
  if (form === WITHHELD_FORMAT) needed = needed.filter((name) => name !== "version.json");
  const texts = form === WITHHELD_FORMAT ? [] : LANGUAGES.flatMap((code) => [`text.${code}.html`, `text.${code}.txt`]);
  const allowed = new Set([...needed, ...SOMETIMES, ...texts]);
  const found = needed.filter((name) => !files.has(name)).map((name) => ["missing", name]);
  found.push(...ordered(files.keys()).filter((name) => !allowed.has(name)).map((name) => ["unexpected", shown(name)]));
  if (found.length) return found;
  for (const [name, digest] of Object.entries(programs)) if ((await hexDigest(files.get(name))) !== digest) found.push(["program", name]);
  return found;
}

// The lines of bytes, as Python splits them: each sign is one byte.
const lines = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("").match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];

async function checkSums(files, faults) {
  const right = [];
  for (const name of ordered(files.keys())) if (name !== "SHA256SUMS") right.push([`${await hexDigest(files.get(name))}  ${name}\n`, name]);
  const said = lines(files.get("SHA256SUMS"));
  if (said.length !== right.length) faults.push(["sums", `${Math.min(said.length, right.length) + 1}`]);
  right.slice(0, said.length).forEach(([ours, name], place) => {
    const theirs = said[place];
    if (ours === theirs) return;
    const whole = /^[0-9a-f]{64} {2}/.test(theirs) && theirs.slice(66) === `${name}\n`;
    faults.push(whole ? ["altered", name] : ["sums", `${place + 1}`]);
  });
}

function readEntry(given) {
  if (!sameNames(given, ["index", "entry", "path"]) || !Number.isInteger(given.index)) throw new Error("not in its one form");
  const leaf = utf8(given.entry);
  const event = JSON.parse(given.entry);
  if (typeof given.entry !== "string" || !Array.isArray(given.path) || !isObject(event) || leaf.length > ENOUGH.leaf) throw new Error("not in its one form");
  return { position: given.index, leaf, event, path: given.path };
}

function readProof(content, form) {
  const written = text(content);
  const many = (signs) => written.match(signs)?.length ?? 0;
  if (many(/[[{]/g) > ENOUGH.brackets || many(/,/g) > ENOUGH.commas) throw new Error("more than any proof holds");
  const given = JSON.parse(written);
  const withCensus = form >= COUNTED_FORMAT;
  const names = ["entries", "first", "consistency", ...(withCensus ? ["census", "counted"] : [])];
  if (!sameNames(given, names) || !Array.isArray(given.entries) || given.entries.length > MOST_ENTRIES) throw new Error("not in its one form");
  if (![given.first, given.consistency, given.counted ?? []].every(Array.isArray)) throw new Error("not in its one form");
  const entries = given.entries.map(readEntry);
  const census = withCensus ? readEntry(given.census) : null;
  if (canonical(given) !== written) throw new Error("not in its one form");
  return { entries, first: given.first, consistency: given.consistency, census, counted: given.counted ?? [] };
}

const withCensus = (proof) => [...proof.entries, ...(proof.census ? [proof.census] : [])];

async function checkKeys(keys, notes, faults) {
  const [used, witnesses] = [new Set(), new Set()];
  for (const [name, note] of notes) {
    let signed = false;
    const found = [];
    for (const signature of note.signatures) {
      const key = keyFor(keys, signature);
      if (!key) found.push(["key", name]);
      else if (!(await verifies(key, signature, note.text))) found.push(["signature", name]);
      else if (!key.witness && key.name !== note.origin) found.push(["key", name]);
      else {
        (key.witness ? witnesses : used).add(key.text);
        signed ||= !key.witness;
      }
    }
    faults.push(...(signed || found.length ? found : [["key", name]]));
  }
  faults.push(...keys.filter((key) => !used.has(key.text) && !witnesses.has(key.text)).map((key) => ["unused_key", key.text]));
  return [ordered(used), ordered(witnesses)];
}

async function checkLog(proof, own, latest, first, faults) {
  if (latest.origin !== first.origin) faults.push(["other_log", ""]);
  for (const entry of withCensus(proof)) {
    if (!(await included(latest, entry.position, entry.leaf, entry.path))) {
      faults.push(["inclusion", `${entry.position}`]);
      if (faults.length > MOST_FAULTS) return;
    }
  }
  if (own && !(await included(first, own.position, own.leaf, proof.first))) faults.push(["first_inclusion", ""]);
  if (!(await grown(first, latest, proof.consistency))) faults.push(["consistency", ""]);
}

function checkOrder(proof, faults) {
  let before = "";
  for (const entry of withCensus(proof)) {
    const moment = entry.event[MOMENTS.find((name) => Object.hasOwn(entry.event, name))];
    if (typeof moment !== "string" || Array.from(moment).length !== MOMENT || !moment.endsWith("Z")) throw new Error("a moment has one form");
    if (moment < before && entry.event.entry !== "resumption") faults.push(["time", `${entry.position}`]);
    before = moment;
  }
}

async function checkWhole(proof, latest, form, faults) {
  const positions = proof.entries.map((entry) => entry.position);
  if (positions.some((position, place) => place && position <= positions[place - 1])) faults.push(["entries", "index"]);
  const events = proof.entries.filter((entry) => Object.hasOwn(entry.event, "policy"));
  const acts = proof.entries.filter((entry) => !Object.hasOwn(entry.event, "policy"));
  const policy = events[0].event.policy;
  if (acts.some((entry) => entry.event.entry !== "resumption") || events.some((entry) => entry.event.policy !== policy)) faults.push(["entries", "policy"]);
  const numbers = events.filter((entry) => entry.event.entry === "version").map((entry) => entry.event.number);
  const wrong = numbers.findIndex((number, place) => number !== place + 1);
  if (wrong >= 0) faults.push(["entries", `version ${wrong + 1}`]);
  checkOrder(proof, faults);
  if (form < COUNTED_FORMAT) {
    if (latest.counted) faults.push(["earlier", `${form}`]);
    return "";
  }
  return checkCensus(proof, policy, events, latest, faults);
}

async function checkCensus(proof, policy, events, latest, faults) {
  const { census } = proof;
  if (!latest.counted || census.event.entry !== "census") {
    faults.push(["census", "there is none"]);
    return "";
  }
  if (census.position !== latest.size - 1 || census.event.size !== census.position) {
    faults.push(["census", `it stands at ${census.position} of ${latest.size}`]);
    return "";
  }
  if (!/^(?:[0-9a-f]{2})*$/.test(census.event.root)) throw new Error("a root is hexadecimal");
  const acts = proof.entries.length - events.length;
  if (Object.hasOwn(census.event, "resumptions") && census.event.resumptions !== acts) {
    faults.push(["omitted", `proof.json has ${acts} resumptions of the log, the log counts others`]);
    return "";
  }
  if (!(await counted(bytesOf(census.event.root), policy, events.length, events.at(-1).position, proof.counted))) {
    faults.push(["omitted", `proof.json has ${events.length} events of the policy, the log counts others`]);
    return "";
  }
  return census.event.at;
}

function checkContent(record, proof, own, faults) {
  if (own.event.policy !== record.document.policy) faults.push(["other_version", "policy"]);
  for (const name of ["effective_from", "number"]) if (own.event[name] !== record[name]) faults.push(["other_version", name]);
  const versions = proof.entries.map((entry) => entry.event).filter((event) => event.entry === "version");
  const before = own.event.number > 1 ? versions[own.event.number - 2].sha256 : null;
  if (record.previous !== before) faults.push(["chain", `${own.event.number - 1}`]);
}

function checkTlogProof(files, own) {
  const path = own.path.map((one) => `${base64(bytesOf(one))}\n`).join("");
  const made = joined([utf8(`c2sp.org/tlog-proof@v1\nindex ${own.position}\n${path}\n`), files.get("checkpoint.txt")]);
  return same(made, files.get("version.tlog-proof")) ? [] : [["not_derived", "version.tlog-proof"]];
}

async function changedExplanations(known, files, form) {
  const changed = [];
  for (const [language, digest] of Object.entries(known.explanations[form])) {
    const name = `explanation.${language}.html`;
    if ((await hexDigest(files.get(name))) !== digest) changed.push(name);
  }
  return changed;
}

async function checkDerived(known, files, record, own, form) {
  const rendering = new Rendering(known);
  const made = new Map([["facts.json", rendering.facts(record, own, form)]]);
  for (const language of record.document.languages) {
    made.set(`text.${language}.html`, rendering.page(record, own, language));
    made.set(`text.${language}.txt`, rendering.text(record, own, language));
  }
  const names = ordered(made.keys());
  const found = names.filter((name) => !files.has(name)).map((name) => ["missing", name]);
  found.push(...ordered(files.keys()).filter((name) => name.startsWith("text.") && !made.has(name)).map((name) => ["unexpected", name]));
  if (found.length) return found;
  const changed = names.filter((name) => !same(utf8(made.get(name)), files.get(name)));
  return [...changed, ...(await changedExplanations(known, files, form))].map((name) => ["not_derived", name]);
}

// The withholdings of this version that no later event ends, by part.
export function withheldNow(events, number) {
  const found = new Map();
  for (const event of events.filter((each) => each.number === number)) {
    if (event.entry === "withholding") found.set(event.part, event);
    else if (event.entry === "reinstatement") found.delete(event.part);
  }
  return found;
}

async function checkWithheld(known, files, own, proof) {
  const { event } = own;
  const held = withheldNow(proof.entries.map((entry) => entry.event), event.number);
  const found = held.size ? [] : [["not_withheld", ""]];
  const organisation = event.organisation ?? {};
  const facts = { format: WITHHELD_FORMAT, issuer: LANGUAGES.map((code) => organisation[code]).find(Boolean) ?? organisation.slug ?? "" };
  for (const name of ["policy", "number", "effective_from", "published_at", "sha256"]) facts[name] = event[name];
  facts.withheld = ordered(held.keys()).map((part) => {
    const { category, reason, at } = held.get(part);
    return { part, category, reason, at };
  });
  if (!same(utf8(`${JSON.stringify(facts, null, 2)}\n`), files.get("facts.json"))) found.push(["not_derived", "facts.json"]);
  return [...found, ...(await changedExplanations(known, files, WITHHELD_FORMAT)).map((name) => ["not_derived", name])];
}

function readRecord(content) {
  const record = JSON.parse(text(content));
  if (record.document.languages.some((language) => !LANGUAGES.includes(language))) throw new Error("unknown language");
  return record;
}

function said(content) {
  const digest = JSON.parse(text(content)).sha256;
  if (typeof digest !== "string") throw new Error("a digest is text");
  return digest;
}

// The version that ended this one: the earliest date among the later, standing numbers.
export function successor(report) {
  const withdrawn = new Set(report.events.filter((event) => event.entry === "withdrawal").map((event) => event.number));
  const later = report.events.filter((event) => event.entry === "version" && event.number > report.facts.number && !withdrawn.has(event.number));
  later.sort((one, other) => (one.effective_from < other.effective_from ? -1 : one.effective_from > other.effective_from ? 1 : one.number - other.number));
  return later[0];
}

async function checkFiles(known, files, trusted, report) {
  const { faults } = report;
  faults.push(...Object.entries(LARGEST).filter(([name, most]) => (files.get(name)?.length ?? 0) > most).map(([name]) => ["bounds", name]));
  const form = faults.length ? 0 : await ofForm("facts.json", readFormat, known, files.get("facts.json"));
  faults.push(...(await wrongNames(known, files, form)));
  if (faults.length) return;
  await checkSums(files, faults);
  const withheld = form === WITHHELD_FORMAT;
  const proof = await ofForm("proof.json", readProof, files.get("proof.json"), form);
  const keys = await ofForm("keys.txt", (content) => readKeys(text(content)), files.get("keys.txt"));
  const notes = new Map();
  for (const name of ["checkpoint.txt", "first-checkpoint.txt"]) notes.set(name, await ofForm(name, (content) => readNote(text(content)), files.get(name)));
  const listed = keys.map((key) => key.text);
  if (listed.join("\n") !== ordered(new Set(listed)).join("\n")) throw new Broken("malformed", "keys.txt");
  if (!same(utf8(pemOf(keys)), files.get("public-keys.pem"))) faults.push(["not_derived", "public-keys.pem"]);
  [report.keys, report.witnesses] = await checkKeys(keys, notes, faults);
  if (trusted !== null) {
    const mine = (await ofForm("--key", readKeys, trusted)).filter((key) => !key.witness);
    const known = new Set(mine.map((key) => key.text));
    report.strangers = report.keys.filter((key) => !known.has(key));
    report.keys = report.keys.filter((key) => known.has(key));
    for (const [name, note] of notes) {
      let holds = false;
      for (const key of mine) holds ||= await signedBy(key, note);
      if (!holds) faults.push(["untrusted", name]);
    }
  }
  const [latest, first] = notes.values();
  const digest = withheld ? await ofForm("facts.json", said, files.get("facts.json")) : await hexDigest(files.get("version.json"));
  const own = proof.entries.find(({ event }) => event.entry === "version" && event.sha256 === digest);
  if (!own) faults.push(["digest", ""]);
  await ofForm("proof.json", checkLog, proof, own, latest, first, faults);
  report.complete = await ofForm("proof.json", checkWhole, proof, latest, form, faults);
  const stamped = SOMETIMES.filter((name) => files.has(name));
  if (stamped.length === 1) faults.push(["missing", SOMETIMES.find((name) => !files.has(name))]);
  report.timestamped = stamped.length === 2;
  if (report.timestamped) report.authority = await hexDigest(files.get("timestamp-authority.pem"));
  if (own && form >= COUNTED_FORMAT) faults.push(...(await ofForm("proof.json", checkTlogProof, files, own)));
  if (!faults.length && withheld) faults.push(...(await ofForm("proof.json", checkWithheld, known, files, own, proof)));
  else if (!faults.length) {
    const record = await ofForm("version.json", readRecord, files.get("version.json"));
    await ofForm("version.json", checkContent, record, proof, own, faults);
    faults.push(...(await ofForm("version.json", checkDerived, known, files, record, own.event, form)));
  }
  if (!faults.length) report.facts = JSON.parse(text(files.get("facts.json")));
  report.events = proof.entries.map((entry) => entry.event).filter((event) => Object.hasOwn(event, "policy"));
  Object.assign(report, { log: latest.origin, size: latest.size });
}

// Checks an archive. trusted holds public keys, one a line, or null. faults are pairs of a code and a subject.
export async function check(known, archive, trusted = null) {
  const report = { faults: [], facts: {}, events: [], keys: [], strangers: [], authority: "", witnesses: [], log: "", size: 0, complete: "", timestamped: false };
  try {
    await checkFiles(known, unpack(archive), trusted, report);
  } catch (error) {
    if (error instanceof Broken) report.faults.push(error.fault);
    else if (error instanceof NoCryptography) report.faults.push(["no_cryptography", error.message]);
    else throw error;
  }
  return report;
}
