/** The data protection officer, from the first signal to the regulator's report. */
import { downloaded } from "../support/files.ts";
import { extract } from "../support/server.ts";
import { expect, test } from "../support/test.ts";
import { pattern, words } from "../support/words.ts";

/** `YYYY-MM-DDTHH:MM`, local, some hours ago. */
function hoursAgo(hours: number): string {
  const at = new Date(Date.now() - hours * 3_600_000);
  return at.toLocaleString("sv-SE", { timeZone: "Europe/Paris" }).replace(" ", "T").slice(0, 16);
}

test("a DPO opens a case, brings the extract in and starts the clock", async ({ visitor, site }) => {
  const { page } = visitor;
  const title = "Fichier de patients en vente";
  const perfect = extract();

  await test.step("signs in", async () => {
    await visitor.signIn(site.account("dpo"));
    await expect(page.getByRole("link", { name: "Fichiers Médilog Ouest" })).toHaveCount(3);
  });

  await test.step("opens a case, after a mistake that is told beside its field", async () => {
    await visitor.follow("console.dashboard.open_case");
    await visitor.look(words("incidents.open.title"));
    await page.getByRole("radio", { name: words("incidents.kind.leak") }).check();
    await visitor.fill("incidents.open.case_title", title);
    await visitor.fill("incidents.open.reference", "?");
    await page.getByRole("checkbox", { name: "Armorbio" }).check();
    await visitor.fill("incidents.open.signal_at", hoursAgo(5));
    await visitor.fill("incidents.open.signal_note", "Une journaliste nous envoie dix lignes du fichier.");
    await visitor.press("incidents.open.submit");
    await visitor.look(words("incidents.open.title"));
    await expect(page.getByLabel(words("incidents.open.reference"), { exact: true })).toHaveAccessibleDescription(
      pattern("incidents.invalid.reference"),
    );
    await expect(page.getByLabel(words("incidents.open.case_title"), { exact: true })).toHaveValue(title);
    await visitor.fill("incidents.open.reference", "E2E-2026-01");
    await visitor.press("incidents.open.submit");
    await visitor.look();
    await expect(page).toHaveURL(/\/console\/cas\/E2E-2026-01\/armorbio$/);
  });

  await test.step("writes what will be told", async () => {
    await visitor.follow("incidents.summary.step_facts");
    await visitor.look(words("incidents.summary.facts"));
    for (const lang of ["fr", "en"]) {
      for (const fact of ["fact_what", "fact_measures", "fact_unknown"]) {
        await page
          .getByLabel(`${words(`incidents.summary.${fact}`)} (${lang})`, { exact: true })
          .fill(lang === "fr" ? "Un fichier a été copié." : "A file was copied.");
      }
    }
    await visitor.press("common.button.save");
    await visitor.look(title);
    await expect(page.getByText("Un fichier a été copié.").first()).toBeVisible();
  });

  await test.step("opens the public page, which one click alone does not close", async () => {
    const facts = words("incidents.summary.facts");
    await visitor.follow("incidents.summary.step_facts");
    await visitor.press("incidents.summary.publish");
    await visitor.look(title);
    await visitor.follow("incidents.summary.step_facts");
    await visitor.look(facts);
    await expect(page.getByText(pattern("incidents.summary.page_open"))).toBeVisible();
    const sure = page.getByRole("checkbox", { name: words("incidents.summary.page_sure"), exact: true });
    // The browser stops the form by itself: the server must too.
    await sure.evaluate((box) => box.removeAttribute("required"));
    await visitor.press("incidents.summary.page_close");
    await visitor.look(facts);
    await expect(page.getByRole("alert")).toContainText(words("incidents.summary.page_sure_missing"));
    await sure.check();
    await visitor.press("incidents.summary.page_close");
    await visitor.look(title);
    await visitor.follow("incidents.summary.step_facts");
    await expect(page.getByRole("button", { name: words("incidents.summary.publish"), exact: true })).toBeVisible();
    await visitor.follow("common.button.cancel");
    await visitor.look(title);
  });

  await test.step("brings the lab's extract in", async () => {
    await visitor.go("console.nav.imports");
    await visitor.look(words("imports.list.title"));
    await visitor.follow("imports.list.upload");
    await visitor.look(words("imports.upload.title"));
    await page.getByLabel(words("imports.upload.file"), { exact: true }).setInputFiles(perfect.file);
    await visitor.press("imports.upload.submit");
    await visitor.look(words("imports.columns.title"));
    // The number of social security is known, and never kept.
    const nir = page.getByRole("row", { name: /N° SS/ });
    await expect(nir.getByRole("combobox").first()).toHaveValue("nir");
    await expect(nir.getByRole("combobox").last()).toHaveValue("flag");
    await visitor.press("imports.columns.submit");
    await visitor.until(words("imports.state.checked"));
    await visitor.press("imports.check.submit", { n: perfect.accepted });
    await visitor.until(words("imports.state.ready"));
    await visitor.press("imports.activate.submit", { n: perfect.people });
    await visitor.look(words("imports.state.active"));
  });

  await test.step("sees the rows that wait, and gives one up", async () => {
    await visitor.follow("imports.quarantine.title");
    await visitor.look(words("imports.quarantine.title"));
    expect(perfect.quarantined).toBe(1);
    const drop = page.getByRole("button", { name: words("imports.quarantine.drop") });
    await drop.click();
    await visitor.look(words("imports.quarantine.title"));
    await expect(page.getByText(words("imports.quarantine.empty_title"))).toBeVisible();
  });

  await test.step("the same file again is refused, with a link", async () => {
    await visitor.go("console.nav.imports");
    await visitor.follow("imports.list.upload");
    await page.getByLabel(words("imports.upload.file"), { exact: true }).setInputFiles(perfect.file);
    await visitor.press("imports.upload.submit");
    await visitor.look(words("imports.upload.title"));
    await expect(page.getByRole("alert")).toContainText("Personne n’est compté deux fois");
    await visitor.follow("imports.upload.same_finished_link");
    await visitor.look(words("imports.state.active"));
  });

  await test.step("decides when the lab knew", async () => {
    await visitor.go("console.nav.awareness");
    await visitor.look(words("incidents.awareness.title"));
    await page.getByText(words("incidents.awareness.decide"), { exact: true }).first().click();
    await visitor.fill("incidents.awareness.decide_reason", "Les lignes envoyées sont celles de nos patients.");
    await visitor.press("incidents.awareness.decide");
    await visitor.look(words("incidents.awareness.title"));
    await expect(
      page.getByRole("listitem").getByText(words("incidents.awareness.decision_aware"), { exact: true }).last(),
    ).toBeVisible();
  });

  await test.step("adds a line to the timeline", async () => {
    await visitor.go("console.nav.timeline");
    await visitor.look(words("incidents.timeline.title"));
    await visitor.fill("incidents.timeline.at", hoursAgo(1));
    await page.getByLabel(words("incidents.timeline.kind"), { exact: true }).selectOption({
      label: words("incidents.timeline.kind_measure"),
    });
    await visitor.fill("incidents.timeline.text", "Accès du sous-traitant fermé.");
    await visitor.press("incidents.timeline.add");
    await visitor.look(words("incidents.timeline.title"));
    await expect(page.getByText("Accès du sous-traitant fermé.")).toBeVisible();
  });
});

test("a DPO meets a deadline, answers a call and prepares the authority's form", async ({ visitor, site }) => {
  const { page } = visitor;
  await visitor.signIn(site.account("dpo"));

  await test.step("sees what is due first, and how it is counted", async () => {
    await page.getByRole("main").getByRole("link", { name: "Fichiers Médilog Ouest" }).first().click();
    await visitor.look("Fichiers Médilog Ouest");
    await expect(page.getByRole("region", { name: words("console.deadline.label") })).toBeVisible();
    await visitor.go("console.nav.duties");
    await visitor.look(words("duties.list.title"));
    const running = page.getByRole("table", { name: words("duties.list.running") });
    const authority = running.getByRole("row").filter({ hasText: "33(1)" });
    await expect(authority).toContainText(words("duties.progress.to_send"));
    await authority.getByRole("link").first().click();
    await visitor.look();
    await expect(page.getByText(words("duties.duty.start"), { exact: true }).first()).toBeVisible();
  });

  await test.step("records what was sent to the authority", async () => {
    await visitor.fill("duties.submit.at", hoursAgo(0));
    await visitor.fill("duties.submit.number", "CNIL-2026-0042");
    await visitor.fill("duties.submit.receipt_sha", "pas une empreinte");
    await visitor.fill("duties.submit.by", "Solenn Trévidic");
    await visitor.press("duties.submit.submit");
    await visitor.look();
    await expect(page.getByLabel(words("duties.submit.receipt_sha"), { exact: true })).toHaveAccessibleDescription(
      pattern("duties.submit.receipt_bad"),
    );
    await visitor.fill("duties.submit.receipt_sha", "");
    await visitor.press("duties.submit.submit");
    await visitor.look();
    await expect(page.getByText(words("duties.submit.number_line", { number: "CNIL-2026-0042" }))).toBeVisible();
    await visitor.go("console.nav.duties");
    const fulfilled = page.getByRole("table", { name: words("duties.list.fulfilled") });
    await expect(fulfilled.getByRole("row").filter({ hasText: "33(1)" })).toContainText(
      words("duties.progress.submitted_initial"),
    );
  });

  await test.step("changes a fact that decides", async () => {
    await visitor.follow("duties.list.change_fact");
    await visitor.look(words("duties.facts.title"));
    await visitor.press("common.button.save");
    await visitor.look(words("duties.list.title"));
  });

  await test.step("finds nobody without a reason, and tells nobody who is in the list", async () => {
    await visitor.go("console.nav.persons");
    await visitor.look(words("people.search.title"));
    await visitor.fill("people.search.surname", "Zzyzx");
    await visitor.press("people.search.submit");
    await visitor.look(words("people.search.title"));
    await expect(page.getByLabel(words("people.search.reason"), { exact: true })).toHaveAccessibleDescription(
      pattern("people.search.reason_missing"),
    );
    await page.getByLabel(words("people.search.reason"), { exact: true }).selectOption({
      label: words("people.reason.call"),
    });
    await visitor.press("people.search.submit");
    await visitor.look(words("people.search.title"));
    await expect(page.getByText(words("people.search.none_title"))).toBeVisible();
  });

  await test.step("downloads the authority's form and the register", async () => {
    await visitor.go("console.nav.reports");
    await visitor.look(words("reports.list.title"));
    for (const document of ["authority_sheet", "register"]) {
      const title = words(`reports.list.${document}`);
      const pdf = await downloaded(page, `${title}, ${words("reports.export.pdf")}`);
      expect(pdf.name).toMatch(/^DEMO-1-.*\.pdf$/);
      expect(pdf.bytes.subarray(0, 5).toString()).toBe("%PDF-");
      const json = await downloaded(page, `${title}, ${words("reports.export.json")}`);
      expect(JSON.parse(json.bytes.toString())).toBeInstanceOf(Object);
    }
    await visitor.follow("reports.page.read");
    await visitor.look();
    await visitor.go("console.nav.reports");
    await visitor.follow("reports.page.read_register");
    await visitor.look();
    await visitor.go("console.nav.reports");
    await visitor.follow("reports.page.answers");
    await visitor.look(words("reports.page.complete_title"));
  });

  await test.step("the journal tells it all, and proves it", async () => {
    await visitor.go("console.nav.journal");
    await visitor.look(words("console.journal.title"));
    for (const act of ["duties.submitted", "people.searched", "reports.exported"]) {
      await expect(page.getByText(words(`console.event.${act}`)).first()).toBeVisible();
    }
    await expect(page.getByText("Zzyzx")).toHaveCount(0);
    await visitor.press("console.journal.verify");
    await visitor.look(words("console.journal.title"));
    await expect(page.getByText(pattern("console.journal.verified")).first()).toBeVisible();
  });
});
