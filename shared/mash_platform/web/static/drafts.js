// Keeps on the server what somebody writes into a form with data-draft, while they write it. Only words: what is
// chosen is chosen again. Without this script a form still keeps them whenever it is refused.

const PAUSE_MS = 1000;
const RETRY_MS = 10000;
const LONGEST_WAIT_MS = 2000;
const TEXTS = 'textarea, input:not([type]), input[type="text"]';

export class Draft {
  constructor(form) {
    this.form = form;
    this.unkept = false;
    this.underway = null;
    this.status = this.placeOfStatus();
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.unkept) this.keep();
    });
  }

  placeOfStatus() {
    const status = document.createElement("p");
    status.className = "govuk-hint mash-draft-status";
    this.form.querySelector("textarea")?.closest(".govuk-form-group").append(status);
    return status;
  }

  address() {
    return this.form.dataset.draft;
  }

  isKept(field) {
    return field.matches(TEXTS);
  }

  fields() {
    const fields = new URLSearchParams({ csrf: this.form.elements.csrf.value });
    for (const text of this.form.querySelectorAll(TEXTS)) if (text.name) fields.append(text.name, text.value);
    return fields;
  }

  async kept(answer) {
    const { kept, until } = await answer.json();
    this.say(kept ? `Kept on ${kept}. Only you see it. It is deleted when you send it, or on ${until}.` : "", false);
  }

  changed(event) {
    if (!this.isKept(event.target)) return;
    this.unkept = true;
    this.in(PAUSE_MS);
  }

  in(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), milliseconds);
  }

  // A draft that arrived after the form would outlive it, so the form waits for one that is under way.
  submitted(event) {
    clearTimeout(this.timer);
    this.unkept = false;
    if (this.underway === null || event.defaultPrevented) return;
    event.preventDefault();
    const enough = new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MS));
    Promise.race([this.underway, enough]).then(() => {
      this.underway = null;
      this.form.requestSubmit(event.submitter);
    });
  }

  keep() {
    clearTimeout(this.timer);
    this.underway ??= this.send().finally(() => {
      this.underway = null;
    });
  }

  async send() {
    this.unkept = false;
    const fields = this.fields();
    try {
      const answer = await fetch(this.address(), {
        method: "POST",
        body: fields,
        redirect: "manual",
        keepalive: fields.toString().length < 60000,
        signal: AbortSignal.timeout(RETRY_MS),
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        this.say("You are signed out. What you write stays on this page; you are asked to sign in when you send it.", true);
      } else if (answer.ok) {
        await this.kept(answer);
      } else {
        this.failed();
      }
    } catch {
      this.failed();
    }
  }

  failed() {
    this.say("What you write cannot be kept just now. It stays on this page, and is tried again.", true);
    this.unkept = true;
    this.in(RETRY_MS);
  }

  // Read out only when something is wrong: nobody wants to hear of every pause.
  say(sentence, wrong) {
    if (wrong) this.status.setAttribute("role", "alert");
    else this.status.removeAttribute("role");
    if (this.status.textContent !== sentence) this.status.textContent = sentence;
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);
