// A town hall of one's own: the demo in a throw-away folder on free ports, and what others do there meanwhile,
// through the public interface. Every test file opens its own, so that files can run side by side.
// Builds nothing: `cargo bundle` and `cargo build` come before.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export const program = process.env.RATHAUSTERMIN ?? join(root, "target/debug/rathaustermin");

// Limits count per client, and a test is one client that does the work of many.
const WITHOUT_LIMITS = { RATHAUSTERMIN_LIMITS_ENABLED: "false" };

/** Opens a town hall; `settings` are environment variables of the server. */
export async function openTownHall(settings = WITHOUT_LIMITS) {
  if (!existsSync(program)) throw new Error(`${program} is missing: run "cargo build --package rathaustermin" first.`);
  const folder = await mkdtemp(join(tmpdir(), "rathaustermin-browser-"));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const server = spawn(program, ["demo", "--port", String(port), "--folder", folder], {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A test that is killed must not leave a server behind.
  process.once("exit", () => server.kill("SIGKILL"));
  const said = await announced(server);
  const address = (line) => said.match(new RegExp(`${line}\\s+(http://[^/\\s]+)`))[1];
  const hall = new TownHall(server, folder, address("Interface for programs"), address("Sample homepages"));
  const loader = await fetch(`${hall.server}/widget/v1/loader.js`);
  if (!loader.ok) throw new Error('The server has no widget: run "cargo bundle" first.');
  return hall;
}

async function announced(server) {
  let said = "";
  server.stderr.on("data", (text) => (said += text));
  return new Promise((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`The demo ended with ${code}:\n${said}`)));
    server.stdout.on("data", (text) => {
      said += text;
      if (said.includes("Numbers for operators")) resolve(said);
    });
  });
}

class TownHall {
  #server;
  #folder;

  constructor(server, folder, address, homepages) {
    this.#server = server;
    this.#folder = folder;
    this.server = address;
    this.homepages = homepages;
  }

  async close() {
    if (this.#server.exitCode === null) {
      this.#server.kill("SIGTERM");
      await once(this.#server, "exit");
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Takes in one more town, described in TOML; its homepages are those of the demo. */
  async takeIn(definition) {
    const file = join(this.#folder, "another-town.toml");
    await writeFile(file, definition.replace("HOMEPAGES", this.homepages));
    const database = `sqlite:${join(this.#folder, "rathaustermin.sqlite")}`;
    const console = spawn(program, ["town", "apply", file, "--database", database], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    console.stderr.on("data", (text) => (said += text));
    const [code] = await once(console, "exit");
    if (code !== 0) throw new Error(`The town was not taken in:\n${said}`);
  }

  /** Asks the public interface of a town. */
  async ask(town, path, { method = "GET", body, language = "de" } = {}) {
    const url = new URL(`${this.server}/api/v1/towns/${town}${path}`);
    url.searchParams.set("lang", language);
    const headers = body ? { "content-type": "application/json" } : {};
    const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  }

  /** The free times of a visit such as `{ personalausweis: 2 }`. */
  async freeTimes(town, visit, { language = "de", days = 60 } = {}) {
    const services = Object.entries(visit).map(([service, count]) => `service=${service}:${count}`);
    const today = new Date().toISOString().slice(0, 10);
    const { body } = await this.ask(town, `/availability?${services.join("&")}&from=${today}&days=${days}`, { language });
    return body;
  }

  /** Somebody else keeps a time; the answer as it came. */
  async hold(town, visit, at) {
    const services = Object.entries(visit).map(([service, count]) => ({ service, count }));
    return this.ask(town, "/holds", { method: "POST", body: { services, at } });
  }

  async release(town, hold) {
    return this.ask(town, `/holds/${hold}`, { method: "DELETE" });
  }

  /** Others keep every place there is at this time; returns their holds. */
  async takeEveryPlace(town, visit, at) {
    const holds = [];
    for (;;) {
      const { status, body } = await this.hold(town, visit, at);
      if (status !== 201) return holds;
      holds.push(body.hold);
    }
  }

  /** How many citizens could still come at this time. */
  async placesAt(town, visit, at) {
    const holds = await this.takeEveryPlace(town, visit, at);
    for (const hold of holds) await this.release(town, hold);
    return holds.length;
  }

  /** Somebody books this time, or the first free one, without any page; `who` is what is known of them. */
  async book(town, visit, at, who = {}) {
    const time = at ?? (await this.freeTimes(town, visit)).first_free.at;
    const { body: held } = await this.hold(town, visit, time);
    const person = { name: "Theo Brandes", email: "theo@example.org", phone: "0221 4710-001", language: "de", ...who };
    const body = { ...person, hold: held.hold, privacy_accepted: true };
    const { body: appointment } = await this.ask(town, "/appointments", { method: "POST", body });
    return appointment;
  }
}
