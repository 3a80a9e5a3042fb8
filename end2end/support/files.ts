/** What links download. */
import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

/** A file as it arrived. */
export interface Arrived {
  name: string;
  bytes: Buffer;
}

/** Follows the link with this text and takes what it downloads. */
export async function downloaded(page: Page, link: string | RegExp): Promise<Arrived> {
  const started = page.waitForEvent("download");
  await page.getByRole("link", { name: link, exact: true }).first().click();
  const file = await started;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}
