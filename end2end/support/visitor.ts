/**
 * Somebody in front of a browser. Every page that they see must be looked at:
 * accessible, without sideways scrolling, without a request to another host, without an
 * error in the browser's console; portal pages also without a script and light.
 */
import { createHash } from "node:crypto";

import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, expect, type Page, type Response } from "@playwright/test";

import { picture, pictures } from "./pictures.ts";
import type { Account, Site } from "./server.ts";
import { type Values, words } from "./words.ts";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/** Largest portal page with everything it loads, in bytes on the wire. */
const PORTAL_BYTES = 30_000;

/** Ids in an address do not make another page. */
function place(url: string): string {
  return new URL(url).pathname.replace(/[0-9a-f-]{32,36}/g, ":id");
}

function isPortal(url: string): boolean {
  return !/^\/(console|assets|styleguide)(\/|$)/.test(new URL(url).pathname);
}

async function accessible(axe: AxeBuilder, at: string): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.failureSummary}\n  ${node.html}`),
  );
  expect(found, `accessibility of ${at}`).toEqual([]);
}

/** Shows the page in the light or in the dark, and waits until its colours have changed. */
async function paint(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(moving.map((one) => one.finished));
  });
}

/** What this process has examined already, by its markup and width. */
const examined = new Set<string>();

async function isNews(page: Page): Promise<boolean> {
  const markup = (await page.content()).replace(/\b[0-9a-f-]{32,}\b|nonce="[^"]*"/g, "");
  const print = createHash("sha256").update(`${page.viewportSize()?.width} ${markup}`).digest("base64");
  const news = !examined.has(print);
  examined.add(print);
  return news;
}

export class Visitor {
  readonly #problems: string[] = [];
  readonly #seen = new Set<string>();
  readonly #looked = new Set<string>();
  #careless = false;
  #pictures = 0;

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly scripts: boolean,
    private readonly name: string,
    host: string,
  ) {
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (/^(https?|wss?):$/.test(url.protocol) && url.host !== host) {
        this.#problems.push(`request to another host: ${request.url()}`);
      }
      if (request.resourceType() === "script" && isPortal(request.frame().url())) {
        this.#problems.push(`the portal asks for a script: ${request.url()}`);
      }
    });
    context.on("response", (response) => this.#note(response));
    context.on("weberror", (error) => this.#problems.push(`script error: ${error.error().message}`));
    context.on("console", (message) => {
      // A refused form has a status of its own; the browser reports it as an error.
      const refused = /status of (409|422)/.test(message.text());
      if (message.type() === "error" && !refused) {
        this.#problems.push(`console: ${message.text()} (${message.page()?.url()})`);
      }
    });
  }

  /** Opens a browser with the settings of the project; `name` is for pictures. */
  static async arrive(browser: Browser, site: Site, scripts: boolean, name: string): Promise<Visitor> {
    const context = await browser.newContext({ baseURL: site.url });
    const page = await context.newPage();
    return new Visitor(context, page, scripts, name, new URL(site.url).host);
  }

  #note(response: Response): void {
    if (response.status() >= 500) {
      this.#problems.push(`${response.status()} at ${response.url()}`);
    }
    const request = response.request();
    const type = response.headers()["content-type"] ?? "";
    if (request.isNavigationRequest() && response.status() === 200 && type.startsWith("text/html")) {
      this.#seen.add(place(response.url()));
    }
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(path);
  }

  /** From now on nothing is checked: for taking pictures of pages that may be wrong. */
  stopChecking(): void {
    this.#careless = true;
  }

  /** Checks the page as it stands now. */
  async look(title?: string | RegExp): Promise<void> {
    const { page } = this;
    await page.waitForLoadState("load");
    if (title !== undefined) {
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    }
    if (!this.#careless) await this.#undisturbed(() => this.#examine(page));
    this.#looked.add(place(page.url()));
    if (pictures && !this.#careless) await this.#undisturbed(() => picture(page, this.#pictureName()));
  }

  /** `visitor-step-page`: in the order of the journey. */
  #pictureName(): string {
    this.#pictures += 1;
    const path = place(this.page.url()).replaceAll(":id", "id").replace(/^\//, "");
    const step = String(this.#pictures).padStart(2, "0");
    return `${this.name}-${step}-${path.replace(/\W+/g, "-") || "index"}`;
  }

  /** Pages of running work ask for themselves again: a look that was cut short is taken anew. */
  async #undisturbed(look: () => Promise<void>): Promise<void> {
    for (let left = 4; ; left -= 1) {
      try {
        return await look();
      } catch (error) {
        const cut = /context was destroyed|because of a navigation|frame (was|got) detached/i;
        if (left === 0 || !cut.test(String(error))) throw error;
        await this.page.waitForLoadState("load");
      }
    }
  }

  async #examine(page: Page): Promise<void> {
    const at = page.url();
    await expect(page.locator("h1"), `one main heading at ${at}`).toHaveCount(1);
    await expect(page.locator("body"), `every text is in the catalogue at ${at}`).not.toContainText("⟦");
    const { wide, room } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      room: document.documentElement.clientWidth,
    }));
    expect(wide, `nothing sticks out sideways at ${at}`).toBeLessThanOrEqual(room);
    // Axe is a script. Without scripts the same markup comes from the server: the other
    // projects examine it.
    if (this.scripts && (await isNews(page))) {
      await accessible(new AxeBuilder({ page }).withTags(WCAG), at);
      await paint(page, "dark");
      await accessible(new AxeBuilder({ page }).withRules("color-contrast"), `${at} in the dark`);
      await paint(page, "light");
    }
    if (isPortal(at)) await this.#weigh(page);
  }

  async leave(): Promise<void> {
    await this.context.close();
  }

  /** A portal page, alone in an empty browser: markup, style, signs. No script. */
  async #weigh(page: Page): Promise<void> {
    const { bytes, scripts } = await page.evaluate(() => {
      type Timed = PerformanceResourceTiming;
      const head = 400;
      const documents = performance.getEntriesByType("navigation") as Timed[];
      const resources = performance.getEntriesByType("resource") as Timed[];
      return {
        bytes: [...documents, ...resources].reduce((sum, entry) => sum + entry.encodedBodySize + head, 0),
        scripts: document.scripts.length,
      };
    });
    expect(scripts, `scripts at ${page.url()}`).toBe(0);
    expect(bytes, `a document was measured at ${page.url()}`).toBeGreaterThan(1_000);
    expect(bytes, `weight of ${page.url()}`).toBeLessThan(PORTAL_BYTES);
  }

  /** At the end: nothing went wrong on the way, and no page went by unchecked. */
  farewell(): void {
    if (this.#careless) return;
    expect(this.#problems, "problems on the way").toEqual([]);
    const unchecked = [...this.#seen].filter((path) => !this.#looked.has(path));
    expect(unchecked, "pages that nobody looked at").toEqual([]);
  }

  /** Signs in with password and six digits; ends on the dashboard. */
  async signIn(account: Account): Promise<void> {
    const { page } = this;
    await this.goto("/console/connexion");
    await this.look(words("accounts.sign_in.title"));
    await page.getByLabel(words("accounts.sign_in.email")).fill(account.email);
    await page.getByLabel(words("accounts.sign_in.password")).fill(account.password);
    await this.press("accounts.sign_in.submit");
    await this.look(words("accounts.second_factor.title"));
    await page.getByLabel(words("accounts.second_factor.code"), { exact: true }).fill(await account.authenticator.next());
    await this.press("accounts.second_factor.submit");
    await this.look(words("console.dashboard.title"));
  }

  /** Presses the button with the words of a key. */
  async press(key: string, values: Values = {}): Promise<void> {
    await this.page.getByRole("button", { name: words(key, values), exact: true }).click();
  }

  /** Follows the link with the words of a key. */
  async follow(key: string): Promise<void> {
    await this.page.getByRole("link", { name: words(key), exact: true }).first().click();
  }

  /** Goes to a page of the side bar, which is behind a button on a phone. */
  async go(key: string): Promise<void> {
    const menu = this.page.getByRole("button", { name: words("common.page.menu"), exact: true });
    if (await menu.isVisible()) await menu.click();
    const bar = this.page.getByRole("navigation", { name: words("common.page.main_nav"), exact: true });
    await bar.getByRole("link", { name: words(key), exact: true }).click();
  }

  /** Waits until work in the background has brought the page to this main heading. */
  async until(title: string): Promise<void> {
    const heading = this.page.getByRole("heading", { level: 1 });
    await expect(heading).toHaveText(title, { timeout: 40_000 });
    await this.look(title);
  }

  /** Fills the field with the label of a key. */
  async fill(key: string, value: string): Promise<void> {
    await this.page.getByLabel(words(key), { exact: true }).fill(value);
  }
}
