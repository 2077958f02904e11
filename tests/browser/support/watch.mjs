// Looks over a browser's shoulder: what it asks of whom, what it is told to keep, and which policies are broken.

/** Everything a citizen's device sends and gets from now on. */
export function watchTraffic(context) {
  const requests = [];
  const cookies = [];
  const pending = [];
  context.on("request", (request) => {
    pending.push(request.allHeaders().then((headers) => requests.push({ url: request.url(), method: request.method(), headers, body: request.postData() ?? "" })));
  });
  context.on("response", (response) => {
    pending.push(response.headersArray().then((headers) => cookies.push(...headers.filter(({ name }) => name.toLowerCase() === "set-cookie"))));
  });
  return {
    async all() {
      await Promise.allSettled(pending);
      return { requests, cookies };
    },
  };
}

/** Collects every broken policy of the pages of a device from now on, by event and by what the console says. */
export async function watchPolicies(page) {
  const said = [];
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted ?Type|violates/i.test(message.text())) said.push(message.text());
  });
  page.on("pageerror", (error) => said.push(error.message));
  await page.addInitScript(() => {
    // Documents load one after the other; each reports what it saw.
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`violates ${event.effectiveDirective}: ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber ?? ""}`);
    });
  });
  return said;
}

/** What a site has left on the device, seen from a page of that site. */
export function leftBehind(page) {
  return page.evaluate(async () => ({
    cookie: document.cookie,
    localStorage: localStorage.length,
    sessionStorage: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    serviceWorkers: (await navigator.serviceWorker.getRegistrations()).length,
    files: await navigator.storage.getDirectory().then(async (root) => (await Array.fromAsync(root.keys())).length),
  }));
}

export const NOTHING = { cookie: "", localStorage: 0, sessionStorage: 0, databases: 0, caches: 0, serviceWorkers: 0, files: 0 };
