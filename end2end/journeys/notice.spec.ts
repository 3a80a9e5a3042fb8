/**
 * A notice, from the empty list to the patient who reads the answer: who writes it does
 * not approve it, the printer posts it, and what comes back is recorded.
 */
import type { Page } from "@playwright/test";

import { birthDates } from "../support/extract.ts";
import { downloaded } from "../support/files.ts";
import { marks } from "../support/letters.ts";
import { expect, test } from "../support/test.ts";
import type { Visitor } from "../support/visitor.ts";
import { pattern, words } from "../support/words.ts";

/** The lab whose people are told. */
const LAB = "armorbio";
/** The shape of a code, as messages have it. */
const CODE = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}\b/;
/** Letters of a batch: few, so that there are several. */
const BATCH = "50";
/** Work in the background. */
const SLOW = { timeout: 60_000 };

const title = words("campaigns.form.default_title");

/** Today where the server counts days, `YYYY-MM-DD`. */
function today(): string {
  return new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Paris" });
}

/** Opens the lab's part of the case. */
async function openCase(visitor: Visitor, reference: string): Promise<void> {
  await visitor.goto(`/console/cas/${reference}/${LAB}`);
  await visitor.look("Fichiers Médilog Ouest");
}

/** Opens the campaign from the side bar. */
async function openCampaign(visitor: Visitor): Promise<void> {
  await visitor.go("console.nav.campaigns");
  await visitor.look(words("campaigns.list.title"));
  await visitor.page.getByRole("link", { name: title, exact: true }).click();
  await visitor.look(title);
}

/** Enters a code and a date of birth, `DD/MM/YYYY`, on the portal. */
async function ask(visitor: Visitor, code: string, birth: string): Promise<void> {
  const [day = "", month = "", year = ""] = birth.split("/");
  await visitor.fill("portal.home.code_label", code);
  await visitor.fill("portal.birth.day", day);
  await visitor.fill("portal.birth.month", month);
  await visitor.fill("portal.birth.year", year);
  await visitor.press("portal.birth.submit");
}

/** The value beside a term. */
async function fact(page: Page, key: string): Promise<string> {
  const term = page.locator("dt").filter({ hasText: new RegExp(`^${words(key)}$`) });
  return await term.first().locator("xpath=following-sibling::dd[1]").innerText();
}

/** A text that starts a line. */
function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A number as it is shown, with spaces between thousands. */
function count(shown: string): number {
  return Number(/^[\d\s]+/u.exec(shown)?.[0].replace(/\s/gu, "") ?? "");
}

test("a notice is written, approved, sent, posted and read", async ({ visitor, arrive, site }) => {
  test.setTimeout(300_000);
  const dpo = visitor;
  const { page } = dpo;
  let persons = 0;

  await test.step("the DPO starts from an empty list", async () => {
    await dpo.signIn(site.account("dpo"));
    await openCase(dpo, site.reference);
    await dpo.go("console.nav.campaigns");
    await dpo.look(words("campaigns.list.title"));
    await expect(page.getByText(words("campaigns.list.empty_title"), { exact: true })).toBeVisible();
  });

  await test.step("writes a draft, after a mistake that is told beside its field", async () => {
    await dpo.follow("campaigns.list.create");
    await dpo.look(words("campaigns.prepare.title"));
    await dpo.fill("campaigns.form.batch_size", "0");
    await dpo.press("campaigns.prepare.save");
    await dpo.look(words("campaigns.prepare.title"));
    const size = page.getByLabel(words("campaigns.form.batch_size"), { exact: true });
    await expect(size).toHaveAccessibleDescription(pattern("campaigns.invalid.batch_size_range"));
    await expect(size).toHaveValue("0");
    await size.fill(BATCH);
    await dpo.fill("campaigns.form.rate_limit", "1");
    await dpo.press("campaigns.prepare.save");
    await dpo.look(title);
    await expect(page.getByText(words("campaigns.state.draft"), { exact: true }).first()).toBeVisible();
  });

  await test.step("has each person placed, and cannot approve what they wrote", async () => {
    await dpo.press("campaigns.draft.submit");
    await expect(page.getByText(words("campaigns.approve.own_work"))).toBeVisible(SLOW);
    await dpo.look(title);
    await expect(page.getByRole("button", { name: words("campaigns.approve.submit"), exact: true })).toHaveCount(0);
  });

  await test.step("reads the messages as they will leave", async () => {
    await dpo.follow("campaigns.approve.look");
    await dpo.look(words("campaigns.preview.title"));
    const table = page.getByRole("table", { name: words("campaigns.preview.awkward") });
    const letter = table.getByRole("link", { name: pattern("campaigns.preview.as_letter") }).first();
    const address = await letter.getAttribute("href");
    const pdf = await page.request.get(new URL(address ?? "", page.url()).href);
    expect(pdf.headers()["content-type"]).toBe("application/pdf");
    expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
    await table.getByRole("link", { name: new RegExp(`${words("campaigns.preview.as_email")}$`) }).first().click();
    await dpo.look(words("campaigns.preview.as_email"));
    await expect(page.getByText(CODE).first()).toBeVisible();
  });

  await test.step("a second person reads it and approves it", async () => {
    const approver = await arrive();
    await approver.signIn(site.account("approbation"));
    await approver.page.getByRole("main").getByRole("link", { name: words("common.button.review") }).first().click();
    await approver.look(title);
    const shown = await fact(approver.page, "campaigns.approve.hash_label");
    expect(shown.replace(/\s/g, "")).toMatch(/^[0-9a-f]{64}$/);
    await approver.press("campaigns.approve.submit");
    await approver.look(title);
    await expect(approver.page.getByText(words("campaigns.launch.denied"))).toBeVisible();
  });

  await test.step("the DPO launches it, with the number of persons typed by hand", async () => {
    await openCampaign(dpo);
    await expect(page.getByText("Alix Fauvet").first()).toBeVisible();
    const number = page.getByLabel(words("campaigns.launch.type_number"), { exact: true });
    await number.fill("3");
    await dpo.press("campaigns.launch.title");
    await dpo.look(title);
    await expect(number).toHaveAccessibleDescription(pattern("campaigns.launch.wrong_number"));
    const hint = page.getByText(pattern("campaigns.launch.type_number_hint")).first();
    persons = count(await hint.innerText());
    expect(persons).toBeGreaterThan(100);
    await number.fill(String(persons));
    await dpo.press("campaigns.launch.title");
    await expect(page.getByText(pattern("campaigns.live.sentence"))).toBeVisible();
  });

  await test.step("stops it, and lets it go on until only letters wait", async () => {
    await dpo.press("campaigns.live.pause");
    await dpo.look(title);
    await expect(page.getByText(words("campaigns.state.paused"), { exact: true }).first()).toBeVisible();
    await dpo.press("campaigns.live.resume");
    await expect(page.getByText(words("campaigns.live.only_letters"))).toBeVisible(SLOW);
    await dpo.look(title);
  });

  await test.step("sees the batches", async () => {
    await dpo.follow("campaigns.live.see_batches");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("campaigns.batches.title"));
    const rendering = page.getByText(words("campaigns.batch_state.rendering"), { exact: true });
    await expect(rendering).toHaveCount(0, SLOW);
    await dpo.look(words("campaigns.batches.title"));
  });

  let code = "";
  let birth = "";
  await test.step("reads a captured message", async () => {
    await dpo.go("console.nav.captured");
    await dpo.look(words("campaigns.captured.title"));
    const table = page.getByRole("table", { name: words("campaigns.captured.title") });
    const lines = await table.getByRole("row").filter({ hasText: "@" }).all();
    for (const line of lines) {
      const to = /\S+@\S+/.exec(await line.innerText())?.[0] ?? "";
      const dates = birthDates(LAB, to);
      if (dates.length !== 1) continue;
      birth = dates[0] ?? "";
      await line.getByRole("link").first().click();
      await dpo.look();
      expect(await fact(page, "campaigns.captured.to")).toContain(to);
      code = CODE.exec(await page.getByRole("main").innerText())?.[0] ?? "";
      break;
    }
    expect(code, "a message to somebody whose date of birth is known").toMatch(CODE);
  });

  await test.step("its reader enters the code, and is told", async () => {
    const patient = await arrive();
    await patient.goto(`/c/${site.reference}`);
    await patient.look(words("portal.kind.leak.question"));
    await ask(patient, code, birth);
    await patient.look(words("portal.kind.leak.yes"));
    await expect(patient.page.getByRole("heading", { name: words("portal.kind.leak.held") })).toBeVisible();
    await patient.follow("portal.yes.plan_button");
    await patient.look(pattern("portal.plan.title"));
    await patient.follow("portal.plan.back");
    await patient.look(words("portal.kind.leak.yes"));
    await patient.follow("portal.answer.print");
    await patient.look(words("portal.kind.leak.yes"));
  });

  await test.step("somebody else with the same code learns nothing", async () => {
    const stranger = await arrive();
    await stranger.goto(`/c/${site.reference}`);
    await stranger.look(words("portal.kind.leak.question"));
    const wrong = birth.startsWith("01/") ? birth.replace(/^01/, "02") : birth.replace(/^\d\d/, "01");
    await ask(stranger, code, wrong);
    await stranger.look(words("portal.retry.title"));
  });

  let mark = "";
  let told = 0;
  await test.step("the printer takes a batch, its manifest, and notes the posting", async () => {
    const printer = await arrive();
    const shop = printer.page;
    await printer.signIn(site.account("imprimeur"));
    await printer.go("campaigns.print.title");
    await printer.look(words("campaigns.print.title"));
    await shop.getByRole("table").getByRole("link").first().click();
    await printer.look();
    const batch = await downloaded(shop, words("campaigns.batches.download"));
    expect(batch.name).toMatch(/\.pdf$/);
    expect(batch.bytes.subarray(0, 5).toString()).toBe("%PDF-");
    const sheet = await downloaded(shop, words("campaigns.batches.manifest"));
    expect(sheet.bytes.subarray(0, 5).toString()).toBe("%PDF-");
    const letters = count(await fact(shop, "campaigns.batches.letters"));
    const found = marks(batch.bytes);
    expect(found).toHaveLength(letters);
    mark = found[0] ?? "";

    await printer.fill("campaigns.batches.posted_on", today());
    await printer.fill("campaigns.batches.posted_count", String(letters + 1));
    await printer.press("campaigns.batches.mark_posted");
    await printer.look();
    const posted = shop.getByLabel(words("campaigns.batches.posted_count"), { exact: true });
    await expect(posted).toHaveAccessibleDescription(pattern("campaigns.batches.count_differs"));
    await posted.fill(String(letters));
    await printer.press("campaigns.batches.mark_posted");
    await printer.look();
    await expect(shop.getByText(words("campaigns.batches.recorded"))).toBeVisible();
    await printer.go("campaigns.print.title");
    await printer.look(words("campaigns.print.title"));
    await printer.follow("campaigns.print.all");
    await printer.look(words("campaigns.batches.title"));
    const all = await downloaded(shop, pattern("campaigns.batches.manifest_csv"));
    expect(all.bytes.toString()).toContain(batch.name);
  });

  await test.step("the DPO records a letter that came back", async () => {
    await dpo.go("console.nav.letters");
    await dpo.look(words("campaigns.batches.title"));
    await dpo.follow("campaigns.returns.title");
    await dpo.look(words("campaigns.returns.title"));
    const moved = capitalised(words("campaigns.return.moved"));
    await page.getByRole("radio", { name: moved, exact: true }).check();
    await dpo.fill("campaigns.returns.mark", "K7Q2M-000123-9TXR");
    await dpo.press("campaigns.returns.submit");
    await dpo.look(words("campaigns.returns.title"));
    await expect(page.getByRole("alert")).toContainText(
      words("campaigns.returns.mark_unknown", { mark: "K7Q2M-000123-9TXR" }),
    );
    await expect(page.getByRole("radio", { name: moved, exact: true })).toBeChecked();
    await dpo.fill("campaigns.returns.mark", mark);
    await dpo.press("campaigns.returns.submit");
    await dpo.look(words("campaigns.returns.title"));
    await expect(page.getByText(pattern("campaigns.returns.recorded", { mark }))).toBeVisible();
  });

  await test.step("sees why some were not told, and what follows", async () => {
    await openCampaign(dpo);
    const sentence = page.getByText(pattern("campaigns.live.sentence")).first();
    told = count(await sentence.innerText());
    await dpo.follow("campaigns.live.see_failures");
    await dpo.look(words("campaigns.failures.title"));
    const why = page.getByRole("table", { name: words("campaigns.failures.reasons_title") });
    await expect(why).toContainText(capitalised(words("campaigns.return.moved")));
  });

  await test.step("the register counts the persons told", async () => {
    await dpo.go("console.nav.reports");
    await dpo.look(words("reports.list.title"));
    await dpo.follow("reports.page.read");
    await dpo.look();
    expect(count(await fact(page, "reports.field.informed_number"))).toBe(told);
  });
});
