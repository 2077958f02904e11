// A town names its identity provider; an administrator links her account and signs in there: by keyboard alone and without scripts of
// ours, on a tablet and on a screen, and axe-core finds nothing on the way.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Desk, PASSWORD } from "./support/desk.mjs";
import { openProvider } from "./support/provider.mjs";
import { setTheStage } from "./support/stage.mjs";

const WIDTHS = [768, 1280];
const SETTINGS = { RATHAUSTERMIN_LIMITS_ENABLED: "false", RATHAUSTERMIN_IDENTITY_PRIVATE_HOSTS: "127.0.0.1" };
const stages = await Promise.all(WIDTHS.map(() => setTheStage(SETTINGS)));
const provider = await openProvider();
after(() => provider.close());
const CHIEF = "verwaltung@doerentrup.example";

for (const [number, width] of WIDTHS.entries()) {
  test(`provider: named, linked and signed in with (${width} px)`, async (t) => {
    const { hall, citizen } = stages[number];
    const looksAt = accessibilityOf(t);
    // The tablet does without scripts; axe-core needs them on the screen.
    const scripts = width === 1280;
    const page = await citizen(t, { width, javaScript: scripts });
    const look = async (state) => {
      if (scripts) await looksAt(page, `${width}-${state}`);
      const wider = scripts ? await page.evaluate("document.documentElement.scrollWidth - window.innerWidth") : 0;
      assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
    };
    const troubles = [];
    page.on("console", (message) => message.type() === "error" && !message.text().includes("422") && troubles.push(message.text()));
    const isAt = (heading) => page.getByRole("heading", { level: 1, name: heading }).waitFor();
    const button = (name) => page.getByRole("button", { name });
    const desk = `${hall.server}/desk/doerentrup`;
    const byPassword = async () => {
      await page.goto(`${desk}/anmelden`);
      await page.getByLabel("E-Mail-Adresse").fill(CHIEF);
      await page.getByLabel("Passwort").fill(PASSWORD);
      await button(/^Anmelden$/).press("Enter");
    };
    const atProvider = async (who) => {
      await isAt("Rathaus-Login");
      await page.getByLabel("Kennung").fill(who);
      await page.getByLabel("Kennung").press("Enter");
    };

    await byPassword();
    await page.goto(`${desk}/einrichtung`);
    await page.getByRole("link", { name: "Anmeldedienst" }).press("Enter");
    await isAt("Anmeldedienst");
    await look("provider");
    await page.getByLabel("Name auf der Schaltfläche").fill("Rathaus-Login");
    await page.getByLabel(/^Adresse des Anmeldedienstes/).fill("login.doerentrup.example");
    await page.getByLabel(/^Kennung/).fill("rathaustermin");
    await button("Anmeldedienst speichern").press("Enter");
    await page.getByText("muss eine vollständige Adresse mit https://").first().waitFor();
    await look("provider-mistake");
    await page.getByLabel(/^Adresse des Anmeldedienstes/).fill(provider.issuer);
    await button("Anmeldedienst speichern").press("Enter");
    await page.getByText("Gespeichert. Der Anmeldedienst antwortet.").waitFor();
    await look("provider-saved");

    await page.goto(`${desk}/konto`);
    await page.getByText("Mit Rathaus-Login verbinden").press("Enter");
    await look("account");
    await page.locator("#beweis").fill(PASSWORD);
    await button("Verbinden").press("Enter");
    await atProvider("sommer");
    await isAt("Ihr Konto ist verbunden");
    await look("linked");
    await page.getByRole("link", { name: "Weiter" }).press("Enter");
    await page.getByText("Verbunden: Sie können sich mit Rathaus-Login anmelden.").waitFor();
    await look("account-linked");
    await button("Abmelden").first().press("Enter");

    await isAt("Anmelden");
    await look("door");
    await button("Mit Rathaus-Login anmelden").press("Enter");
    await atProvider("eine-fremde");
    await page.getByText("ist hier kein Konto verbunden").waitFor();
    await look("stranger");
    await page.getByRole("link", { name: "Weiter" }).press("Enter");
    await button("Mit Rathaus-Login anmelden").press("Enter");
    await atProvider("sommer");
    await page.getByRole("link", { name: "R. Ostermann" }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/desk/doerentrup");
    const kept = await page.context().cookies(hall.server);
    assert.deepEqual(kept.map((cookie) => cookie.name), ["__Host-desk"]);
    assert.deepEqual(troubles, []);
  });
}
