"use strict";
const SECRET = location.pathname.split("/")[1];
const FIELDS = ["points", "extra", "comment"];
const WAIT = { typing: 600, digits: 1000, poll: 4000 };  // milliseconds
const TOGETHER = 10;  // answers: their server does nothing else while it reads them
const find = (id) => document.getElementById(id);
const same = (a, b) => (a ?? "") === (b ?? "");
const number = (value) => String(Math.round(value * 1e4) / 1e4);
const points = (value) => `${number(value)} ${value === 1 ? "point" : "points"}`;

let questions = [], question = null, answers = [], now = null, entry = null, openings = 0, coming = false;

class Failed extends Error {
  constructor(message, status) { super(message); this.status = status; }
}

async function call(path, method = "GET", value = undefined) {
  const headers = { "X-Autograder-Secret": SECRET };
  let response;
  try {
    // A request that is kept alive arrives also when the page is closed at once.
    response = await fetch(`/api/${path}`, { method, headers, body: JSON.stringify(value), keepalive: method === "PUT" });
  } catch {
    throw new Failed("autograder read does not answer: is it still running in its terminal?", 0);
  }
  if (!response.ok) throw new Failed(await response.text(), response.status);
  return response.json();
}

// -- what is known of an answer: what the gradebook has, and what is not there yet ---------------

const shown = (answer) => ({ ...answer.marks, ...answer.unsent });

function stateOf(answer) {
  const marks = shown(answer);
  if ("points" in answer.unsent && marks.points !== null) return "read";
  if (marks.waits) return marks.points === null ? "waits" : "again";
  if (marks.points === null && answer.on_earlier && !("comment" in answer.unsent)) return "again";
  return marks.points === null ? "nothing" : "read";
}

const WORDS = {
  waits: () => "waits for you",
  again: (marks, known) => marks.points === null ? "its comment is about an earlier answer" : `${known ? "graded again, the same answer that" : "graded again since it"} got ${number(marks.points)}`,
  read: (marks) => `read: ${points(marks.points)}${marks.extra ? ` and ${number(marks.extra)} extra` : ""}`,
  nothing: (marks) => (marks.automatic === null ? "waits for you" : `${points(marks.automatic)} by itself`),
};

function give(answer, field, value, wait = 0) {
  if (!answer.version) { say("This answer is still being read: one moment."); show(answer); return; }
  clearTimeout(answer.timer);
  answer.unsent[field] = value;
  if (wait) answer.timer = setTimeout(() => send(answer), wait);
  else send(answer);
  show(answer);
}

async function send(answer, { leaving = false } = {}) {
  clearTimeout(answer.timer);
  if (answer.sending && !leaving) return;  // who leaves can't wait for what is on its way
  answer.sending = true;
  while (Object.keys(answer.unsent).length) {
    const fields = { ...answer.unsent };
    try {
      const { before, now: after } = await call("give", "PUT", { exercise: answer.exercise, key: answer.key, version: answer.version, ...fields });
      tellElsewhere(answer, before, fields);
      answer.marks = after;
      answer.on_earlier = false;
      answer.known ||= "points" in fields || "extra" in fields;
      forget(answer, fields);
      answer.failed = "";
      answer.saved = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    } catch (error) {
      answer.failed = error.message;
      if (error.status === 422) forget(answer, fields);
      if (error.status === 409) {
        // The points were for another answer; what was written is kept, and sent with the next change.
        delete answer.unsent.points;
        delete answer.unsent.extra;
        open(question.exercise, answer.key);
      }
      break;
    }
  }
  answer.sending = false;
  show(answer);
  showProgress();
}

function forget(answer, fields) {
  for (const field of Object.keys(fields)) {
    if (answer.unsent[field] === fields[field]) delete answer.unsent[field];
  }
}

function tellElsewhere(answer, marks, mine = {}) {
  const told = FIELDS.filter((field) => !same(marks[field], answer.marks[field])).map((field) => {
    const empty = marks[field] === null || marks[field] === "";
    const value = empty ? "nothing" : field === "comment" ? `“${marks.comment}”` : number(marks[field]);
    return `${field}: ${value}${field in mine ? " (yours stands now)" : ""}`;
  });
  if (told.length) answer.elsewhere = `Changed elsewhere meanwhile. ${told.join(". ")}`;
}

const unsaved = () => answers.filter((answer) => Object.keys(answer.unsent).length);

// -- the page ------------------------------------------------------------------------------------

function say(text) { find("said").textContent = text; }

function makeCard(answer, index) {
  const card = find("card").content.firstElementChild.cloneNode(true);
  const part = (name) => card.querySelector(name);
  answer.card = card;
  part("h3").textContent = `Answer ${index + 1} of ${answers.length}`;
  if (answer.whose) {
    const whose = document.createElement("span");
    whose.className = "whose";
    whose.textContent = ` · ${answer.whose}`;
    part("h3").append(whose);
  }
  write(answer);
  part(".noted").textContent = answer.marks.noted;
  part(".noted").hidden = !answer.marks.noted;
  part(".of").textContent = `of ${number(question.most)}`;
  const step = question.most <= 4 ? 0.5 : 1;
  for (let value = 0; question.most <= 10 && value <= question.most; value += step) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = button.value = number(value);
    button.addEventListener("click", () => give(answer, "points", value));
    part(".steps").append(button);
  }
  for (const field of ["points", "extra"]) {
    const input = part(`.${field}`);
    input.addEventListener("change", () => typed(answer, field, input));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); typed(answer, field, input); if (!input.matches(".wrong")) card.focus(); }
    });
  }
  const comment = part(".comment");
  comment.addEventListener("input", () => give(answer, "comment", comment.value, WAIT.typing));
  comment.addEventListener("change", () => send(answer));
  part(".keep").addEventListener("click", keep);
  card.addEventListener("focusin", () => select(answer, { focus: false }));
  return card;
}

function write(answer) {
  const place = answer.card.querySelector(".answer");
  place.innerHTML = answer.html ?? "<p><em>is being read …</em></p>";  // made safe where it was made
  for (const block of place.querySelectorAll("pre")) block.tabIndex = 0;
}

function typed(answer, field, input) {
  const text = input.value.trim().replace(",", ".");
  const value = text === "" ? null : Number(text);
  const most = field === "points" ? question.most : Infinity;
  const wrong = value !== null && !(value >= 0 && value <= most && Number.isFinite(value));
  input.classList.toggle("wrong", wrong);
  input.setAttribute("aria-invalid", wrong);
  if (wrong) {
    answer.failed = `“${input.value}” is not saved: ${field === "points" ? `give 0 to ${number(most)}; what goes beyond is extra` : "give a number from 0"}.`;
    show(answer);
  } else if (!same(shown(answer)[field], value)) give(answer, field, value);
}

function show(answer) {
  const marks = shown(answer), state = stateOf(answer), { card } = answer;
  if (!card) return;
  const part = (name) => card.querySelector(name);
  const fill = (input, text) => {
    if (input === document.activeElement && input.value.trim() !== text.trim() && input.matches(".wrong, textarea:focus")) return;
    if (input.matches(".wrong")) return;
    if (input.value.trimEnd() !== text.trimEnd()) input.value = text;
  };
  card.classList.remove("waits", "again", "read", "nothing");
  card.classList.add(state);
  part(".state").textContent = WORDS[state](marks, answer.known);
  for (const field of ["points", "extra"]) fill(part(`.${field}`), marks[field] === null ? "" : number(marks[field]));
  fill(part(".comment"), marks.comment ?? "");
  for (const button of part(".steps").children) button.setAttribute("aria-pressed", same(marks.points, Number(button.value)));
  part(".keep").hidden = state !== "again";
  part(".keep").textContent = state === "again" ? `keep ${marks.points === null ? "the comment" : number(marks.points)} (Enter)` : "";
  part(".elsewhere").hidden = !answer.elsewhere;
  part(".elsewhere").textContent = answer.elsewhere ?? "";
  const waiting = Object.keys(answer.unsent).length > 0;
  part(".saved").classList.toggle("failed", Boolean(answer.failed));
  part(".saved").textContent = answer.failed ? answer.failed : waiting ? "saving …" : answer.saved ? `saved at ${answer.saved}` : "";
  if (answer === now) showUsed();
  const lost = answers.filter((one) => one.failed && Object.keys(one.unsent).length);
  find("trouble").textContent = lost.length ? `Not saved yet: ${lost.length} of your changes. ${lost[0].failed} They are kept here and tried again; leave this page open.` : "";
}

function usedComments() {
  const counts = new Map();
  for (const answer of answers) {
    for (const line of new Set((shown(answer).comment ?? "").split("\n").map((one) => one.trim()))) {
      if (line) counts.set(line, (counts.get(line) ?? 0) + 1);
    }
  }
  return [...counts].sort(([a, times], [b, others]) => others - times || a.localeCompare(b)).slice(0, 20);
}

function showUsed() {
  const box = now.card.querySelector(".used");
  const used = usedComments(), lines = (shown(now).comment ?? "").split("\n").map((one) => one.trim());
  const focused = [...box.querySelectorAll("button")].indexOf(document.activeElement);
  box.replaceChildren();
  box.hidden = !used.length;
  box.append("Used for this question (r, then the number):");
  const list = document.createElement("ol");
  used.forEach(([text, times], index) => {
    const item = document.createElement("li"), button = document.createElement("button"), count = document.createElement("span");
    count.className = "times";
    count.textContent = ` ${times}×`;
    button.type = "button";
    button.append(index < 9 ? `${index + 1} ` : "", text, count);
    button.setAttribute("aria-pressed", lines.includes(text));
    button.addEventListener("click", () => reuse(text));
    item.append(button);
    list.append(item);
  });
  box.append(list);
  if (focused >= 0) box.querySelectorAll("button")[focused]?.focus();
}

function reuse(text) {
  const lines = (shown(now).comment ?? "").split("\n").filter((line) => line.trim());
  const left = lines.filter((line) => line.trim() !== text);
  now.card.focus();
  give(now, "comment", (left.length < lines.length ? left : [...lines, text]).join("\n"));
}

function select(answer, { focus = true } = {}) {
  if (now !== answer) {
    now?.card.classList.remove("now");
    now?.card.querySelector(".used").replaceChildren();
    if (now) now.card.querySelector(".used").hidden = true;
    now = answer;
    now.card.classList.add("now");
    history.replaceState(null, "", `#${encodeURIComponent(question.exercise)}/${now.key}`);
    entry = null;
    show(now);
    if (!now.version) bring([now]).catch(trouble);
  }
  if (!focus) return;
  now.card.focus({ preventScroll: true });
  const room = innerHeight - (parseFloat(getComputedStyle(now.card).scrollMarginTop) || 0);
  now.card.scrollIntoView({ block: now.card.offsetHeight > room ? "start" : "nearest" });
}

const inSight = () => answers.filter((answer) => !answer.card.hidden);

function move(by) {
  const there = inSight();
  const next = there[there.indexOf(now) + by];
  if (next) select(next);
  else say(by > 0 ? "That was the last answer." : "That is the first answer.");
}

function keep() {
  if (now && stateOf(now) === "again") give(now, ...(shown(now).points === null ? ["comment", shown(now).comment] : ["points", shown(now).points]));
  nextWaiting();
}

function nextWaiting() {
  const at = answers.indexOf(now);
  const next = [...answers.slice(at + 1), ...answers.slice(0, Math.max(at, 0))].find((answer) => ["waits", "again"].includes(stateOf(answer)));
  if (next) { next.card.hidden = false; select(next); return; }
  const other = questions.find((one) => one.read < one.of && one.exercise !== question.exercise);
  say(`All answers to this question are read.${other ? ` “${other.title}” has ${other.of - other.read} more: J leads to the next question.` : " Nothing waits any more."}`);
}

function moveQuestion(by) {
  const at = questions.findIndex((one) => one.exercise === question.exercise) + by;
  if (questions[at]) open(questions[at].exercise);
  else say(by > 0 ? "That was the last question." : "That is the first question.");
}

function showProgress() {
  const one = questions.find((other) => other.exercise === question.exercise);
  const own = answers.filter((answer) => shown(answer).waits || shown(answer).points !== null);
  one.of = own.length;
  one.read = own.filter((answer) => stateOf(answer) === "read").length;
  find("progress").max = Math.max(one.of, 1);
  find("progress").value = one.read;
  const same = answers.filter((answer) => answer.known && shown(answer).points !== null && stateOf(answer) === "again");
  find("keep").hidden = !same.length;
  find("keep").textContent = `keep the points of ${same.length} that ${same.length === 1 ? "is the same answer" : "are the same answers"} as before`;
  find("read").textContent = `${one.read} of ${one.of} read`;
  for (const [index, option] of [...find("question").options].entries()) {
    option.textContent = `${questions[index].title} (${questions[index].read} of ${questions[index].of})`;
  }
}

function filter() {
  const only = find("waiting").checked;
  for (const answer of answers) answer.card.hidden = only && !["waits", "again"].includes(stateOf(answer)) && answer !== now;
  if (now?.card.hidden) now.card.hidden = false;
}

function trouble(error) { find("trouble").textContent = error.message; }

// What some answers say; they come a few at a time, those of a large class within seconds.
function written(exercise, some) {
  return call(`answers/${encodeURIComponent(exercise)}?${new URLSearchParams(some.map((answer) => ["key", answer.key]))}`);
}

function take(answer, came) {
  if (!came) return;  // not asked for, or gone meanwhile
  if (answer.version && answer.version !== came.version) answer.elsewhere = "This answer is another one now, handed in anew: please read it again.";
  Object.assign(answer, came, { fresh: true });
}

async function bring(some) {
  const came = await written(some[0].exercise, some);
  for (const answer of some) {
    const before = answer.html;
    take(answer, came[answer.key]);
    if (answer.html !== before) write(answer);
    show(answer);
  }
}

async function bringAll(some) {
  if (coming) return;
  coming = true;
  const asked = question;
  try {
    for (let at = 0; at < some.length && question === asked; at += TOGETHER) {
      await bring(some.slice(at, at + TOGETHER));
      if (question === asked) showProgress();
    }
  } catch (error) { trouble(error); }
  coming = false;
  if (question !== asked) bringMissing();
}

// Those after the one that is read now come first.
function bringMissing() {
  const at = Math.max(answers.indexOf(now), 0);
  bringAll([...answers.slice(at), ...answers.slice(0, at)].filter((answer) => !answer.fresh));
}

async function open(exercise, key = "") {
  const opening = ++openings;
  let asked;
  try { asked = await call(`question/${encodeURIComponent(exercise)}`); } catch (error) { trouble(error); return; }
  const found = asked.answers.map((answer) => ({ ...answer, unsent: {}, exercise }));
  const first = found.find((answer) => answer.key === key) ?? found.find((answer) => ["waits", "again"].includes(stateOf(answer))) ?? found[0];
  const at = found.indexOf(first);
  let came = {};
  try { if (first) came = await written(exercise, found.slice(at, at + TOGETHER)); } catch (error) { trouble(error); return; }
  if (opening !== openings) return;
  const left = unsaved().filter((answer) => answer.exercise !== exercise);
  if (left.length) { find("trouble").textContent = `Not saved yet: ${left.length} of your changes to this question. ${left[0].failed ?? ""}`; left.forEach(send); find("question").value = question.exercise; return; }
  const before = new Map(answers.filter((answer) => answer.exercise === exercise).map((answer) => [answer.key, answer]));
  for (const answer of found) {
    const { unsent, failed, elsewhere, html, version, known, on_earlier } = before.get(answer.key) ?? answer;
    Object.assign(answer, { unsent, failed, elsewhere, html, version, known, on_earlier });
    take(answer, came[answer.key]);
  }
  question = asked;
  answers = found;
  now = null;
  find("question").value = exercise;
  find("task").innerHTML = asked.task;
  find("scheme").innerHTML = asked.scheme || "<p>The source has none.</p>";
  find("answers").replaceChildren(...answers.map(makeCard));
  if (!answers.length) find("answers").append(Object.assign(document.createElement("p"), { textContent: "Nobody has handed in an answer." }));
  answers.forEach(show);
  showProgress();
  filter();
  say("");
  if (first) { first.card.hidden = false; select(first); }
  if (!key) scrollTo(0, 0);
  bringMissing();
}

async function poll() {
  if (!question || document.hidden || coming) return;
  const exercise = question.exercise;
  try {
    const [marks, all] = await Promise.all([call(`marks/${encodeURIComponent(exercise)}`), call("questions")]);
    if (exercise !== question.exercise) return;
    find("trouble").textContent = "";
    questions = all;
    const known = new Map(answers.map((answer) => [answer.key, answer]));
    // Where one side has no version yet, the answer is on its way.
    const changed = Object.entries(marks).some(([key, { version }]) => !known.has(key) || (version && known.get(key).version && known.get(key).version !== version));
    if (changed || Object.keys(marks).length !== answers.length) { await open(exercise, now?.key); return; }
    for (const answer of answers) {
      const found = marks[answer.key].marks;
      if (!answer.sending && JSON.stringify(found) !== JSON.stringify(answer.marks)) {
        tellElsewhere(answer, found);
        answer.marks = found;
        show(answer);
      }
    }
    showProgress();
    unsaved().filter((answer) => answer.failed).forEach(send);
    bringMissing();
  } catch (error) { trouble(error); }
}

// -- keys ----------------------------------------------------------------------------------------

function digit(text) {
  const soon = entry && performance.now() - entry.at < WAIT.digits;
  if (soon && entry.text === "." && text === "5") return;  // who types .5 has it already
  const whole = soon && Number(entry.text + text) <= question.most ? entry.text + text : text;
  if (Number(whole) > question.most) { say(`This question has ${points(question.most)}; what goes beyond is extra: e.`); return; }
  entry = { text: whole, at: performance.now() };
  say("");
  give(now, "points", Number(whole));
}

function half() {
  const given = shown(now).points ?? 0;
  const more = given % 1 === 0.5 || given + 0.5 > question.most ? given - 0.5 : given + 0.5;
  entry = { text: ".", at: performance.now() };
  if (more >= 0) give(now, "points", more);
}

function enter(name) {
  const field = now.card.querySelector(name);
  field.focus();
  field.select?.();
}

function toggle(id) {
  const box = find(id);
  if (box) box.click();
}

const KEYS = {
  j: () => move(1), ArrowRight: () => move(1), k: () => move(-1), ArrowLeft: () => move(-1),
  J: () => moveQuestion(1), K: () => moveQuestion(-1), Enter: keep,
  c: () => { const field = now.card.querySelector(".comment"); field.focus(); field.setSelectionRange(field.value.length, field.value.length); },
  r: () => { const first = now.card.querySelector(".used button"); if (first) first.focus(); else say("No comment has been used for this question yet."); },
  p: () => enter(".points"), e: () => enter(".extra"),
  Delete: () => give(now, "points", null), Backspace: () => give(now, "points", null),
  ".": half, ",": half,
  w: () => toggle("waiting"), o: () => toggle("single"), n: () => toggle("nameless"),
  "?": () => find("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || find("keys").open || !now) return;
  const { target, key } = event;
  if (key === "Escape" && now.card.contains(target)) {
    const field = target.closest(".points, .extra");
    if (field) { field.classList.remove("wrong"); field.removeAttribute("aria-invalid"); now.failed = ""; field.value = ""; show(now); }
    now.card.focus();
    return;
  }
  if (target.matches("input[type=text], textarea, select")) return;
  if (key === "Enter" && target.matches("button, summary, a, input")) return;
  const chosen = target.closest(".used") && /^[1-9]$/.test(key) ? target.closest(".used").querySelectorAll("button")[key - 1] : null;
  const act = chosen ? () => chosen.click() : /^[0-9]$/.test(key) ? () => digit(key) : Object.hasOwn(KEYS, key) ? KEYS[key] : null;
  if (!act) return;
  event.preventDefault();
  act();
});

function remember(id, act) {
  const box = find(id);
  if (!box) return;
  box.checked = localStorage.getItem(id) === "yes";
  const changed = () => { localStorage.setItem(id, box.checked ? "yes" : "no"); act(box.checked); };
  box.addEventListener("change", changed);
  act(box.checked);
}

remember("waiting", filter);
remember("single", (on) => { find("answers").classList.toggle("single", on); if (now) select(now); });
remember("nameless", (on) => document.body.classList.toggle("nameless", on));
find("keep").addEventListener("click", () => {
  for (const answer of answers) if (answer.known && shown(answer).points !== null && stateOf(answer) === "again") give(answer, "points", shown(answer).points);
  showProgress();
  now?.card.focus();
});
find("previous").addEventListener("click", () => move(-1));
find("next").addEventListener("click", () => move(1));
find("help").addEventListener("click", () => find("keys").showModal());
find("question").addEventListener("change", (event) => open(event.target.value));
addEventListener("beforeunload", (event) => { if (unsaved().length) { unsaved().forEach((answer) => send(answer, { leaving: true })); event.preventDefault(); } });
document.addEventListener("visibilitychange", poll);
setInterval(poll, WAIT.poll);
new ResizeObserver(([{ target }]) => {
  const sticks = getComputedStyle(target).position === "sticky";
  document.documentElement.style.setProperty("--head", `${sticks ? target.offsetHeight : 0}px`);
}).observe(document.querySelector("header"));

async function begin() {
  try { questions = await call("questions"); } catch (error) { trouble(error); return; }
  for (const { exercise, title } of questions) find("question").append(new Option(title, exercise));
  const [exercise, key] = location.hash.slice(1).split("/").map(decodeURIComponent);
  const first = questions.find((one) => one.exercise === exercise) ?? questions.find((one) => one.read < one.of) ?? questions[0];
  await open(first.exercise, key);
}
begin();
