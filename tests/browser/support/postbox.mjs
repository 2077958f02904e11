// The demo's postbox as the people read it whom the messages are for.

import assert from "node:assert/strict";

export class Postbox {
  #hall;
  #read = new Set();

  constructor(hall) {
    this.#hall = hall;
  }

  /** The next message to this address that nobody has read; waits for it. */
  async next(to) {
    for (let tries = 0; tries < 100; tries += 1) {
      const page = await (await fetch(`${this.#hall.homepages}/post/`)).text();
      // The latest stands on top.
      const articles = page.split("<article>").slice(1).reverse();
      for (const article of articles.filter((one) => one.includes(`An ${to},`))) {
        const id = article.match(/\/post\/([0-9a-f-]+)\.html/)[1];
        if (!this.#read.has(id)) {
          this.#read.add(id);
          return this.#open(id, article);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new assert.AssertionError({ message: `no message to ${to} has arrived` });
  }

  async #open(id, article) {
    const source = await (await fetch(`${this.#hall.homepages}/post/${id}.eml`)).text();
    const text = article.match(/<pre>([\s\S]*?)<\/pre>/)[1].replaceAll("&#x2F;", "/").replaceAll("&amp;", "&");
    return {
      subject: article.match(/<h2>(.*?)<\/h2>/)[1],
      text,
      links: text.match(/http:\/\/\S+/g) ?? [],
      method: source.match(/method=(\w+)/)?.[1],
      calendar: calendarOf(source),
    };
  }

  /** Nobody waits here until a quiet time is over. */
  async deliverNow() {
    const answer = await fetch(`${this.#hall.homepages}/post/jetzt`, { method: "POST" });
    assert.ok(answer.ok);
  }
}

/** What a calendar would learn: the fields of the event. */
function calendarOf(source) {
  const part = source.split(/\r?\n--[^\r\n]+/).find((one) => one.includes("text/calendar"));
  if (!part) return {};
  const [head, ...body] = part.split(/\r?\n\r?\n/);
  const written = body.join("\r\n\r\n");
  const file = /base64/i.test(head) ? Buffer.from(written, "base64").toString() : unquoted(written);
  // What the alarm in it is called is its own.
  const event = file.slice(file.indexOf("BEGIN:VEVENT")).split("BEGIN:VALARM")[0].replaceAll(/\r?\n[ \t]/g, "");
  return Object.fromEntries([...event.matchAll(/^([A-Z-]+)[^:\r\n]*:(.*?)\r?$/gm)].map(([, name, value]) => [name, value]));
}

function unquoted(text) {
  const joined = text.replaceAll(/=\r?\n/g, "");
  const bytes = joined.replaceAll(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
