/**
 * Pictures of every page that links lead to: `SCREENS=1 npx playwright test`. The same
 * run takes those of the journeys: states on the way, refusals, answers.
 */
import type { Visitor } from "./support/visitor.ts";
import { picture } from "./support/pictures.ts";
import { test } from "./support/test.ts";

/** More pages than this have the same address with another number. */
const MOST = 120;

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
