// The chart of a relation: reading a period, choosing a span by mouse, touch or keyboard, and its acts below.
import { put } from "./page.js";

const figure = document.querySelector("[data-course]");
const chart = figure?.querySelector(".chart");
const readout = figure?.querySelector("[data-readout]");
const acts = document.getElementById("acts");
const series = figure ? JSON.parse(figure.querySelector("[data-series]").textContent) : [];
const drawings = [...(chart?.querySelectorAll("svg.course") ?? [])];
const first = readout?.innerHTML;
let at = series.length - 1;
let anchor = null;

const shape = (svg) => {
  const { width } = svg.viewBox.baseVal;
  return { left: Number(svg.dataset.left), step: Number(svg.dataset.step), scale: width / svg.getBoundingClientRect().width };
};
const periodAt = (svg, clientX) => {
  const { left, step, scale } = shape(svg);
  const x = (clientX - svg.getBoundingClientRect().left) * scale;
  return Math.max(0, Math.min(series.length - 1, Math.floor((x - left) / step)));
};
const drawn = () => drawings.find((svg) => svg.getBoundingClientRect().width > 0);

const read = (i) => {
  at = i;
  readout.textContent = `${series[i].name}: ${series[i].told}.`;
  for (const svg of drawings) {
    const { left, step } = shape(svg);
    const line = svg.querySelector(".cursor");
    const x = left + (i + 0.5) * step;
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
  }
};
const brush = (from, to) => {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  for (const svg of drawings) {
    const { left, step } = shape(svg);
    const box = svg.querySelector(".brush");
    box.setAttribute("x", left + low * step);
    box.setAttribute("width", Math.max(2, (high - low + 1) * step));
    svg.querySelector(".chosen")?.remove();
  }
  if (low !== high) readout.textContent = `${series[low].name} to ${series[high].name}`;
};
const unbrush = () => {
  for (const svg of drawings) {
    svg.querySelector(".brush").setAttribute("width", 0);
    svg.querySelector(".chosen")?.remove();
  }
  readout.innerHTML = first;
};

// The address keeps the choice, so that a link shows the same acts.
const choose = async (from, to) => {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const address = new URL(location.href);
  address.searchParams.set("pick_from", series[low].from);
  address.searchParams.set("pick_to", series[high].to);
  history.replaceState(null, "", address);
  await put(acts, `${acts.dataset.acts}&pick_from=${series[low].from}&pick_to=${series[high].to}`);
};

// A rule of the drawing leads to its turning point, opened.
const openTurn = () => {
  const turn = /^#turn-\d+$/.test(location.hash) && document.querySelector(location.hash);
  for (let one = turn; one; one = one.parentElement.closest("details")) one.open = true;
  if (turn) turn.scrollIntoView();
};
addEventListener("hashchange", openTurn);
openTurn();

if (chart) {
  chart.addEventListener("pointermove", (event) => {
    const svg = drawn();
    const i = periodAt(svg, event.clientX);
    read(i);
    if (anchor !== null) brush(anchor, i);
  });
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("a")) return;
    anchor = periodAt(drawn(), event.clientX);
    brush(anchor, anchor);
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointerup", (event) => {
    if (anchor === null) return;
    const start = anchor;
    anchor = null;
    choose(start, periodAt(drawn(), event.clientX));
  });
  chart.addEventListener("pointercancel", () => {
    anchor = null;
  });
  let held = null;
  chart.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12, Home: -series.length, End: series.length }[event.key];
    if (step) {
      event.preventDefault();
      held = event.shiftKey ? (held ?? at) : null;
      read(Math.max(0, Math.min(series.length - 1, at + step)));
      brush(held ?? at, at);
    } else if (event.key === "Enter" && event.target === chart) {
      choose(held ?? at, at);
    } else if (event.key === "Escape") {
      held = null;
      unbrush();
    }
  });
  acts.addEventListener("click", async (event) => {
    if (!event.target.closest("[data-clear]")) return;
    event.preventDefault();
    const address = new URL(location.href);
    address.searchParams.delete("pick_from");
    address.searchParams.delete("pick_to");
    history.replaceState(null, "", address);
    unbrush();
    await put(acts, acts.dataset.acts);
  });
}
