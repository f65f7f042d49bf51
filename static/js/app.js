// What every page needs. Each module is named, and not by those alone that import it: so a browser that comes for the
// first time asks for all of them at once. First what others stand on:
import "./dom.js";
import "./clock.js";
import "./requests.js";
import "./stream.js";
import "./pace.js";
import "./toasts.js";
// And then in the order in which they must wake up: live lists remember rows before others rewrite their times.
import "./live.js";
import "./times.js";
import "./keyboard.js";
import "./palette.js";
import "./menus.js";
import "./forms.js";
import "./alerts.js";
import "./notices.js";
