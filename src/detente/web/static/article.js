// An article: pointing at a coded act lights its words up in the text, and the other way round.

const text = document.querySelector("[data-marked]");
const coded = [...document.querySelectorAll("[data-mention]")];
const marksOf = (id) => text.querySelectorAll(`mark[data-mentions~="${CSS.escape(id)}"]`);

const light = (id, on) => {
  for (const mark of marksOf(id)) mark.classList.toggle("lit", on);
};
for (const item of coded) {
  const { mention } = item.dataset;
  for (const start of ["mouseenter", "focus"]) item.addEventListener(start, () => light(mention, true));
  for (const end of ["mouseleave", "blur"]) item.addEventListener(end, () => light(mention, false));
  item.addEventListener("click", (event) => {
    if (!event.target.closest("a")) marksOf(mention)[0]?.scrollIntoView({ block: "center" });
  });
}
document.querySelector("[data-marks]")?.addEventListener("change", (event) => {
  text.classList.toggle("unmarked", !event.target.checked);
});
// A link to one act lights it up.
const asked = location.hash.startsWith("#m-") ? location.hash.slice(3) : "";
if (asked) {
  light(asked, true);
  marksOf(asked)[0]?.scrollIntoView({ block: "center" });
}
