// Getting in at the desk: by keyboard alone, with a second factor, by a link; on a tablet and on a screen, and axe-core finds
// nothing on the way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { accessibilityOf } from "./support/axe.mjs";
import { Keyboard } from "./support/keyboard.mjs";
import { setTheStage } from "./support/stage.mjs";
import { codeOf } from "./support/totp.mjs";

const { hall, citizen } = await setTheStage();
const PASSWORD = "drei blaue Eimer";
const NEW = "vier gelbe Gabeln";
const desk = `${hall.server}/desk/doerentrup`;

const isAt = (page, heading) => page.getByRole("heading", { level: 1, name: heading }).waitFor();
const button = (page, name) => page.getByRole("button", { name });

async function signIn(page, email, password = PASSWORD) {
  await page.goto(`${desk}/anmelden`);
  await page.getByLabel("E-Mail-Adresse").fill(email);
  await page.getByLabel("Passwort").fill(password);
  await button(page, "Anmelden").click();
}

test("desk: somebody signs in with the keyboard alone and finds her account", async (t) => {
  const page = await citizen(t);
  await page.goto(`${desk}/konto`);
  await isAt(page, "Anmelden");
  const keyboard = new Keyboard(page);
  await keyboard.tabTo("E-Mail-Adresse");
  await keyboard.type("kaya@doerentrup.example");
  await keyboard.tabTo("Passwort");
  await keyboard.type(PASSWORD);
  await keyboard.press("Enter");
  await isAt(page, "Mein Konto");
  await keyboard.tabTo("Zum Inhalt springen");
  await keyboard.press("Enter");
  await keyboard.tabTo("Jetziges Passwort");
  await keyboard.tabTo("Passwort ändern");
  await keyboard.tabTo("Zweiten Faktor einrichten");
  assert.equal(await page.evaluate("document.cookie"), "", "no script reads the session");
});

for (const [width, email] of [[768, "hollmann@doerentrup.example"], [1280, "leitung@doerentrup.example"]]) {
  test(`desk: door, second factor and account are accessible (${width} px)`, async (t) => {
    const looksAt = accessibilityOf(t);
    const look = async (state) => {
      await looksAt(page, `${width}-${state}`);
      const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
    };
    const page = await citizen(t, { width });
    await page.goto(`${desk}/anmelden`);
    await look("door");
    await page.getByRole("link", { name: "Passwort vergessen?" }).click();
    await isAt(page, "Passwort vergessen");
    await look("forgotten");
    await signIn(page, email, "drei rote Eimer");
    await page.getByText("Die Anmeldung hat nicht geklappt.").waitFor();
    await look("refused");
    await signIn(page, email);
    await page.getByRole("link", { name: /^[A-Z]\. / }).click();
    await isAt(page, "Mein Konto");
    await look("account");
    await button(page, "Passwort ändern").click();
    await page.getByText("Das Passwort ist zu kurz.").first().waitFor();
    await look("account-mistake");

    await page.getByRole("link", { name: "Zweiten Faktor einrichten" }).click();
    await isAt(page, "Zweiten Faktor einrichten");
    await look("enrolment");
    await button(page, "Einrichtung beginnen").click();
    const picture = page.getByRole("img", { name: "QR-Code für die App" });
    await picture.waitFor();
    assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 100)), "the picture can be seen");
    await look("enrolment-begun");
    const secret = await page.locator("code.key").innerText();
    await page.getByLabel("Code", { exact: true }).fill("00000");
    await button(page, "Zweiten Faktor einschalten").click();
    await page.getByText("Dieser Code gilt nicht.").waitFor();
    await look("enrolment-wrong");
    await page.getByLabel("Code", { exact: true }).fill(codeOf(secret));
    await button(page, "Zweiten Faktor einschalten").click();
    await isAt(page, "Ersatzcodes");
    await look("recovery");
    assert.equal(await page.locator(".codes li").count(), 10);
    await page.getByRole("link", { name: "Ich habe die Codes aufbewahrt" }).click();
    await page.goto(`${desk}/konto`);
    await page.getByText("Unbenutzte Ersatzcodes: 10.").waitFor();
    await page.getByText("Zweiten Faktor ausschalten").click();
    await look("account-enrolled");

    await button(page, "Abmelden").click();
    await signIn(page, email);
    await isAt(page, "Zweiter Faktor");
    await look("code");
    await page.getByLabel("Code", { exact: true }).fill("00000");
    await button(page, "Weiter").click();
    await page.getByText("Dieser Code gilt nicht.").waitFor();
    await look("code-wrong");
    await page.getByLabel("Code", { exact: true }).fill(codeOf(secret, 1));
    await button(page, "Weiter").click();
    await button(page, "Abmelden").waitFor();
    assert.equal(new URL(page.url()).pathname, "/desk/doerentrup");
  });

  test(`desk: an administrator hands a link over, accessibly (${width} px)`, async (t) => {
    const looksAt = accessibilityOf(t);
    const page = await citizen(t, { width });
    const look = (state) => looksAt(page, `${width}-${state}`);
    await signIn(page, "verwaltung@doerentrup.example");
    await page.getByRole("link", { name: "Einrichtung" }).click();
    await isAt(page, "Einrichtung");
    await look("setup");
    await page.getByRole("link", { name: "Konten" }).click();
    await isAt(page, "Konten");
    await look("accounts");
    await button(page, "Neuer Link für ein Passwort (M. Kaya)").click();
    await page.getByRole("heading", { name: "Link für M. Kaya" }).waitFor();
    await look("accounts-link");
    const link = await page.locator("section code.key").innerText();
    await button(page, "Sperren (T. Hollmann)").click();
    await page.getByText("T. Hollmann ist gesperrt und überall abgemeldet.").waitFor();
    await look("accounts-locked");
    await button(page, "Entsperren (T. Hollmann)").click();

    const colleague = await citizen(t, { width });
    await colleague.goto(link);
    await isAt(colleague, "Passwort festlegen");
    await looksAt(colleague, `${width}-link`);
    await button(colleague, "Passwort festlegen").click();
    await looksAt(colleague, `${width}-link-mistake`);
    for (const label of ["Neues Passwort", "Neues Passwort noch einmal"]) await colleague.getByLabel(label, { exact: true }).fill(NEW);
    await button(colleague, "Passwort festlegen").click();
    await isAt(colleague, "Ihr Passwort ist festgelegt");
    await looksAt(colleague, `${width}-link-used`);
    await colleague.goto(link);
    await isAt(colleague, "Dieser Link gilt nicht mehr");
    await looksAt(colleague, `${width}-link-dead`);
  });
}
