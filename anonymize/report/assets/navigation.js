// Where the reader is: the current span and document, what is told of them, and the way to the next.

const current = { span: null, doc: null };

function showDoc(doc) {
  const place = view.docs.indexOf(doc);
  if (place < 0) return false;
  const first = Math.floor(place / PAGE) * PAGE;
  if (first !== pages.first || !doc.card) {
    pages.first = first;
    drawPage();
  }
  drawBody(doc);
  setDoc(doc);
  return true;
}

function setDoc(doc) {
  current.doc?.card?.classList.remove("here");
  current.doc = doc;
  doc.card?.classList.add("here");
}

function goToDoc(doc) {
  if (!doc || !showDoc(doc)) return;
  leaveSpan();
  doc.card.focus({ preventScroll: true });
  doc.card.scrollIntoView({ block: "start" });
  drawInspector();
}

function stepDoc(by) {
  const place = current.doc ? view.docs.indexOf(current.doc) : -1;
  goToDoc(view.docs[place < 0 ? 0 : Math.max(0, Math.min(view.docs.length - 1, place + by))]);
}

function leaveSpan() {
  for (const element of [current.span?.element, current.span?.twin]) element?.classList.remove("current");
  if (current.span?.element) current.span.element.tabIndex = -1;
  current.span = null;
}

function goToSpan(span, { scroll = true } = {}) {
  if (!span || !showDoc(span.doc)) return;
  leaveSpan();
  current.span = span;
  span.visited = true;
  for (const element of [span.element, span.twin]) element?.classList.add("current");
  if (span.element?.isConnected) {
    span.element.tabIndex = 0;
    span.element.focus({ preventScroll: true });
    if (scroll) span.element.scrollIntoView({ block: "center" });
  }
  drawInspector();
  markVisited();
}

function stepSpan(by) {
  const spans = reel();
  if (!spans.length) return say("No span fits the filters.");
  let place = spans.indexOf(current.span);
  if (place >= 0) place += by;
  else if (current.doc) {
    // From a document on: its own first span, or the last one before it.
    const after = spans.findIndex((span) => span.doc.place >= current.doc.place);
    place = by > 0 ? after : (after < 0 ? spans.length : after) - 1;
    if (by > 0 && after < 0) place = spans.length;
  } else place = by > 0 ? 0 : spans.length - 1;
  if (place < 0 || place >= spans.length) return say(by > 0 ? "That was the last span." : "That was the first span.");
  return goToSpan(spans[place]);
}

function facts(span) {
  const { doc } = span;
  const rows = [["label", make("span", `chip ${colour(span.label)}`, span.label)]];
  if (span.found) {
    rows.push(["score", scoreBar(span.score)], ["source", span.source]);
    if (span.operator) rows.push(["operator", span.operator]);
    const replacement = doc.replacements?.[span.index];
    if (replacement !== undefined) rows.push(["replacement", replacement || "(nothing)"]);
  }
  if (span.leak) rows.push(["check", `possible leak: ${span.leak}`]);
  const mark = span.wrong ? "wrong" : span.found || span.leak ? null : "missed";
  if (mark) rows.push(["marked as", make("span", `verdict ${mark}`, mark)]);
  return rows;
}

function scoreBar(score) {
  const bar = make("span", "score");
  const fill = make("i");
  fill.style.width = `${Math.round(score * 100)}%`;
  const rail = make("span", "rail");
  rail.append(fill);
  bar.append(rail, score.toFixed(2));
  return bar;
}

function drawFacts(span) {
  const list = make("dl");
  for (const [name, content] of facts(span)) {
    const value = make("dd");
    value.append(content);
    list.append(make("dt", "", name), value);
  }
  return list;
}

function drawInspector() {
  const { span } = current;
  const box = byId("facts");
  byId("wrong").disabled = !span;
  byId("wrong").firstChild.textContent = !span?.wrong && span?.found !== false ? "Mark as wrong " : "Take the mark back ";
  byId("missed").firstChild.textContent = span ? "Missed / other label " : "Mark as missed ";
  if (!span) {
    const where = current.doc ? `${current.doc.id}. ` : "";
    box.replaceChildren(make("p", "note", `${where}Go through the spans with j and k, or click one; select text that was missed.`));
    return;
  }
  const value = make("p", "value", span.doc.value(span));
  value.dir = "auto";
  const place = reel().indexOf(span) + 1;
  const where = place ? `${place.toLocaleString("en")} of ${reel().length.toLocaleString("en")}` : "";
  box.replaceChildren(make("p", "where", where), value, drawFacts(span));
}

function showTip(mark) {
  const span = spanOf.get(mark);
  const tip = byId("tip");
  if (!span) return;
  tip.replaceChildren(drawFacts(span));
  tip.hidden = false;
  const spot = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
  const left = Math.max(8, Math.min(spot.left, innerWidth - tip.offsetWidth - 8));
  const below = spot.bottom + 6;
  const top = below + tip.offsetHeight > innerHeight - 8 ? spot.top - tip.offsetHeight - 6 : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${Math.max(8, top)}px`;
  for (const twin of [span.element, span.twin]) twin?.classList.add("near");
}

function hideTip(mark) {
  const span = spanOf.get(mark);
  byId("tip").hidden = true;
  for (const twin of [span?.element, span?.twin]) twin?.classList.remove("near");
}

function drawFirst() {
  const doubtful = view.docs.flatMap((doc) => doc.spans.filter((span) => span.score < FIRST_BELOW && spanShown(span)));
  doubtful.sort((a, b) => a.score - b.score);
  const shown = doubtful.slice(0, FIRST_SHOWN);
  // What stands in the output goes before what was replaced with some doubt.
  const leaks = view.docs.flatMap((doc) => (doc.leaked ? doc.shown().filter((span) => span.leak && spanShown(span)) : []));
  const note = doubtful.length
    ? `${plural(doubtful.length, "span")} scored under ${FIRST_BELOW}${doubtful.length > shown.length ? `; the lowest ${shown.length}` : ""}`
    : `No span ${filtersSpans() ? "shown " : ""}scored under ${FIRST_BELOW}.`;
  byId("first-note").textContent = leaks.length ? `${inOutput(leaks.length)}. ${note}` : note;
  byId("first").replaceChildren(...[...leaks.slice(0, FIRST_SHOWN), ...shown].map((span) => {
    const item = make("li");
    const button = make("button", "first");
    button.type = "button";
    const value = make("span", "value", span.doc.value(span).slice(0, 60));
    value.dir = "auto";
    button.append(make("span", span.leak ? "number alarm" : "number", span.leak ? "leak" : span.score.toFixed(2)), value, make("span", `chip ${colour(span.label)}`, span.label));
    button.title = span.doc.id;
    button.addEventListener("click", () => goToSpan(span));
    button.span = span;
    item.append(button);
    return item;
  }));
  markVisited();
}

function markVisited() {
  for (const button of byId("first").querySelectorAll("button")) {
    button.classList.toggle("visited", Boolean(button.span.visited));
    button.classList.toggle("struck", Boolean(button.span.wrong));
  }
}

let messageTimer;
function say(message) {
  byId("message").textContent = message;
  clearTimeout(messageTimer);
  messageTimer = setTimeout(() => { byId("message").textContent = ""; }, 6000);
}
