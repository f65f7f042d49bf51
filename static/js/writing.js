// What the pages need on which somebody writes for others: a ticket, its handing over, a talk, a shift change.
import "./draft_conflict.js";
import "./drafts.js";
import "./kept.js";
import "./composer.js";
import "./news.js";
import "./here.js";
import "./about.js";
import "./sentences.js";
import "./steps.js";
import "./warm.js";
