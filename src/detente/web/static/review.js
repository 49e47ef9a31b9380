// Reviewing by keyboard. Each key does what the button of the same name does.
import { put } from "./page.js";

const queue = document.querySelector("[data-review]");
const status = document.querySelector("[data-status]");
const ask = document.querySelector("[data-ask]");
const choose = document.querySelector("[data-choose]");
const keys = document.querySelector("[data-keys]");
const log = document.querySelector("[data-log]");
const cards = [...(queue?.querySelectorAll("[data-mention]") ?? [])];
const storage = { get: (k) => { try { return localStorage.getItem(k); } catch { return null; } },
                  set: (k, v) => { try { localStorage.setItem(k, v); } catch { /* storage is off */ } } };
let at = 0;
let who = storage.get("detente-reviewer") ?? "";
const undoable = [];

const say = (words) => { status.textContent = words; };
const card = () => cards[at];

const show = (i, focus = true) => {
  if (i >= cards.length) {
    if (queue.dataset.next) location.assign(queue.dataset.next);
    else say("That was the last one.");
    return;
  }
  at = Math.max(0, i);
  cards.forEach((one, n) => { one.hidden = n !== at; });
  queue.querySelector("[data-at]").textContent = at + 1;
  if (focus) card().focus({ preventScroll: false });
};

// One question in a dialog; null if it was given up.
const question = (title, help, value = "", choices = "") => new Promise((resolve) => {
  ask.querySelector("[data-ask-title]").textContent = title;
  ask.querySelector("[data-ask-help]").textContent = help;
  const input = ask.querySelector("[data-ask-input]");
  input.setAttribute("list", choices);
  input.value = value;
  ask.returnValue = "";
  ask.addEventListener("close", () => resolve(ask.returnValue === "save" ? input.value.trim() : null), { once: true });
  ask.showModal();
  input.select();
});
const reviewer = async (again = false) => {
  if (!who || again) {
    const given = await question("Who reviews?", "A name or initials; it is kept with every correction and asked once.", who);
    if (given) {
      who = given;
      storage.set("detente-reviewer", who);
    }
  }
  queue.querySelector("[data-who]").textContent = who || "not named yet";
  return who;
};

const call = async (address, method, body) => {
  const answer = await fetch(address, { method, headers: { "Content-Type": "application/json", "X-Detente": "1" }, body: body && JSON.stringify(body) });
  const told = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Error(told.error ? `${told.error.message} ${told.error.advice ?? ""}` : `${answer.status}`);
  return told;
};
const note = (correction, undone) => {
  if (log.children.length === 1 && log.firstElementChild.classList.contains("dim")) log.replaceChildren();
  const line = document.createElement("li");
  line.textContent = undone ? `${correction.words}: undone by ${who}, now` : `${correction.words}, by ${correction.who}, now`;
  log.prepend(line);
};
// The card as it stands now is drawn by the server, as all cards are.
const refresh = async (one) => {
  const holder = document.createElement("div");
  await put(holder, `/review/${encodeURIComponent(one.dataset.mention)}`);
  const fresh = holder.querySelector("[data-mention]");
  if (!fresh) return;
  fresh.hidden = one.hidden;
  one.replaceWith(fresh);
  cards[cards.indexOf(one)] = fresh;
  if (!fresh.hidden) fresh.focus();
};

const correct = async (what, value, goOn = false) => {
  if (!(await reviewer())) return say("Nothing was stored: say who reviews first.");
  const one = card();
  try {
    const done = await call("/api/v1/corrections", "POST", { mention_id: one.dataset.mention, what, value, who });
    undoable.push({ id: done.correction.id, one: at });
    note(done.correction, false);
    await refresh(one);
    if (goOn) show(at + 1);
    say(`Stored: ${done.correction.words}. ${done.events.length} act${done.events.length === 1 ? "" : "s"} changed. u undoes it.`);
  } catch (error) {
    say(`Not stored: ${error.message}`);
  }
};
const undo = async (id = null) => {
  const last = id ? { id, one: at } : undoable.pop();
  if (!last) return say("Nothing to undo on this page; older corrections have their own undo button.");
  try {
    const done = await call(`/api/v1/corrections/${encodeURIComponent(last.id)}`, "DELETE");
    if (last.one !== at) show(last.one);
    note(done.correction, true);
    await refresh(card());
    say(`Undone: ${done.correction.words}.`);
  } catch (error) {
    say(`Not undone: ${error.message}`);
  }
};
const parties = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);
const day = (text) => {
  if (!text) return null;
  const [start, end] = text.split("/").map((part) => part.trim());
  return end ? { start, end } : start;
};
// Acts to merge with, or reports of the same act to split from, drawn by the server; null if it was given up.
const choice = async (what, title) => {
  const held = choose.querySelector("[data-choices]");
  await put(held, `/review/${encodeURIComponent(card().dataset.mention)}/${what}`);
  const offered = [...held.querySelectorAll("input[type=radio]")];
  if (what === "split" && offered.length < 2) {
    if (!offered.length) say("This act has one report only: nothing to split.");
    return offered[0]?.value ?? null;
  }
  choose.querySelector("[data-choose-title]").textContent = title;
  choose.querySelector("[data-choose-own]").textContent = card().dataset.sentence;
  choose.returnValue = "";
  return new Promise((resolve) => {
    choose.addEventListener("close", () => {
      const chosen = held.querySelector("[name=other]")?.value.trim() || held.querySelector("input:checked")?.value;
      resolve(choose.returnValue === "save" ? (chosen ?? null) : null);
    }, { once: true });
    choose.showModal();
    (offered[0] ?? held.querySelector("input"))?.focus();
  });
};
choose?.addEventListener("keydown", (event) => {
  if (event.target.name === "other" || !/^[1-9]$/.test(event.key)) return;
  const offered = choose.querySelectorAll("input[type=radio]")[event.key - 1];
  if (offered) {
    offered.checked = true;
    offered.focus();
  }
});
const other = async (what) => {
  const chosen = await choice(what, what === "merge" ? "The same act as which?" : "Another act than which report tells?");
  return chosen && correct(what, chosen);
};

const asking = {
  t: async () => { const v = await question("Type of act", "One of the sixteen PLOVER types.", card().dataset.type, "types"); return v && correct("event_type", v.toUpperCase()); },
  a: async () => { const v = await question("Actor", "Names, roles or codes, with commas between.", card().dataset.actors); return v !== null && correct("actors", parties(v)); },
  r: async () => { const v = await question("Recipient", "Names, roles or codes, with commas between; empty for none.", card().dataset.recipients); return v !== null && correct("recipients", parties(v)); },
  d: async () => { const v = await question("Date of the act", "2011-05-02, 2011-05, 2011, two days with a slash, or empty for none.", card().dataset.date); return v !== null && correct("date", day(v)); },
  f: async () => { const v = await question("How sure", "asserted, probable, possible, alleged, denied, hypothetical or planned.", card().dataset.factuality, "factualities"); return v && correct("factuality", v); },
};
// Who reviews is asked before what.
const named = (ask) => async () => ((await reviewer()) ? ask() : say("Nothing was stored: say who reviews first."));
const actions = {
  ...Object.fromEntries(Object.entries(asking).map(([key, ask]) => [key, named(ask)])),
  j: () => show(at + 1),
  k: () => show(at - 1),
  y: () => correct("right", null, true),
  n: () => correct("wrong", null, true),
  m: named(() => other("merge")),
  s: named(() => other("split")),
  u: () => undo(),
  o: () => location.assign(card().dataset.article),
  "?": () => keys.showModal(),
};

if (queue) {
  show(0, false);
  queue.querySelector("[data-who]").textContent = who || "not named yet";
  queue.querySelector("[data-who]").addEventListener("click", () => reviewer(true));
  queue.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do], button[data-undo]");
    if (button?.dataset.do) actions[button.dataset.do]();
    else if (button) undo(button.dataset.undo);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    // A dialog that was just closed holds the focus until the next frame is drawn: a key is meant for the queue by then.
    const dialog = event.target.closest("dialog");
    if (dialog ? dialog.open : event.target.closest("input, textarea, select")) return;
    const action = actions[event.key];
    if (!action || ("readOnly" in queue.dataset && !"jko?".includes(event.key))) return;
    event.preventDefault();
    action();
  });
}
