// Rows of conditions, questions and answers in the administration: each fact offers the comparisons that fit it and the
// values there are, and rows that name each other may be named by their texts.

const PLACEHOLDERS = { duration: "2 hours", number: "3", text: "One word or phrase on each line" };
const MANY = ["is one of", "is none of", "contain any of", "contain all of", "contain none of"];

const facts = document.querySelector(".criteria-facts");
const beside = (input, name) => input.form.elements[input.name.replace(/[a-z_]+$/, name)];
const all = (form, end) => [...form.elements].filter((input) => input.name?.endsWith(end) && !input.name.includes("__prefix__"));

const questions = (form) => all(form, "-text").filter((text) => text.name.startsWith("questions-"));
const outcomes = (form) => all(form, "-name").filter((name) => name.name.startsWith("outcomes-"));
const same = (one, other) => one.trim().toLowerCase() === other.trim().toLowerCase();

// Those that read the same the server counts: (2) Longer than two hours?
function called(inputs, name) {
  if (!name.trim()) return undefined;
  const by = (test) => inputs.find((input) => input.value && test(input));
  const bare = name.replace(/^\(\d+\) /, "");
  return by((input) => input.dataset.called && same(input.dataset.called, name)) ?? by((input) => same(input.value, name)) ?? by((input) => same(input.value, bare));
}

// The fact that a row compares: its own, or that of the question it answers. Nothing where it compares none.
function factOf(operator) {
  const own = beside(operator, "fact");
  if (own) return own.value;
  const question = called(questions(operator.form), beside(operator, "question").value);
  return question ? beside(question, "fact").value : "";
}

function fit(operator) {
  const fact = factOf(operator);
  const fitting = fact ? facts.getAttribute(`data-operators-${fact}`)?.split("|") : beside(operator, "fact") ? null : [];
  for (const option of operator.options) {
    const fits = !fitting || !option.value || fitting.includes(option.value);
    option.hidden = option.disabled = !fits && !option.selected;
  }
  if (!beside(operator, "fact")) operator.options[0].text = fact ? "otherwise" : "---------";
  offer(operator, fact);
}

// A list of the values there are, which puts the one chosen into the field.
function offer(operator, fact) {
  const value = beside(operator, "value");
  const known = operator.value === "is known" ? document.getElementById("values-known") : document.getElementById(`values-${fact}`);
  value.placeholder = PLACEHOLDERS[facts.getAttribute(`data-kind-${fact}`)] ?? "";
  let list = value.parentElement.querySelector("select.criteria-values");
  if (!list) {
    list = document.createElement("select");
    list.className = "criteria-values";
    list.setAttribute("aria-label", "Choose a value");
    list.addEventListener("change", () => take(value, list, beside(operator, "operator")));
    value.before(list);
  }
  list.replaceChildren(new Option("Choose…", ""), ...[...(known?.options ?? [])].map((option) => new Option(option.text || option.value, option.value)));
  // An answer that compares nothing has no value; what is filled in stays in sight.
  value.hidden = !beside(operator, "fact") && !operator.value && !value.value;
  list.hidden = value.hidden || !known?.options.length;
}

function take(value, list, operator) {
  const several = MANY.includes(operator.value) && value.value.trim();
  value.value = several ? `${value.value.trim()}\n${list.value}` : list.value;
  list.value = "";
  value.dispatchEvent(new Event("input", { bubbles: true }));
}

// Rows name each other by their texts: where one is called otherwise, it is so wherever it is named.
const before = new WeakMap();

function renamed(text) {
  const was = text.dataset.called ?? before.get(text);
  delete text.dataset.called;
  before.set(text, text.value);
  const others = [...questions(text.form), ...outcomes(text.form)];
  if (!was || same(was, text.value) || others.some((other) => same(other.dataset.called ?? other.value, was))) return;
  const names = [...all(text.form, "-then"), ...(text.name.startsWith("questions-") ? all(text.form, "-question") : [])];
  for (const name of names) if (same(name.value, was)) name.value = text.value;
}

// What an answer leads to and is not there yet is added as an outcome. It goes by the name that the answer gives it for
// as long as nothing else is said of it and no other answer leads there.
const addedFor = new WeakMap();

function leads(then) {
  const name = then.value.trim();
  const added = addedFor.get(then);
  const untouched = added?.isConnected && same(added.value, then.dataset.added) && !beside(added, "ending").value;
  const shared = untouched && all(then.form, "-then").some((other) => other !== then && same(other.value, added.value));
  const mine = untouched && !shared ? added : null;
  if (!name || called([...questions(then.form), ...outcomes(then.form)], name)) {
    if (mine && !same(mine.value, name)) set(mine, "");
    return;
  }
  const outcome = mine ?? blank(then.form, outcomes, "outcomes");
  if (!outcome) return;
  set(outcome, name);
  addedFor.set(then, outcome);
  then.dataset.added = name;
}

function set(input, value) {
  input.value = value;
  before.set(input, value);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function blank(form, inputs, prefix) {
  const empty = () => inputs(form).find((input) => !input.value && !beside(input, "ending")?.value);
  if (!empty()) document.querySelector(`#${prefix}-group .add-row a`)?.click();
  return empty();
}

// An answer most often belongs to the question of the row above; after two of that, to the next one that has none yet.
function belongs(label) {
  const question = beside(label, "question");
  if (question.value || label.value) return;
  const rows = all(label.form, "-question");
  const above = rows[rows.indexOf(question) - 1]?.value ?? "";
  const answered = (text) => rows.filter((row) => same(row.value, text.value)).length;
  const first = questions(label.form).find((text) => text.value && !answered(text));
  const full = above && rows.filter((row) => same(row.value, above)).length > 1;
  question.value = (full && first?.value) || above || first?.value || "";
  label.addEventListener("blur", () => !label.value && (question.value = ""), { once: true });
}

// There is always a row left to write into.
function oneMore(form, prefix, end) {
  const last = all(form, end).filter((input) => input.name.startsWith(prefix)).at(-1);
  if (last?.value) document.querySelector(`#${prefix}-group .add-row a`)?.click();
}

// An outcome asks for a team only where it hands over, and for a time only where it watches; what is filled in stays.
const ASKED_FOR = { team: "hand over", handoff_type: "hand over", monitor_for: "monitor" };

function fitOutcome(ending) {
  for (const [name, meant] of Object.entries(ASKED_FOR)) {
    const field = beside(ending, name);
    const box = field?.closest(".fieldBox")?.parentElement; // with what helps to fill it in
    if (box) box.hidden = ending.value !== meant && !field.value;
  }
}

export function fitRows(form) {
  const refit = () => {
    if (facts) all(form, "-operator").forEach(fit);
    all(form, "-ending").forEach(fitOutcome);
  };
  for (const text of [...questions(form), ...outcomes(form)]) before.set(text, text.value);
  form.addEventListener("change", (event) => {
    const { name = "" } = event.target;
    if (/^(questions-\d+-text|outcomes-\d+-name)$/.test(name)) renamed(event.target);
    if (/^answers-\d+-then$/.test(name)) leads(event.target);
    if (/-(fact|question|text|operator|ending)$/.test(name)) refit();
  });
  form.addEventListener("focusin", (event) => {
    if (!/^answers-\d+-label$/.test(event.target.name ?? "")) return;
    belongs(event.target);
    refit();
  });
  form.addEventListener("focusout", (event) => /^answers-\d+-label$/.test(event.target.name ?? "") && refit());
  form.addEventListener("input", (event) => {
    if (/^questions-/.test(event.target.name ?? "")) oneMore(form, "questions", "-text");
    if (/^answers-/.test(event.target.name ?? "")) oneMore(form, "answers", "-label");
  });
  document.addEventListener("formset:added", refit);
  refit();
}
