// Chromium, and citizens with their devices. One browser per test file, one fresh profile per citizen.

import { execFileSync } from "node:child_process";

import { chromium } from "playwright-core";

const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function installed() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // Not under this name.
    }
  }
  throw new Error("Chromium is missing.");
}

export function openBrowser() {
  // Chromium refuses its sandbox to root.
  const flags = process.getuid?.() === 0 ? [...FLAGS, "--no-sandbox"] : FLAGS;
  return chromium.launch({ executablePath: installed(), args: flags });
}

/** The two widths everything has to look right at: a phone and a desk. */
export const PHONE = 360;
export const DESK = 1280;

const LOCALES = { de: "de-DE", en: "en-GB" };

/** A citizen's device: a fresh profile with one open page. */
export async function device(browser, { width = DESK, language = "de", zone = "Europe/Berlin", javaScript = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 780 : 900 },
    locale: LOCALES[language],
    timezoneId: zone,
    javaScriptEnabled: javaScript,
  });
  // Shorter than Playwright's own 30 s: whoever waits so long has found a fault.
  context.setDefaultTimeout(10_000);
  return context.newPage();
}
