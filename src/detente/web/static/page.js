// What all pages share: theme, explanations, acts that open, suggestions, forms. Without it everything still reads.

const fetchPart = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return answer.text();
};

// HTML of our own server only: its templates escape everything that comes from an article.
export const put = async (element, address) => {
  try {
    element.innerHTML = await fetchPart(address);
  } catch (error) {
    element.textContent = `This could not be loaded (${error.message}). Is the server still running?`;
  }
};

const themeSwitch = document.querySelector("[data-theme-switch]");
themeSwitch.hidden = false;
themeSwitch.addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("detente-theme", root.dataset.theme);
  } catch {
    // Storage is off: the choice holds for this page.
  }
});

// Acts open to their reports, loaded once.
document.addEventListener(
  "toggle",
  (event) => {
    const { target } = event;
    if (target.matches?.("details[data-load][open]") && !target.dataset.loaded) {
      target.dataset.loaded = "yes";
      put(target.querySelector(".inside"), target.dataset.load);
    }
  },
  true,
);

// A code opens its explanation in place; with a modifier key the link is followed.
const explanation = document.getElementById("explanation");
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-explain]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    await put(explanation, `/explain/${encodeURIComponent(link.dataset.explain)}?part=true`);
    const close = document.createElement("button");
    close.textContent = "Close";
    close.addEventListener("click", () => explanation.close());
    explanation.append(close);
    explanation.showModal();
  } else if (event.target === explanation) {
    explanation.close();
  }
});

// Forms leave empty fields out of the address, and may send themselves when a choice changes.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "get") return;
  for (const field of event.target.elements) {
    if (field.name && !field.value) {
      field.disabled = true;
      setTimeout(() => (field.disabled = false));
    }
  }
});
for (const choice of document.querySelectorAll("form[data-auto] select")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}
const fold = document.querySelector(".filters-fold");
if (fold && matchMedia("(max-width: 61.99rem)").matches) fold.open = false;

// Suggestions under the search field; arrows choose, Enter opens.
const search = document.querySelector("[data-suggest]");
const list = document.createElement("ul");
list.className = "suggest";
list.hidden = true;
list.id = "suggestions";
list.setAttribute("role", "listbox");
search.after(list);
search.setAttribute("role", "combobox");
search.setAttribute("aria-controls", list.id);
search.setAttribute("aria-expanded", "false");
let asked = 0;
let waiting = 0;

const suggestion = (address, name, note) => {
  const item = document.createElement("li");
  item.setAttribute("role", "option");
  const link = document.createElement("a");
  link.href = address;
  link.tabIndex = -1;
  link.textContent = name;
  const small = document.createElement("small");
  small.className = "dim";
  small.textContent = ` ${note}`;
  link.append(small);
  item.append(link);
  return item;
};
const show = (open) => {
  list.hidden = !open;
  search.setAttribute("aria-expanded", String(open));
};
const suggest = async () => {
  const words = search.value.trim();
  const mine = ++asked;
  if (words.length < 2) return show(false);
  const answer = await fetch(`/api/v1/parties?q=${encodeURIComponent(words)}`);
  if (!answer.ok || mine !== asked) return;
  const found = await answer.json();
  const pairs = found.pairs.slice(0, 4).map((p) =>
    suggestion(`/relations/${encodeURIComponent(p.a)}/${encodeURIComponent(p.b)}`, `${p.a_name} – ${p.b_name}`, `${p.events} acts`));
  const parties = found.parties.slice(0, 6).map((p) =>
    suggestion(`/parties/${encodeURIComponent(p.node)}`, p.name, p.matched === p.name ? `${p.events} acts` : `${p.matched}, ${p.events} acts`));
  list.replaceChildren(...parties, ...pairs);
  show(list.children.length > 0);
};
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(suggest, 120);
});
search.addEventListener("keydown", (event) => {
  const items = [...list.children];
  const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") show(false);
  if (list.hidden || !items.length) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    items[now]?.removeAttribute("aria-selected");
    const next = (now + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
    items[next].setAttribute("aria-selected", "true");
  } else if (event.key === "Enter" && now >= 0) {
    event.preventDefault();
    items[now].querySelector("a").click();
  }
});
search.addEventListener("blur", () => setTimeout(() => show(false), 150));

// "/" goes to the search field, as in many readers.
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, textarea, select") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.focus();
  }
});

// Reading a pasted text.
const paste = document.querySelector("[data-paste]");
paste?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const status = document.querySelector("[data-paste-status]");
  status.textContent = "Reading …";
  const given = Object.fromEntries([...new FormData(paste)].filter(([, value]) => value));
  const answer = await fetch("/api/v1/articles", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Detente": "1" },
    body: JSON.stringify(given),
  });
  const told = await answer.json();
  if (!answer.ok) {
    status.textContent = told.error ? `${told.error.message} ${told.error.advice}` : `Not read: ${answer.status}`;
    return;
  }
  location.assign(`/articles/${encodeURIComponent(told.articles[0])}`);
});
