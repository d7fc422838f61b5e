// The reference: Swagger UI over /openapi.json, and a sign-in that keeps its tokens in this page only.
"use strict";

const form = document.getElementById("sign-in");
const out = document.getElementById("sign-out");
const who = document.getElementById("who");
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const narrow = window.matchMedia("(max-width: 40rem)");

let refreshToken = null;
let renewal = 0;

const ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  defaultModelRendering: narrow.matches ? "model" : "example",
  displayRequestDuration: true,
  filter: true,
  showExtensions: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});

function colours() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

async function ask(fields) {
  const answer = await fetch("/v1/auth/token", { method: "POST", body: new URLSearchParams(fields) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail || told.title || "Not signed in.");
  return told;
}

function keep(told) {
  refreshToken = told.refresh_token || null;
  ui.preauthorizeApiKey("bearer", told.access_token);
  clearTimeout(renewal);
  if (refreshToken) renewal = setTimeout(renew, Math.max(told.expires_in - 60, 30) * 1000);
}

async function renew() {
  try {
    keep(await ask({ grant_type: "refresh_token", refresh_token: refreshToken }));
  } catch (error) {
    forget(`Signed out: ${error.message}`);
  }
}

function forget(sentence) {
  clearTimeout(renewal);
  refreshToken = null;
  ui.authActions.logout(["bearer"]);
  form.hidden = false;
  out.hidden = true;
  who.textContent = sentence;
}

async function signIn(event) {
  event.preventDefault();
  const { username, password } = Object.fromEntries(new FormData(form));
  who.textContent = "Signing in …";
  try {
    keep(await ask({ grant_type: "password", username, password }));
    form.reset();
    form.hidden = true;
    out.hidden = false;
    who.textContent = `Signed in as ${username}. What you try is done for real.`;
  } catch (error) {
    who.textContent = error.message;
  }
}

async function signOut() {
  if (refreshToken) {
    const body = new URLSearchParams({ token: refreshToken });
    await fetch("/v1/auth/revoke", { method: "POST", body }).catch(() => {});
  }
  forget("Signed out.");
}

form.addEventListener("submit", signIn);
out.addEventListener("click", signOut);
dark.addEventListener("change", colours);
colours();
