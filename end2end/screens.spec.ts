/**
 * Pictures of every page, at 1280 and 360 pixels, light and dark, in `screens/`:
 * `SCREENS=1 npx playwright test`. Nothing is compared: they are for people to look at.
 */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Page } from "@playwright/test";

import type { Visitor } from "./support/visitor.ts";
import { test } from "./support/test.ts";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "screens");
const SIZES = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];
/** More pages than this have the same address with another number. */
const MOST = 120;

async function picture(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const file = `${name}-${size.width}-${colorScheme}.png`;
      await page.screenshot({ path: join(FOLDER, file), fullPage: true, animations: "disabled" });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}

/** One address for all pages that differ by an id only. */
function kind(url: URL): string {
  const path = url.pathname.replace(/[0-9a-f-]{32,36}/g, "id");
  return path.replace(/^\/|\/$/g, "").replace(/\W+/g, "-") || "index";
}

/** Follows every link of the site that leads to a kind of page not seen yet. */
async function walk(visitor: Visitor, prefix: string, starts: string[], within: RegExp): Promise<void> {
  const { page } = visitor;
  const todo = [...starts];
  const seen = new Set<string>();
  while (todo.length > 0 && seen.size < MOST) {
    const next = new URL(todo.shift() ?? "/", page.url().startsWith("http") ? page.url() : undefined);
    const name = kind(next);
    if (seen.has(name) || !within.test(next.pathname)) continue;
    seen.add(name);
    // A link to a file downloads it: nothing to see.
    const response = await page.goto(next.href).catch(() => undefined);
    if (!response?.headers()["content-type"]?.startsWith("text/html")) continue;
    await picture(page, `${prefix}-${name}`);
    const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    todo.push(...links.filter((link) => link.startsWith(next.origin) && !link.includes("lang=")));
  }
}

test.beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
});
test.beforeEach(({ visitor }) => visitor.stopChecking());
test.setTimeout(600_000);

test("portal", async ({ visitor, site }) => {
  await visitor.goto(`/c/${site.reference}`);
  await walk(visitor, "portal", ["/", `/c/${site.reference}`, "/quitter"], /^\/(?!console|assets|styleguide)/);
});

test("styleguide", async ({ visitor }) => {
  await visitor.goto("/styleguide");
  await picture(visitor.page, "styleguide");
});

for (const role of ["dpo", "admin", "accueil", "imprimeur", "editeur"]) {
  test(`console of ${role}`, async ({ visitor, site }) => {
    await visitor.goto("/console/connexion");
    await picture(visitor.page, `${role}-connexion`);
    await visitor.signIn(site.account(role));
    const case_ = `/console/cas/${site.reference}/armorbio`;
    const rest = `^/console(/cas(/nouveau|/${site.reference}/armorbio.*)?|/(equipe|reglages|mon-acces|invitation).*)?$`;
    await walk(visitor, role, ["/console", case_], new RegExp(rest));
  });
}
