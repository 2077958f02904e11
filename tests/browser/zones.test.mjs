// A citizen's device may be anywhere: what counts is the clock on the town hall's wall.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setTheStage } from "./support/stage.mjs";

const { hall, citizenAtWidget } = await setTheStage();

// A day ahead, most of a day behind, a quarter of an hour askew, and none at all.
for (const zone of ["Pacific/Kiritimati", "Pacific/Honolulu", "Asia/Kathmandu", "UTC"]) {
  test(`a device set to ${zone} shows the town's days and times`, async (t) => {
    const widget = await citizenAtWidget(t, { zone });
    const words = widget.words;
    const look = () => hall.freeTimes("doerentrup", { personalausweis: 1 });
    const before = await look();
    await widget.chooses();
    const offer = await look();
    // The next quarter of an hour may begin meanwhile, and today's earliest time be over.
    if (before.first_free.at === offer.first_free.at) await widget.reads(offer.first_free.label);
    const days = offer.days.filter((day) => day.state === "free" && day.date !== offer.first_free.at.slice(0, 10)).slice(0, 2);
    for (const day of days) {
      await widget.showMonthOf(day.date);
      assert.equal(await widget.day(day.date).getAttribute("aria-disabled"), "false", `${day.date} can be chosen`);
      await widget.pickDay(day.date);
      assert.deepEqual(await widget.timesOn(day.date), day.starts.map((start) => start.label));
    }
    const closed = offer.days.find((day) => day.state === "closed" && day.date.slice(0, 7) === days[1].date.slice(0, 7));
    if (closed) assert.equal(await widget.day(closed.date).getAttribute("aria-disabled"), "true");

    const last = days[1].starts.at(-1);
    await widget.pickTime(last.at);
    await widget.goToContact();
    await widget.reads(`${days[1].label}, ${last.label} Uhr`);
    await widget.fillIn();
    await widget.book();
    await widget.reads(days[1].label);
    await widget.reads(new RegExp(`^${last.label} bis`));
    await widget.button(words.change).click();
    await widget.reads(`${days[1].label}, ${last.label} Uhr`);
  });
}
