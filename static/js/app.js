// Everything a page may need, in the order it must wake up: live lists remember rows before others rewrite their times.
import "./live.js";
import "./localtime.js";
import "./countdown.js";
import "./keyboard.js";
import "./menus.js";
import "./forms.js";
import "./drafts.js";
import "./kept.js";
import "./composer.js";
import "./about.js";
import "./sentences.js";
import "./steps.js";
import "./bulk.js";
import "./alerts.js";
import "./notices.js";
import "./overdue.js";
import "./session.js";
