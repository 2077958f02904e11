// Measures how long a citizen waits for the widget: from calling up the sample homepage until the first concern can be
// picked, on a slow phone with a slow line and nothing in its cache. Prints figures, judges nothing.
//
//   cargo bundle && cargo build --release --package rathaustermin
//   node tests/load/widget-speed.mjs [RUNS]
//
// RATHAUSTERMIN names another server than target/release/rathaustermin.

import { fileURLToPath } from "node:url";

import { device, openBrowser, PHONE } from "../browser/support/chromium.mjs";

process.env.RATHAUSTERMIN ??= fileURLToPath(new URL("../../target/release/rathaustermin", import.meta.url));
const { openTownHall } = await import("../browser/support/hall.mjs");

const CPU_SLOWER_BY = 4;
const LINE = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };

const runs = Number(process.argv[2] ?? 5);
const [hall, browser] = await Promise.all([openTownHall(), openBrowser()]);
try {
  const measured = [];
  for (let run = 0; run < runs; run += 1) measured.push(await arrival());
  measured.sort((one, other) => one.usable - other.usable);
  const median = measured[Math.floor(runs / 2)];
  for (const { address, from, until, bytes } of median.requests) {
    console.log(`${String(from).padStart(6)} to ${String(until).padStart(5)} ms ${String(bytes).padStart(7)} bytes  ${address}`);
  }
  console.log(`usable after ${measured.map(({ usable }) => usable).join(", ")} ms; median ${median.usable} ms, ${median.bytes} bytes from our origin`);
} finally {
  await browser.close();
  await hall.close();
}

/** One citizen with a fresh device arrives. */
async function arrival() {
  const page = await device(browser, { width: PHONE });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", LINE);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWER_BY });
  const requests = new Map();
  devtools.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => requests.set(requestId, { url: request.url, begin: timestamp }));
  devtools.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => Object.assign(requests.get(requestId) ?? {}, { end: timestamp, bytes: encodedDataLength }));
  await page.addInitScript(watchForTheFirstConcern);
  await page.goto(`${hall.homepages}/doerentrup/termine.html`, { waitUntil: "commit" });
  const usable = await page.waitForFunction(() => window.usable).then((found) => found.jsonValue());
  await page.locator("rathaus-termin .more").first().click();
  await page.locator("rathaus-termin .row.on").first().waitFor();
  await page.context().close();

  const all = [...requests.values()].filter(({ end }) => end);
  const begin = Math.min(...all.map((request) => request.begin));
  const since = (time) => Math.round((time - begin) * 1000);
  const told = ({ url, begin, end, bytes }) => ({ address: url.replace(hall.homepages, "").replace(hall.server, "ours: "), from: since(begin), until: since(end), bytes });
  const ours = all.filter(({ url }) => url.startsWith(hall.server));
  return { usable: Math.round(usable), bytes: ours.reduce((sum, { bytes }) => sum + bytes, 0), requests: all.map(told) };
}

/** In the page: tells when the first plus stands on the screen, in milliseconds since the navigation began. */
function watchForTheFirstConcern() {
  const look = () => {
    const plus = document.querySelector("rathaus-termin")?.shadowRoot?.querySelector(".more");
    // One frame later it has been painted.
    if (plus?.checkVisibility()) requestAnimationFrame(() => (window.usable = performance.now()));
    else requestAnimationFrame(look);
  };
  look();
}
