/** The main form of each journey, without a mouse. */
import type { Locator, Page } from "@playwright/test";

import { expect, test } from "./support/test.ts";
import { words } from "./support/words.ts";

/** Presses Tab until the control has the focus; every stop on the way must be seen. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let stop = 0; stop < 120; stop += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return undefined;
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      return {
        what: at.outerHTML.slice(0, 120),
        ring: (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none",
        inView: box.bottom > 0 && box.top < innerHeight && box.width > 0,
      };
    });
    if (seen) {
      expect(seen.ring, `the focus shows on ${seen.what}`).toBe(true);
      expect(seen.inView, `the focus is in view on ${seen.what}`).toBe(true);
    }
    if (await wanted.evaluate((node) => node === document.activeElement)) return;
  }
  throw new Error(`Tab does not lead to ${wanted}`);
}

test("a DPO signs in and notes a fact", async ({ visitor, site }) => {
  const { page } = visitor;
  const field = (key: string) => page.getByLabel(words(key), { exact: true });
  const dpo = site.account("dpo");

  await visitor.goto("/console/connexion");
  await visitor.look(words("accounts.sign_in.title"));
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: words("common.page.skip") })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, field("accounts.sign_in.email"));
  await page.keyboard.type(dpo.email);
  await tabTo(page, field("accounts.sign_in.password"));
  await page.keyboard.type(dpo.password);
  await page.keyboard.press("Enter");
  await visitor.look(words("accounts.second_factor.title"));
  await tabTo(page, field("accounts.second_factor.code"));
  await page.keyboard.type(await dpo.authenticator.next());
  await page.keyboard.press("Enter");
  await visitor.look(words("console.dashboard.title"));

  await tabTo(page, page.getByRole("main").getByRole("link", { name: "Fichiers Médilog Ouest" }).first());
  await page.keyboard.press("Enter");
  await visitor.look("Fichiers Médilog Ouest");
  await tabTo(page, page.getByRole("link", { name: words("console.nav.timeline"), exact: true }));
  await page.keyboard.press("Enter");
  await visitor.look(words("incidents.timeline.title"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, field("incidents.timeline.at"));
  // The browser's own language decides whether the month comes first, and about AM.
  await page.keyboard.type("02022021");
  await page.keyboard.press("Tab");
  await page.keyboard.type("0930A");
  await tabTo(page, field("incidents.timeline.kind"));
  await page.keyboard.type("D");
  await tabTo(page, field("incidents.timeline.text"));
  await page.keyboard.type("Décision prise au clavier.");
  await tabTo(page, page.getByRole("button", { name: words("incidents.timeline.add") }));
  await page.keyboard.press("Enter");
  await visitor.look(words("incidents.timeline.title"));
  const line = page.getByRole("listitem").filter({ hasText: "Décision prise au clavier." });
  await expect(line).toContainText(words("incidents.timeline.kind_decision"));
  await expect(line).toContainText(/2 février 2021.*9\sh\s30/);
});

test("a patient types a code and a birth date", async ({ visitor, site }) => {
  const { page } = visitor;
  const field = (key: string) => page.getByLabel(words(key), { exact: true });
  await visitor.goto(`/c/${site.reference}`);
  await visitor.look();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: words("common.page.skip") })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, field("portal.home.code_label"));
  await page.keyboard.type("kh7p 3qwm 9txra");
  for (const [key, value] of [["day", "14"], ["month", "06"], ["year", "1984"]] as const) {
    await tabTo(page, field(`portal.birth.${key}`));
    await page.keyboard.type(value);
  }
  await tabTo(page, page.getByRole("button", { name: words("portal.birth.submit") }));
  await page.keyboard.press("Enter");
  await visitor.look(words("portal.retry.title"));
  await tabTo(page, page.getByRole("link", { name: words("portal.retry.paper_button") }));
  await page.keyboard.press("Enter");
  await visitor.look();
});

test("an administrator invites a colleague", async ({ visitor, site }) => {
  const { page } = visitor;
  await visitor.signIn(site.account("admin"));
  await visitor.goto("/console/equipe/inviter?organisation=armorbio");
  await visitor.look(words("accounts.team.invite"));
  await tabTo(page, page.getByLabel(words("accounts.invitation.email"), { exact: true }));
  await page.keyboard.type("clavier@example.org");
  await tabTo(page, page.getByRole("checkbox", { name: words("accounts.role.dpo"), exact: true }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: words("accounts.team.invite_submit") }));
  await page.keyboard.press("Enter");
  await visitor.look(words("accounts.team.invited_title"));
  await tabTo(page, page.getByRole("link", { name: words("accounts.team.invited_given") }));
  await page.keyboard.press("Enter");
  await visitor.look(words("accounts.team.title"));
  await expect(page.getByText("clavier@example.org")).toBeVisible();
});
