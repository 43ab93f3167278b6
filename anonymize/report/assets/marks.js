// What the reader decides. Each decision can be undone; all of it lives in this window only.

const history_ = []; // functions, each of which takes one decision back
const unsaved = { marks: false };
// White space as Python knows it, so that no span begins or ends with what counts as such there.
const SPACE = "(?:[^\\S\\ufeff]|[\\x1c-\\x1f\\x85])+";
const SPACES = new RegExp(SPACE, "g");
const EDGES = new RegExp(`^${SPACE}|${SPACE}$`, "g");

function decide(doc, act, takeBack, { redraw = true } = {}) {
  act();
  unsaved.marks = true;
  history_.push(() => {
    takeBack();
    unsaved.marks = true;
    changed(doc, redraw);
    return doc;
  });
  changed(doc, redraw);
}

function changed(doc, redraw) {
  if (redraw) view.spans = null;
  if (redraw && doc.drawn) {
    doc.drawn = false;
    drawBody(doc);
  }
  const box = doc.card?.querySelector(".checked input");
  if (box) box.checked = doc.checked;
  if (current.span && !current.span.found && !current.span.leak && !current.span.doc.missed.includes(current.span)) current.span = null;
  if (current.span?.element && !current.span.element.isConnected) current.span = null;
  drawLabels();
  drawTotals();
  drawInspector();
  markVisited();
  current.span?.element?.focus({ preventScroll: true });
}

function undo() {
  const doc = history_.pop()?.();
  if (!doc) return say("There is nothing to undo.");
  say(`Undone in ${doc.id}`);
  return drawTotals();
}

function markWrong() {
  const { span } = current;
  if (!span) return say("Go to a span first, with j or by a click.");
  const { doc } = span;
  if (span.leak) return say("It was not replaced. If it should have been, mark it as missed.");
  if (!span.found) {
    const place = doc.missed.indexOf(span);
    decide(doc, () => doc.missed.splice(place, 1), () => doc.missed.splice(place, 0, span));
    return say("The mark is taken back.");
  }
  const before = span.wrong;
  const set = (wrong) => {
    span.wrong = wrong;
    span.element?.classList.toggle("wrong", wrong);
    span.element?.setAttribute("aria-description", describe(span));
  };
  decide(doc, () => set(!before), () => set(before), { redraw: false });
  return say(before ? "The mark is taken back." : `Marked as wrong: ${span.label}`);
}

function setChecked(doc, checked) {
  const before = doc.checked;
  if (checked === before) return;
  decide(doc, () => { doc.checked = checked; }, () => { doc.checked = before; }, { redraw: false });
}

// The selected stretch of one original, in code points and without white space at its ends; null for none.
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const side = (node) => (node instanceof Element ? node : node.parentElement)?.closest(".side.original");
  const home = side(range.startContainer);
  const doc = home && docOf.get(home);
  if (!doc) return null;
  let from = unitAt(range.startContainer, range.startOffset);
  // A selection by a triple click ends at the beginning of whatever comes next.
  let to = side(range.endContainer) === home ? unitAt(range.endContainer, range.endOffset) : doc.text.length;
  if (from === null || to === null) return null;
  const text = doc.text.slice(from, to);
  const bare = text.replace(EDGES, "");
  if (!bare) return null;
  from += text.indexOf(bare);
  to = from + bare.length;
  return { doc, start: doc.point(from), end: doc.point(to) };
}

function unitAt(node, offset) {
  const element = node instanceof Element ? node : node.parentElement;
  const block = element.closest(".block");
  if (!block) {
    // Between blocks, or on the heading: the next block says where it begins.
    const next = node.childNodes[offset] ?? element.nextElementSibling;
    return next?.dataset?.from !== undefined ? Number(next.dataset.from) : docOf.get(element.closest(".side"))?.text.length ?? null;
  }
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEnd(node, offset);
  return Number(block.dataset.from) + range.toString().length;
}

function markMissed() {
  let chosen = selected();
  if (!chosen && getSelection().isCollapsed && current.span) {
    const { doc, start, end } = current.span;
    chosen = { doc, start, end };
  }
  if (!chosen) return say("Select text in an original first, or go to a span.");
  return askLabel(chosen);
}

function addMissed({ doc, start, end }, label) {
  const mark = { doc, start, end, label, found: false };
  const gone = doc.missed.filter((other) => overlap(other, mark));
  const wrong = doc.spans.filter((span) => !span.wrong && overlap(span, mark));
  if (!gone.length && wrong.length === 1 && wrong[0].start === start && wrong[0].end === end && wrong[0].label === label) {
    return say("It was found with this very label.");
  }
  const before = doc.missed;
  getSelection().removeAllRanges();
  decide(doc, () => {
    doc.missed = [...before.filter((other) => !gone.includes(other)), mark].sort((a, b) => a.start - b.start);
    for (const span of wrong) span.wrong = true;
  }, () => {
    doc.missed = before;
    for (const span of wrong) span.wrong = false;
  });
  goToSpan(mark, { scroll: false });
  return say(`Marked as missed: ${label}${wrong.length ? `; ${plural(wrong.length, "span")} under it marked as wrong` : ""}`);
}

// The dialog that asks for a label: what is typed narrows the list, and may be a new one.
const asking = { chosen: null, place: 0 };

function askLabel(chosen) {
  asking.chosen = chosen;
  byId("labelling-value").textContent = chosen.doc.value(chosen);
  byId("label").value = "";
  drawOptions();
  byId("labelling").showModal();
  byId("label").focus();
}

function options() {
  const typed = byId("label").value.replace(/\s+/g, " ").trim();
  const known = palette.filter((label) => label.toLowerCase().includes(typed.toLowerCase()));
  known.sort((a, b) => b.startsWith(typed) - a.startsWith(typed));
  const exact = palette.includes(typed);
  return { labels: typed && !exact ? [...known, typed] : known, fresh: exact ? "" : typed };
}

function drawOptions() {
  const { labels, fresh } = options();
  asking.place = 0;
  byId("label-options").replaceChildren(...labels.map((label, place) => {
    const option = make("li");
    option.id = `option-${place}`;
    option.setAttribute("role", "option");
    option.append(make("span", `chip ${palette.includes(label) ? colour(label) : "new"}`, label));
    if (label === fresh) option.append(make("span", "note", " a new label"));
    option.addEventListener("click", () => chooseLabel(label));
    return option;
  }));
  pointAt(0);
}

function pointAt(place) {
  const all = [...byId("label-options").children];
  if (!all.length) return;
  asking.place = (place + all.length) % all.length;
  all.forEach((option, index) => option.setAttribute("aria-selected", String(index === asking.place)));
  byId("label").setAttribute("aria-activedescendant", all[asking.place].id);
  all[asking.place].scrollIntoView({ block: "nearest" });
}

function chooseLabel(label) {
  if (!label) return;
  byId("labelling").close();
  addMissed(asking.chosen, label);
}

const warnOfUnsaved = (event) => {
  if (!unsaved.marks || !model.docs.some((doc) => doc.marked || doc.checked)) return;
  event.preventDefault();
  event.returnValue = "";
};
