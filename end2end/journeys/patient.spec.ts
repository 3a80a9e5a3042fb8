/** Somebody who received a code, or did not, and wants to know. */
import { expect, test } from "../support/test.ts";
import type { Visitor } from "../support/visitor.ts";
import { pattern, words } from "../support/words.ts";

async function ask(visitor: Visitor, code: string, [day, month, year]: [string, string, string]): Promise<void> {
  await visitor.fill("portal.home.code_label", code);
  await visitor.fill("portal.birth.day", day);
  await visitor.fill("portal.birth.month", month);
  await visitor.fill("portal.birth.year", year);
  await visitor.press("portal.birth.submit");
}

test("a stranger learns nothing, whatever is wrong with the code", async ({ visitor, site }) => {
  const { page } = visitor;
  const answers: string[] = [];

  await test.step("finds the laboratory", async () => {
    await visitor.goto("/");
    await visitor.look();
    // One case: its page is the first page. Several: a list of laboratories.
    const lab = page.getByRole("link", { name: "Armorbio" });
    if ((await lab.count()) > 0) {
      await lab.first().click();
      await visitor.look();
    }
    await visitor.goto(`/c/${site.reference}`);
    await visitor.look(words("portal.kind.leak.question"));
    await expect(page).toHaveTitle(pattern("portal.tab.home"));
  });

  await test.step("gets one neutral answer to every wrong code", async () => {
    const wrong: [string, [string, string, string]][] = [
      ["KH7P-3QWM-9TXRA", ["14", "06", "1984"]],
      ["bonjour", ["14", "06", "1984"]],
      ["KH7P-3QWM-9TXRA", ["31", "02", "1984"]],
      ["' or 1=1 --", ["99", "99", "9999"]],
    ];
    for (const [code, birth] of wrong) {
      await visitor.goto(`/c/${site.reference}`);
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await ask(visitor, code, birth);
      const response = await answered;
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("portal.retry.title"));
      expect(response.headers()["set-cookie"]).toBeUndefined();
      answers.push(`${response.status()} ${await page.content()}`);
      await expect(page.getByLabel(words("portal.home.code_label"), { exact: true })).toHaveValue("");
    }
    await visitor.look(words("portal.retry.title"));
    expect(new Set(answers).size, "different answers").toBe(1);
  });

  await test.step("sees nobody's data without a visit", async () => {
    for (const part of ["mes-donnees", "plan", "imprimer"]) {
      await visitor.goto(`/c/${site.reference}/${part}`);
      await visitor.look(words("portal.kind.leak.question"));
    }
  });

  await test.step("reads how to go on without a code", async () => {
    for (const part of ["sans-code", "verifier", "medical"]) {
      await visitor.goto(`/c/${site.reference}/${part}`);
      await visitor.look();
    }
    await visitor.goto("/accessibilite");
    await visitor.look();
    await visitor.goto("/vie-privee");
    await visitor.look();
  });

  await test.step("reads it in English, and the choice is kept", async () => {
    await visitor.goto(`/c/${site.reference}`);
    await page.getByRole("link", { name: "English" }).click();
    await visitor.look(words("portal.kind.leak.question", {}, "en"));
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await visitor.goto(`/c/${site.reference}/verifier`);
    await visitor.look();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await page.getByRole("link", { name: "Français" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  });

  await test.step("leaves quickly, and nothing tells where they were", async () => {
    await visitor.goto(`/c/${site.reference}`);
    await page.getByRole("link", { name: words("portal.head.exit") }).first().click();
    await visitor.look();
    await expect(page).toHaveURL(/\/quitter/);
    await expect(page.getByText("Armorbio")).toHaveCount(0);
    await expect(page.getByText(words("common.app.name"), { exact: true })).toHaveCount(0);
  });
});
