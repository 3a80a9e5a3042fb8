/**
 * The words that users read, from the product's own catalogue: a journey names the key,
 * so that a better wording breaks no test and a missing one does.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

type Entry = string | { one?: string; other: string };
type Lang = "fr" | "en";

const LOCALES = join(dirname(fileURLToPath(import.meta.url)), "../../crates/i18n/locales");
const TEXT = /"((?:[^"\\]|\\.)*)"/;
const ASSIGNED = new RegExp(`^([A-Za-z0-9_-]+)\\s*=\\s*${TEXT.source}`);
const PLURAL = /^([A-Za-z0-9_-]+)\s*=\s*\{(.*)\}\s*$/;

const plain = (quoted: string): string => (JSON.parse(`"${quoted}"`) as string).replace(/(?<=[\p{L}\p{N}])'/gu, "’");

/** The catalogue's part of TOML: sections, texts on one line, plural forms. */
function read(lang: Lang): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const file of readdirSync(join(LOCALES, lang))) {
    const area = file.replace(/\.toml$/, "");
    let section = area;
    for (const line of readFileSync(join(LOCALES, lang, file), "utf8").split("\n")) {
      const head = /^\[([^\]]+)\]/.exec(line);
      if (head) {
        section = `${area}.${head[1]}`;
        continue;
      }
      const text = ASSIGNED.exec(line);
      if (text) {
        entries.set(`${section}.${text[1]}`, plain(text[2] ?? ""));
        continue;
      }
      const forms = PLURAL.exec(line);
      if (forms) {
        const form = (name: string) => {
          const found = new RegExp(`\\b${name}\\s*=\\s*${TEXT.source}`).exec(forms[2] ?? "");
          return found ? plain(found[1] ?? "") : undefined;
        };
        entries.set(`${section}.${forms[1]}`, { one: form("one"), other: form("other") ?? "" });
      }
    }
  }
  return entries;
}

const known: Partial<Record<Lang, Map<string, Entry>>> = {};

function entry(key: string, n: number | undefined, lang: Lang): string {
  const found = (known[lang] ??= read(lang)).get(key);
  if (found === undefined) throw new Error(`the catalogue has no text ${key} (${lang})`);
  if (typeof found === "string") return found;
  const single = lang === "fr" ? Math.abs(n ?? 2) < 2 : n === 1;
  return (single ? found.one : undefined) ?? found.other;
}

/** What fills the holes of a text. */
export type Values = Record<string, string | number>;

/** The text of a key, with its holes filled. `n` chooses the plural form. */
export function words(key: string, values: Values = {}, lang: Lang = "fr"): string {
  const n = typeof values.n === "number" ? values.n : undefined;
  return entry(key, n, lang).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${key} needs ${name}`);
    return typeof value === "number" ? value.toLocaleString(lang) : value;
  });
}

/** The text of a key, whatever fills its holes. */
export function pattern(key: string, values: Values = {}, lang: Lang = "fr"): RegExp {
  const n = typeof values.n === "number" ? values.n : undefined;
  const source = entry(key, n, lang)
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
      const value = values[name];
      if (value === undefined) return ".+";
      const shown = typeof value === "number" ? value.toLocaleString(lang) : value;
      return shown.replace(/\s+/g, "\\s+");
    })
    .join("");
  return new RegExp(source, "u");
}
