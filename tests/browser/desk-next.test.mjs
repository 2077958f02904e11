// Who comes next stands on top of today. A town hall of its own: whoever comes today in other tests would come first.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Desk } from "./support/desk.mjs";
import { overflow } from "./support/layout.mjs";
import { setTheStage } from "./support/stage.mjs";

const { hall, citizen } = await setTheStage();

const TABLET = 768;
const SHARED = { personalausweis: 1 };
const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });

test("on top of today stands who comes next, and a key says that she is there", async (t) => {
  // Kaya works around the clock, so that somebody can come today whenever this runs.
  const town = await readFile(new URL("../../examples/doerentrup/town.toml", import.meta.url), "utf8");
  const week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const shifts = week.map((weekday) => `{ weekday = "${weekday}", from = "00:00", until = "24:00" }`).join(", ");
  const always = town.replace(/(slug = "kaya"[^]*?shifts = \[)[^]*?\n\]/, `$1${shifts}]`);
  await hall.takeIn(always.replace(/lead_minutes = \d+/, "lead_minutes = 0").replace(/^origins = .*$/m, 'origins = ["HOMEPAGES"]'));
  const page = await citizen(t, { width: TABLET });
  const desk = new Desk(page, hall.server);
  const accessible = accessibilityOf(t);
  const looksAt = async (state) => {
    await accessible(page, state);
    assert.deepEqual(await overflow(page), [], state);
  };
  const { days: offered } = await hall.freeTimes("doerentrup", SHARED);
  const starts = offered.find((day) => day.date === today)?.starts ?? [];
  if (starts.length < 2) return t.skip("Nobody can come today any more.");
  await hall.book("doerentrup", SHARED, starts.at(-1).at, { name: "Paula Ott" });
  await hall.book("doerentrup", SHARED, starts[0].at, { name: "Nadja Wolff" });
  await desk.signIn("leitung@doerentrup.example");
  const next = page.getByRole("region", { name: /^Als Nächstes/ });
  assert.match(await next.innerText(), /Nadja Wolff/);
  await looksAt("who comes next");
  await desk.key("d");
  assert.match(await next.innerText(), /Nadja Wolff[^]*gerade gekommen/);
  await looksAt("who comes next is there");
  await desk.key("e");
  assert.match(await next.innerText(), /Paula Ott/);
});
