// Puts it all together: the keys, the buttons, and the first drawing.

function refresh() {
  leaveSpan();
  applyFilters();
  pages.first = 0;
  drawFilters();
  drawPage();
  drawFirst();
  drawInspector();
}

function turnPage(by) {
  pages.first += by * PAGE;
  leaveSpan();
  drawPage();
  setDoc(view.docs[pages.first]);
  drawInspector();
  byId("documents").scrollTop = 0;
  byId("documents").focus();
}

const KEYS = {
  j: () => stepSpan(1),
  k: () => stepSpan(-1),
  n: () => stepDoc(1),
  p: () => stepDoc(-1),
  w: markWrong,
  m: markMissed,
  u: undo,
  c: () => (current.doc?.block ? setChecked(current.doc, !current.doc.checked) : say("Go to a document first, with n or j.")),
  "?": () => byId("help").showModal(),
  "/": () => byId("query").focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const { target } = event;
  const typing = target.matches("textarea, input:not([type=checkbox]):not([type=range])");
  if (event.key === "Escape" && typing) {
    event.preventDefault(); // which would empty the field, and not the filter
    target.blur();
  }
  if (typing) return;
  const mark = target.closest("mark.span");
  if (mark && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    goToSpan(spanOf.get(mark));
  }
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

byId("label").addEventListener("input", drawOptions);
byId("label").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    pointAt(asking.place + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    chooseLabel(options().labels[asking.place]);
  }
});

const list = byId("list");
list.addEventListener("click", (event) => {
  const mark = event.target.closest("mark.span");
  const span = mark && spanOf.get(mark);
  // A selection that ends on a span is a selection.
  if (span && getSelection().isCollapsed) goToSpan(span, { scroll: false });
  else {
    const card = event.target.closest("article");
    if (card) setDoc(docOf.get(card));
  }
});
list.addEventListener("mouseover", (event) => {
  const mark = event.target.closest("mark.span");
  if (mark) showTip(mark);
});
list.addEventListener("mouseout", (event) => {
  const mark = event.target.closest("mark.span");
  if (mark) hideTip(mark);
});
byId("documents").addEventListener("scroll", () => { byId("tip").hidden = true; }, { passive: true });

for (const [id, act] of [
  ["save-gold", saveGold], ["save-deny", saveDeny], ["save-allow", saveAllow], ["open-help", KEYS["?"]],
  ["before", KEYS.k], ["after", KEYS.j], ["wrong", markWrong], ["undo", undo],
  ["page-before", () => turnPage(-1)], ["page-after", () => turnPage(1)],
  ["reset", () => { resetFilters(); refresh(); }],
]) byId(id).addEventListener("click", act);
// Pressing the button must not take the selection away that it is about.
byId("missed").addEventListener("mousedown", (event) => event.preventDefault());
byId("missed").addEventListener("click", markMissed);

for (const end of ["lowest", "highest"]) {
  byId(end).addEventListener("input", () => {
    filters[end] = Number(byId(end).value);
    // The other end gives way.
    const other = end === "lowest" ? "highest" : "lowest";
    if (filters.lowest > filters.highest) {
      filters[other] = filters[end];
      byId(other).value = filters[end];
    }
    refresh();
  });
}
byId("query").addEventListener("input", () => {
  filters.query = byId("query").value.trim().toLowerCase();
  refresh();
});
addEventListener("beforeunload", warnOfUnsaved);

// What no document here shows: a reviewer has to know of it.
function drawUnsearched() {
  const { fields, taken_out: rest } = model.unsearched;
  const kinds = Object.entries(rest).map(([kind, count]) => `${count.toLocaleString("en")} ${kind}`);
  byId("unsearched").hidden = !fields.length && !kinds.length;
  if (fields.length) byId("unsearched-fields").textContent = `Fields that were not chosen, and are in the output: ${fields.join(", ")}`;
  if (kinds.length) byId("unsearched-rest").textContent = `Taken out or replaced, for it cannot be searched: ${kinds.join(", ")}`;
}

refresh();
drawTotals();
drawUnsearched();
// Told once it has been painted.
requestAnimationFrame(() => setTimeout(() => {
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}));
