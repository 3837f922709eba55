// Before anything is drawn: lets the style sheet hide what a script is going to show.
document.documentElement.classList.add("has-script");
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
