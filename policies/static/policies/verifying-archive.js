// The archive of an evidence bundle, as policies/evidence/offline/archive.py packs and unpacks it.
export class Broken extends Error {
  constructor(code, subject = "") {
    super(`${code}: ${subject}`);
    this.fault = [code, subject];
  }
}

export const LARGEST = 16 * 1024 * 1024;
const LARGEST_DIRECTORY = 64 * 1024;
const MOST_FILES = 40;
const DATE = 0x21; // 1980-01-01, as the register packs
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

const TABLE = Uint32Array.from({ length: 256 }, (_, number) => {
  let value = number;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const words = (text) => new TextEncoder().encode(text);

// Little-endian numbers of 2 ("h") and 4 ("i") bytes.
function numbers(form, ...values) {
  const bytes = new Uint8Array([...form].reduce((sum, each) => sum + (each === "h" ? 2 : 4), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  values.forEach((value, place) => {
    if (form[place] === "h") view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += form[place] === "h" ? 2 : 4;
  });
  return bytes;
}

export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// By code points, as Python sorts: an order by UTF-16 units is another one.
export function ordered(names) {
  return [...names].sort((one, other) => {
    const [a, b] = [Array.from(one), Array.from(other)];
    const at = a.findIndex((sign, place) => sign !== b[place]);
    if (at < 0) return a.length - b.length;
    return at >= b.length ? 1 : a[at].codePointAt(0) - b[at].codePointAt(0);
  });
}

// Stored, sorted, without a date: equal files are equal bytes.
function pack(files) {
  const members = [];
  const directory = [];
  let at = 0;
  for (const name of ordered(files.keys())) {
    const content = files.get(name);
    const [written, crc] = [words(name), crc32(content)];
    const sizes = [crc, content.length, content.length, written.length, 0];
    const head = numbers("ihhhhhiiihh", LOCAL, 20, 0, 0, 0, DATE, ...sizes);
    members.push(head, written, content);
    const facts = [CENTRAL, 0x0314, 20, 0, 0, 0, DATE, ...sizes, 0, 0, 0, 0o644 << 16, at];
    directory.push(numbers("ihhhhhhiiihhhhhii", ...facts), written);
    at += head.length + written.length + content.length;
  }
  const listed = joined(directory);
  const end = numbers("ihhhhiih", END, 0, 0, files.size, files.size, listed.length, at, 0);
  return joined([...members, listed, end]);
}

export function same(one, other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

// The files by name. Throws Broken unless the archive is byte for byte what the register packs.
export function unpack(archive) {
  if (archive.length > LARGEST) throw new Broken("too_large");
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length);
  const end = archive.length - 22;
  if (end < 0 || view.getUint32(end, true) !== END || view.getUint32(end + 12, true) > LARGEST_DIRECTORY) {
    throw new Broken("not_zip", "no small directory at its end");
  }
  const files = new Map();
  try {
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
      if (view.getUint32(at, true) !== CENTRAL) throw new Broken("not_zip", "a damaged directory");
      const [method, size, length] = [view.getUint16(at + 10, true), view.getUint32(at + 24, true), view.getUint16(at + 28, true)];
      const name = new TextDecoder("utf-8", { fatal: true }).decode(archive.subarray(at + 46, at + 46 + length));
      const shown = name.replace(/[^\w.-]/g, "?").slice(0, 60);
      if (method !== 0 || size > archive.length) throw new Broken("compressed", shown);
      if (files.has(name) || files.size > MOST_FILES) throw new Broken("unexpected", shown);
      const local = view.getUint32(at + 42, true);
      const begins = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      files.set(name, archive.subarray(begins, begins + size));
      at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  } catch (error) {
    if (error instanceof Broken) throw error;
    throw new Broken("not_zip", error.name);
  }
  const again = pack(files);
  if (!same(again, archive)) {
    const at = again.findIndex((byte, place) => byte !== archive[place]);
    throw new Broken("container", `${at < 0 ? Math.min(again.length, archive.length) : at}`);
  }
  return files;
}
