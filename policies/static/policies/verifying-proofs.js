// Signed notes and Merkle proofs with Web Crypto, as policies/evidence/offline/proofs.py checks them: C2SP signed-note,
// tlog-checkpoint and tlog-cosignature, RFC 9162 (2.1.3 and 2.1.4), Ed25519 of RFC 8032.
import { joined, same } from "./verifying-archive.js";

export class NoCryptography extends Error {}

export const CENSUS = "census/v1";
const [MOST_KEYS, MOST_SIGNATURES, LONGEST_PATH] = [16, 32, 63];
const [ED25519, COSIGNATURE] = [1, 4];
const SPKI = Uint8Array.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]);
// No space and no plus sign (C2SP signed-note); nor what a terminal obeys.
const KEY_NAME = /^[^\p{C}\p{Z}+]{1,200}$/u;
const HASH = /^[0-9a-f]{64}$/;

export const utf8 = (text) => new TextEncoder().encode(text);
// Refuses what is no UTF-8, and keeps a byte order mark as the sign that it is.
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
export const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(parts)));
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const bytesOf = (digits) => Uint8Array.from(digits.match(/../g) || [], (pair) => parseInt(pair, 16));
export const hexDigest = async (bytes) => hex(await sha256(bytes));

const encoded = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
export { encoded as base64 };

function decoded(written) {
  const bytes = Uint8Array.from(atob(written), (sign) => sign.charCodeAt(0));
  if (encoded(bytes) !== written) throw new Error("base64 with stray bits");
  return bytes;
}

const count = (string, sign) => string.split(sign).length - 1;

// The keys of a file, one a line. Throws where a line is none.
export async function readKeys(content) {
  const lines = content.split("\n");
  const last = lines.pop();
  if (last !== "" || !lines.length || lines.length > MOST_KEYS) throw new Error("one key a line");
  return Promise.all(lines.map(readKey));
}

async function readKey(line) {
  const [name, id, ...rest] = line.split("+");
  const value = decoded(rest.join("+"));
  const named = (await sha256(utf8(`${name}\n`), value)).subarray(0, 4);
  if (!KEY_NAME.test(name) || value.length !== 33 || ![ED25519, COSIGNATURE].includes(value[0]) || hex(named) !== id) {
    throw new Error("no Ed25519 key of a signed note");
  }
  return { text: line, name, id, point: value.subarray(1), witness: value[0] === COSIGNATURE };
}

export function pemOf(keys) {
  return keys
    .map((key) => `-----BEGIN PUBLIC KEY-----\n${encoded(joined([SPKI, key.point]))}\n-----END PUBLIC KEY-----\n`)
    .join("");
}

// A signed checkpoint. Throws where it is not one, in its one form.
export function readNote(content) {
  const at = content.lastIndexOf("\n\n");
  if (at < 0) throw new Error("not a signed checkpoint");
  const [body, signed] = [content.slice(0, at), content.slice(at + 2)];
  const [origin, size, root, ...extension] = body.split("\n");
  if (count(signed, "\n") > MOST_SIGNATURES || (extension.length && (extension.length > 1 || extension[0] !== CENSUS))) {
    throw new Error("not a checkpoint of a register");
  }
  const signatures = Array.from(signed.matchAll(/— (\S+) ([A-Za-z0-9+/]+={0,2})\n/g), ([, name, written]) => {
    const value = decoded(written);
    return { name, id: hex(value.subarray(0, 4)), value: value.subarray(4), written };
  });
  const again = signatures.map((each) => `— ${each.name} ${each.written}\n`).join("");
  const once = new Set(signatures.map((each) => `${each.name} ${each.written}`));
  if (!signatures.length || again !== signed || !origin || !/^[1-9][0-9]{0,15}$/.test(size)) throw new Error("not a signed checkpoint");
  const rootBytes = decoded(root);
  if (rootBytes.length !== 32 || once.size !== signatures.length) throw new Error("not a signed checkpoint");
  if (!Number.isSafeInteger(Number(size))) throw new Error("a log of that size is none");
  return { text: `${body}\n`, signatures, origin, size: Number(size), root: rootBytes, counted: extension.length > 0 };
}

const matches = (key, signature) => key.name === signature.name && key.id === signature.id;

export async function verifies(key, signature, said) {
  let [value, message] = [signature.value, said];
  if (key.witness) {
    const time = value.length < 8 ? 0n : new DataView(value.buffer, value.byteOffset).getBigUint64(0);
    message = `cosignature/v1\ntime ${time}\n${said}`;
    value = value.subarray(8);
  }
  let made;
  try {
    made = await crypto.subtle.importKey("raw", key.point, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    if (error.name === "NotSupportedError" || error.name === "SyntaxError") throw new NoCryptography(error.name);
    return false; // no point of the curve
  }
  return crypto.subtle.verify({ name: "Ed25519" }, made, value, utf8(message));
}

export async function signedBy(key, note) {
  for (const signature of note.signatures) {
    if (matches(key, signature) && (await verifies(key, signature, note.text))) return true;
  }
  return false;
}

export const keyFor = (keys, signature) => keys.find((key) => matches(key, signature));
export const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const node = (left, right) => sha256(Uint8Array.of(1), left, right);

function hashes(path) {
  if (!Array.isArray(path) || path.length > LONGEST_PATH) throw new Error("a path has at most 63 hashes");
  if (path.some((one) => typeof one !== "string" || !HASH.test(one))) throw new Error("a path is a list of digests");
  return path.map(bytesOf);
}

const half = (number) => Math.floor(number / 2); // positions have more than 32 bits
const odd = (number) => number % 2 === 1;

export async function included(note, index, entry, path) {
  const list = hashes(path);
  if (!(index >= 0 && index < note.size)) return false;
  let [first, last, found] = [index, note.size - 1, await leafHash(entry)];
  for (const one of list) {
    if (last === 0) return false;
    if (odd(first) || first === last) {
      found = await node(one, found);
      while (!odd(first) && first) [first, last] = [half(first), half(last)];
    } else {
      found = await node(found, one);
    }
    [first, last] = [half(first), half(last)];
  }
  return last === 0 && same(found, note.root);
}

export async function grown(old, now, path) {
  const list = hashes(path);
  if (!(old.size > 0 && old.size <= now.size)) return false;
  if (old.size === now.size) return !list.length && same(old.root, now.root);
  if (Number.isInteger(Math.log2(old.size)) && 2 ** Math.log2(old.size) === old.size) list.unshift(old.root);
  if (!list.length) return false;
  let [first, last] = [old.size - 1, now.size - 1];
  while (odd(first)) [first, last] = [half(first), half(last)];
  let [was, is] = [list[0], list[0]];
  for (const one of list.slice(1)) {
    if (last === 0) return false;
    if (odd(first) || first === last) {
      [was, is] = [await node(one, was), await node(one, is)];
      while (!odd(first) && first) [first, last] = [half(first), half(last)];
    } else {
      is = await node(is, one);
    }
    [first, last] = [half(first), half(last)];
  }
  return last === 0 && same(was, old.root) && same(is, now.root);
}

// Whether the census of this root says of the policy that it has so many events, the last one there.
export async function counted(root, policy, events, last, path) {
  const [key, list] = [await sha256(utf8(policy)), hashes(path)];
  let found = await leafHash(utf8(`${policy} ${events} ${last}`));
  for (let depth = list.length - 1; depth >= 0; depth -= 1) {
    const bit = (key[depth >> 3] >> (7 - (depth % 8))) & 1;
    found = bit ? await node(list[depth], found) : await node(found, list[depth]);
  }
  return same(found, root);
}
