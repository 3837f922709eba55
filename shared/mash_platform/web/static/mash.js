import "./drafts.js";
import { initAll } from "./govuk-frontend.min.js";
import "./whole-page.js";

initAll();
