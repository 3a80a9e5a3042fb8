/**
 * Pictures of a page, at 1280 and 360 pixels, light and dark, in `screens/`, taken only
 * with `SCREENS=1`. Nothing is compared: they are for people to look at.
 */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Page } from "@playwright/test";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "..", "screens");
const SIZES = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];

/** Whether this run takes pictures. */
export const pictures = Boolean(process.env.SCREENS);

/** Takes the four pictures of a page, and leaves it as it was. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const before = page.viewportSize();
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const file = `${name}-${size.width}-${colorScheme}.png`;
      await page.screenshot({ path: join(FOLDER, file), fullPage: true, animations: "disabled" });
    }
  }
  if (before !== null) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: "light" });
}
