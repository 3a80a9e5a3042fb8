/** `test` with a site of its own and visitors who check every page they see. */
import { test as base } from "@playwright/test";

import { Site } from "./server.ts";
import { Visitor } from "./visitor.ts";

interface Fixtures {
  /** A server on a fresh copy of the demonstration. */
  site: Site;
  /** Opens another browser: another person, another device. */
  arrive: () => Promise<Visitor>;
  /** The person of the test. */
  visitor: Visitor;
}

export const test = base.extend<Fixtures>({
  site: async ({}, use, info) => {
    const site = await Site.start();
    await use(site);
    await site.stop();
    if (info.status !== info.expectedStatus) {
      await info.attach("server.log", { body: site.log, contentType: "text/plain" });
    }
  },
  baseURL: async ({ site }, use) => use(site.url),
  arrive: async ({ browser, javaScriptEnabled, site }, use, info) => {
    const visitors: Visitor[] = [];
    await use(async () => {
      const visitor = await Visitor.arrive(browser, site, javaScriptEnabled !== false);
      visitors.push(visitor);
      return visitor;
    });
    for (const visitor of visitors) {
      if (info.status === "passed") visitor.farewell();
      await visitor.leave();
    }
  },
  visitor: async ({ arrive }, use) => use(await arrive()),
});

export { expect } from "@playwright/test";
