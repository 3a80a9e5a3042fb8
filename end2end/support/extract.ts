/** The lab's own file of the demonstration: what a person knows and the console hides. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const DATE = /^\d{2}\/\d{2}\/\d{4}$/;

/** Dates of birth of an address of the lab's extract, each once; only those in full. */
export function birthDates(lab: string, email: string): string[] {
  const root = process.env.E2E_ROOT;
  if (!root) throw new Error("prepare.ts did not run");
  const bytes = readFileSync(join(root, "template", "demo", `${lab}.csv`));
  // The ancient encoding of such files; dates and addresses are the same in both.
  const lines = new TextDecoder("windows-1252").decode(bytes).split(/\r?\n/);
  const rows = lines.map((line) => line.split(";"));
  const head = rows.findIndex((row) => row.includes("DDN") && row.includes("MAIL"));
  const [birth, mail] = ["DDN", "MAIL"].map((name) => rows[head]?.indexOf(name) ?? -1);
  const found = rows
    .slice(head + 1)
    .filter((row) => row[mail ?? -1]?.trim().toLowerCase() === email.toLowerCase())
    .map((row) => row[birth ?? -1]?.trim() ?? "");
  return [...new Set(found)].filter((date) => DATE.test(date));
}
