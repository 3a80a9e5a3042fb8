/**
 * Browser tests. The browser is the system's Chromium: nothing is downloaded.
 *
 * Each test starts its own server on its own copy of the demonstration (see
 * `support/server.ts`), so that tests neither wait for nor disturb one another.
 */
import { defineConfig } from "@playwright/test";

const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

export default defineConfig({
  testDir: ".",
  outputDir: "test-results",
  globalSetup: "./support/prepare.ts",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: Number(process.env.WORKERS ?? 2),
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: process.env.CI ? [["list"], ["html", { open: "never" }]] : [["list"]],
  use: {
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    colorScheme: "light",
    contextOptions: { reducedMotion: "reduce" },
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    // A trace of each test doubles its time: TRACE=1 when a failure needs one.
    trace: process.env.TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: process.env.SCREENS
    ? [
        {
          name: "screens",
          testIgnore: "keyboard.spec.ts",
          timeout: 600_000,
          use: { ...desktop, javaScriptEnabled: false },
        },
      ]
    : [
        { name: "desktop", testIgnore: "screens.spec.ts", use: desktop },
        { name: "phone", testMatch: "journeys/*.spec.ts", use: phone },
        {
          name: "no-script",
          testMatch: "journeys/*.spec.ts",
          use: { ...desktop, javaScriptEnabled: false },
        },
      ],
});
