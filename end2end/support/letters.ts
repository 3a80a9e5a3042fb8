/**
 * What is written in a print file. Only as much of PDF as the product's own files need:
 * plain objects, deflated streams, fonts that say which sign each glyph stands for.
 */
import { inflateSync } from "node:zlib";

/** The number of a letter, at its top. */
const MARK = /[0-9A-Z]{5}-\d{6}-[0-9A-Z]{4}/;
/** Escapes of a string of PDF that stand for one byte. */
const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

type Glyphs = Map<number, string>;

/** The objects of a file: its dictionary, and what follows. */
function objects(file: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of file.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    found.set(part[1] ?? "", part[2] ?? "");
  }
  return found;
}

/** The content of a stream. */
function stream(object: string | undefined): string {
  const at = object?.indexOf("stream\n") ?? -1;
  if (!object || at < 0) return "";
  const length = Number(/\/Length (\d+)/.exec(object)?.[1]);
  const start = at + "stream\n".length;
  return inflateSync(Buffer.from(object.slice(start, start + length), "latin1")).toString("latin1");
}

/** What each glyph of a font stands for. */
function glyphs(map: string): Glyphs {
  const pairs = map.matchAll(/^<([0-9A-F]{4})> <([0-9A-F]+)>$/gm);
  const sign = (hex: string) => Buffer.from(hex, "hex").swap16().toString("utf16le");
  return new Map([...pairs].map((pair) => [Number.parseInt(pair[1] ?? "", 16), sign(pair[2] ?? "")]));
}

/** The bytes of the string that starts at a place, and where it ends. */
function string(content: string, start: number): { bytes: Buffer; end: number } {
  let bytes = "";
  let depth = 1;
  let at = start + 1;
  for (; at < content.length; at += 1) {
    const sign = content.charAt(at);
    if (sign === "\\") {
      const octal = /^[0-7]{1,3}/.exec(content.slice(at + 1, at + 4))?.[0];
      const next = content.charAt(at + 1);
      bytes += octal ? String.fromCharCode(Number.parseInt(octal, 8)) : (ESCAPES[next] ?? next);
      at += octal?.length ?? 1;
      continue;
    }
    // Brackets that pair up need no escape.
    if (sign === "(") depth += 1;
    if (sign === ")") depth -= 1;
    if (depth === 0) break;
    bytes += sign;
  }
  return { bytes: Buffer.from(bytes, "latin1"), end: at + 1 };
}

/** The signs of a page in the order in which they are drawn, with nothing between lines. */
function drawn(content: string, fonts: Map<string, Glyphs>): string {
  const act = /\/(\w+) [\d.]+ Tf|\(/g;
  let text = "";
  let font: Glyphs | undefined;
  for (let found = act.exec(content); found; found = act.exec(content)) {
    if (found[1] !== undefined) {
      font = fonts.get(found[1]);
      continue;
    }
    const { bytes, end } = string(content, found.index);
    act.lastIndex = end;
    for (let at = 0; at + 1 < bytes.length; at += 2) text += font?.get(bytes.readUInt16BE(at)) ?? "";
  }
  return text;
}

/** The marks of the letters of a print file, in their order. */
export function marks(file: Buffer): string[] {
  const all = objects(file.toString("latin1"));
  const known = new Map<string, Glyphs>();
  const font = (id: string): Glyphs => {
    const map = /\/ToUnicode (\d+) 0 R/.exec(all.get(id) ?? "")?.[1] ?? "";
    const found = known.get(map) ?? glyphs(stream(all.get(map)));
    known.set(map, found);
    return found;
  };
  const found = new Set<string>();
  for (const page of all.values()) {
    if (!/^<<\/Type\/Page\//.test(page)) continue;
    const [resources = "", content = ""] = ["Resources", "Contents"].map(
      (name) => new RegExp(`/${name} (\\d+) 0 R`).exec(page)?.[1],
    );
    const list = /\/Font<<(.*?)>>/.exec(all.get(resources) ?? "")?.[1] ?? "";
    const named = [...list.matchAll(/\/(\w+) (\d+) 0 R/g)];
    const fonts = new Map(named.map((one) => [one[1] ?? "", font(one[2] ?? "")]));
    const mark = MARK.exec(drawn(stream(all.get(content)), fonts))?.[0];
    if (mark) found.add(mark);
  }
  return [...found];
}
