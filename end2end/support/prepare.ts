/**
 * Before all tests: the demonstration is loaded once into a template folder, and a lab
 * extract is written. Each test then works on a copy.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { cleanEnv } from "./server.ts";

/** People of the demonstration: enough for lists, few enough to be quick. */
const PEOPLE = "300";
/** Rows of the extract that a journey brings in. */
const ROWS = "400";

export default function prepare(): () => void {
  const program = resolve(process.env.CONCERNE_BIN ?? "../target/debug/concerne");
  if (!existsSync(program)) {
    throw new Error(`${program} is missing: build it, or name it in CONCERNE_BIN`);
  }
  const root = mkdtempSync(join(tmpdir(), "concerne-e2e-"));
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  try {
    load(program, root);
  } catch (error) {
    remove();
    throw error;
  }
  process.env.E2E_ROOT = root;
  process.env.E2E_PROGRAM = program;
  return remove;
}

/** Loads the demonstration and writes the extract. */
function load(program: string, root: string): void {
  const run = (...words: string[]): string =>
    execFileSync(program, words, {
      encoding: "utf8",
      env: cleanEnv({ CONCERNE_DATA_DIR: join(root, "template") }),
      stdio: ["ignore", "pipe", "inherit"],
    });
  mkdirSync(join(root, "template"));
  writeFileSync(join(root, "demo.json"), run("demo", "--people", PEOPLE, "--json"));
  const file = join(root, "extract.csv");
  const counts = run("demo", "--extract", file, "--rows", ROWS, "--seed", "25", "--json");
  writeFileSync(join(root, "extract.json"), counts);
}
