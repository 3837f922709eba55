// Keeps a form with data-keep on the server as a whole, what is chosen too, and brings the parts of the page up to
// date that depend on it: those with data-live. Without this script a button does the same.

import { Draft } from "./drafts.js";

class WholePage extends Draft {
  constructor(form) {
    super(form);
    // What is chosen may ask for more, right below: nobody should have to wait for a pause in the typing.
    form.addEventListener("change", (event) => {
      if (!event.target.matches("input[type=radio], select")) return;
      if (this.underway) this.underway.then(() => this.keep());
      else this.keep();
    });
  }

  placeOfStatus() {
    return this.form.querySelector("[data-kept]");
  }

  address() {
    return this.form.action;
  }

  isKept(field) {
    return Boolean(field.name);
  }

  fields() {
    const fields = new URLSearchParams(new FormData(this.form));
    fields.append("do", this.form.dataset.keep);
    return fields;
  }

  // A later answer is on its way already when something was typed since.
  async kept(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const kept = page.querySelector("[data-kept]");
    if (!kept) return this.failed();
    this.say(kept.textContent.trim(), false);
    for (const now of page.querySelectorAll("[data-live]")) {
      const shown = document.getElementById(now.id);
      if (shown && shown.innerHTML !== now.innerHTML) shown.innerHTML = now.innerHTML;
    }
    for (const now of page.querySelectorAll("[data-asked]")) {
      const shown = document.getElementById(now.id);
      if (shown) shown.dataset.asked = now.dataset.asked;
    }
    if (location.href.split("#")[0] !== this.form.action) history.replaceState(null, "", this.form.action);
  }
}

for (const form of document.querySelectorAll("form[data-keep]")) new WholePage(form);
