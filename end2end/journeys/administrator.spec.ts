/** The administrator of the platform: organisations, colleagues, sessions. */
import { Authenticator } from "../support/totp.ts";
import { expect, test } from "../support/test.ts";
import { pattern, words } from "../support/words.ts";

test("an administrator brings a laboratory and its officer in", async ({ arrive, visitor, site }) => {
  const { page } = visitor;
  const admin = site.account("admin");
  const colleague = {
    email: "nouveau@example.org",
    name: "Maïwenn Kervadec",
    password: "cormoran varech tempête 88",
  };
  let code = "";

  await test.step("creates an organisation, after a mistake", async () => {
    await visitor.signIn(admin);
    await visitor.go("console.nav.settings");
    await visitor.look(words("console.settings.title"));
    await visitor.follow("accounts.organisation.create");
    await visitor.look(words("accounts.organisation.create"));
    await visitor.press("accounts.organisation.create");
    await visitor.look(words("accounts.organisation.create"));
    // The officer's name has the same label further down.
    const name = page.getByLabel(words("accounts.organisation.name"), { exact: true }).first();
    await expect(name).toHaveAccessibleDescription(pattern("accounts.invalid.missing"));
    await page.getByRole("radio", { name: words("accounts.organisation_kind.lab") }).check();
    await name.fill("Laboratoire des Abers");
    await visitor.fill("accounts.organisation.city", "Plouguerneau");
    await visitor.press("accounts.organisation.create");
    await visitor.look();
    await expect(page.getByRole("status")).toContainText(words("accounts.organisation.created"));
    await visitor.go("console.nav.settings");
    await expect(page.getByRole("rowheader", { name: "Laboratoire des Abers" })).toBeVisible();
  });

  await test.step("invites its officer with a code to type", async () => {
    await visitor.goto("/console/equipe?organisation=laboratoire-des-abers");
    await visitor.look(words("accounts.team.title"));
    await visitor.follow("accounts.team.invite");
    await visitor.look(words("accounts.team.invite"));
    await visitor.fill("accounts.invitation.email", colleague.email);
    await page.getByRole("checkbox", { name: words("accounts.role.dpo"), exact: true }).check();
    await visitor.press("accounts.team.invite_submit");
    await visitor.look(words("accounts.team.invited_title"));
    code = (await page.getByRole("main").locator("code").innerText()).trim();
    expect(code.length).toBeGreaterThan(10);
    // It is shown once.
    await visitor.follow("accounts.team.invited_given");
    await visitor.look(words("accounts.team.title"));
    await expect(page.getByText(colleague.email)).toBeVisible();
    expect(await page.content()).not.toContain(code);
  });

  await test.step("who may do what is written down", async () => {
    await visitor.follow("accounts.team.matrix");
    await visitor.look(words("accounts.team.matrix"));
  });

  const other = await arrive();
  await test.step("the officer accepts on their own device", async () => {
    await other.goto("/console/connexion");
    await other.follow("accounts.invitation.title");
    await other.look(words("accounts.invitation.title"));
    await other.fill("accounts.invitation.code", "0000-0000-00000");
    await other.press("common.button.continue");
    await other.look(words("accounts.invitation.title"));
    await other.fill("accounts.invitation.code", code.toLowerCase());
    await other.press("common.button.continue");
    await other.look(words("accounts.invitation.title"));
    await other.fill("accounts.invitation.name", colleague.name);
    await other.fill("accounts.profile.new_password", colleague.password);
    await other.fill("accounts.invitation.password_again", colleague.password);
    await other.press("common.button.continue");
    await other.look(words("accounts.invitation.step_app"));
    const secret = (await other.page.getByRole("main").locator("code").innerText()).trim();
    const authenticator = new Authenticator(secret);
    await other.fill("accounts.invitation.app_code", await authenticator.next());
    await other.press("accounts.invitation.submit");
    await other.look(words("accounts.invitation.done"));
    await expect(other.page.getByRole("main").getByRole("listitem")).not.toHaveCount(0);
    await other.follow("accounts.invitation.kept_sign_in");
    await other.signIn({ ...colleague, authenticator });
  });

  await test.step("the code opens nothing any more", async () => {
    const stranger = await arrive();
    await stranger.goto("/console/invitation");
    await stranger.fill("accounts.invitation.code", code);
    await stranger.press("common.button.continue");
    await stranger.look(words("accounts.invitation.title"));
    await expect(stranger.page.getByLabel(words("accounts.invitation.code"), { exact: true })).toHaveAccessibleDescription(
      pattern("accounts.invitation.code_failed"),
    );
  });

  await test.step("closes the session left open on another device", async () => {
    const forgotten = await arrive();
    await forgotten.signIn(admin);
    await visitor.goto("/console/mon-acces");
    await visitor.look(words("accounts.profile.title"));
    await visitor.press("accounts.profile.session_close");
    await visitor.look(words("accounts.profile.title"));
    await expect(page.getByRole("status")).toContainText(words("accounts.profile.session_closed"));
    await forgotten.goto("/console/equipe");
    await forgotten.look(words("accounts.sign_in.title"));
  });

  await test.step("signs out, and the way back is closed", async () => {
    const menu = page.getByRole("button", { name: words("common.page.menu"), exact: true });
    if (await menu.isVisible()) await menu.click();
    await visitor.press("common.button.sign_out");
    await visitor.look(words("accounts.sign_in.title"));
    await expect(page.getByRole("status")).toContainText(words("accounts.sign_in.signed_out"));
    await visitor.goto("/console");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words("accounts.sign_in.title"));
  });
});
