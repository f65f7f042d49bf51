// What the pages need on which somebody writes for others: a ticket, its handing over, a talk, a shift change.
import "./drafts.js";
import "./kept.js";
import "./composer.js";
import "./here.js";
import "./package.js";
