/** One server of the product for one test, on its own copy of the demonstration. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { Authenticator } from "./totp.ts";

/** What `concerne demo --json` tells of an account. */
interface Credentials {
  email: string;
  name: string;
  password: string;
  totp_secret: string;
}

/** Somebody who can sign in. */
export interface Account {
  email: string;
  name: string;
  password: string;
  authenticator: Authenticator;
}

/** What a perfect import of the extract counts. */
export interface Extract {
  file: string;
  rows: number;
  accepted: number;
  quarantined: number;
  people: number;
}

/** The environment without settings of the product, then the given ones. */
export function cleanEnv(settings: Record<string, string>): NodeJS.ProcessEnv {
  const rest = Object.entries(process.env).filter(([name]) => !name.startsWith("CONCERNE_"));
  return { ...Object.fromEntries(rest), ...settings };
}

function root(): string {
  const folder = process.env.E2E_ROOT;
  if (!folder) throw new Error("prepare.ts did not run");
  return folder;
}

/** The lab extract of the import journey. */
export function extract(): Extract {
  return JSON.parse(readFileSync(join(root(), "extract.json"), "utf8")) as Extract;
}

async function freePort(): Promise<number> {
  return await new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => done(port));
    });
  });
}

export class Site {
  readonly accounts: Record<string, Account>;
  readonly reference: string;
  #log = "";

  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {
    const demo = JSON.parse(readFileSync(join(root(), "demo.json"), "utf8")) as {
      case: string;
      accounts: Credentials[];
    };
    this.reference = demo.case;
    this.accounts = Object.fromEntries(
      demo.accounts.map((account) => [
        account.email.split("@")[0],
        { ...account, authenticator: new Authenticator(account.totp_secret) },
      ]),
    );
    const keep = (chunk: Buffer) => {
      this.#log += chunk.toString();
    };
    process.stdout?.on("data", keep);
    process.stderr?.on("data", keep);
  }

  /** Copies the demonstration, starts the server and waits until it answers. */
  static async start(): Promise<Site> {
    const folder = mkdtempSync(join(root(), "site-"));
    cpSync(join(root(), "template"), folder, { recursive: true });
    const port = await freePort();
    const listen = `127.0.0.1:${port}`;
    const child = spawn(process.env.E2E_PROGRAM ?? "", ["serve", "--demo"], {
      env: cleanEnv({ CONCERNE_DATA_DIR: folder, CONCERNE_LISTEN: listen }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const site = new Site(`http://${listen}`, folder, child);
    const until = Date.now() + 20_000;
    for (;;) {
      if (child.exitCode !== null || Date.now() > until) {
        await site.stop();
        throw new Error(`the server did not start:\n${site.log}`);
      }
      const answer = await fetch(`${site.url}/healthz`).catch(() => undefined);
      if (answer?.ok) return site;
      await new Promise((done) => setTimeout(done, 25));
    }
  }

  /** What the server has written to its log. */
  get log(): string {
    return this.#log;
  }

  account(name: string): Account {
    const account = this.accounts[name];
    if (!account) throw new Error(`the demonstration has no account ${name}`);
    return account;
  }

  /** Stops the server and removes its folder. */
  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise((done) => this.process.once("exit", done));
      this.process.kill("SIGTERM");
      const hard = setTimeout(() => this.process.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(hard);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
