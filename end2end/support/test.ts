/** `test` with a site of its own and visitors who check every page they see. */
import { basename } from "node:path";

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
    try {
      await use(site);
    } finally {
      await site.stop();
    }
    if (info.status !== info.expectedStatus) {
      await info.attach("server.log", { body: site.log, contentType: "text/plain" });
    }
  },
  baseURL: async ({ site }, use) => use(site.url),
  arrive: async ({ browser, javaScriptEnabled, site }, use, info) => {
    const visitors: Visitor[] = [];
    try {
      await use(async () => {
        const name = `${basename(info.file, ".spec.ts")}-${info.line}-${visitors.length + 1}`;
        const visitor = await Visitor.arrive(browser, site, javaScriptEnabled !== false, name);
        visitors.push(visitor);
        return visitor;
      });
      if (info.status === "passed") for (const visitor of visitors) visitor.farewell();
    } finally {
      // Every browser is closed, whatever the one before said.
      await Promise.allSettled(visitors.map((visitor) => visitor.leave()));
    }
  },
  visitor: async ({ arrive }, use) => use(await arrive()),
});

export { expect } from "@playwright/test";
