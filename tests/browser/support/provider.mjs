// A town's identity provider: a page that asks who is there, and real tokens for whoever says so.

import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";

const part = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

export async function openProvider() {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const grants = new Map();
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (text) => (body += text));
    request.on("end", () => answer(new URL(request.url, issuer), new URLSearchParams(body), response));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;

  function answer(url, form, response) {
    const json = (value, status = 200) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return json({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
        });
      case "/jwks":
        return json({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "RS256" }] });
      case "/authorize": {
        const kept = [...url.searchParams].map(([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', "&quot;")}">`);
        const page = `<!doctype html><html lang="de"><title>Rathaus-Login</title><h1>Rathaus-Login</h1>
          <form action="/enter"><label>Kennung <input name="who"></label>${kept.join("")}<button>Bestätigen</button></form></html>`;
        return response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
      }
      case "/enter": {
        const code = randomUUID();
        grants.set(code, Object.fromEntries(url.searchParams));
        const back = new URL(url.searchParams.get("redirect_uri"));
        back.searchParams.set("code", code);
        back.searchParams.set("state", url.searchParams.get("state"));
        return response.writeHead(302, { location: back.href }).end();
      }
      case "/token": {
        const grant = grants.get(form.get("code"));
        grants.delete(form.get("code"));
        const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
        if (!grant || grant.code_challenge !== challenge) return json({ error: "invalid_grant" }, 400);
        const now = Math.floor(Date.now() / 1000);
        const claims = { iss: issuer, aud: grant.client_id, sub: grant.who, nonce: grant.nonce, iat: now, exp: now + 300 };
        const signed = `${part({ alg: "RS256", typ: "JWT", kid: "one" })}.${part(claims)}`;
        const signature = createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url");
        return json({ access_token: "x", token_type: "Bearer", id_token: `${signed}.${signature}` });
      }
      case "/favicon.ico":
        return response.writeHead(204).end();
      default:
        return response.writeHead(404).end();
    }
  }

  return { issuer, close: () => server.close() };
}
