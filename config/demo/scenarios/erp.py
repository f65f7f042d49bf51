"""Crossings to the books: nightly runs and field mappings."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="erp_nightly",
        issue_type="Connectors/ERP",
        goes_to="tier-2",
        weight=5,
        codes=("FW-4102", "FW-4107", "FW-4110"),
        openings={
            "plain": (
                "Last night's crossing to {system} stopped at {clock} with {code}. {count} orders are in Ferrywell "
                "but not in {system}, so our finance people start the day with nothing."
            ),
            "terse": "nightly crossing failed, {code}. {count} orders missing in {system}.",
            "angry": (
                "Third time this month. {code}, {count} orders missing in {system}, and a status page that's been "
                "green the whole night. I don't need a green page, I need orders."
            ),
            "chatty": (
                "Good morning from the finance corner, where it's very quiet because there's nothing to book. The "
                "crossing to {system} broke off at {clock} with {code}. I pressed Retry, it ran for nine minutes, I "
                "got quite hopeful, and then it said {code} again."
            ),
            "foreign": (
                "The nightly transfer to {system} is interrupted with {code}. {count} orders are missing. We need "
                "them for the morning invoices. Please restart the transfer or explain how."
            ),
        },
        asks=(
            Ask(
                "Has anything changed in {system} yesterday: an update, a new field made mandatory, a password?",
                (
                    (
                        "IT says there was a security update during the night. They also say it can't be that. They "
                        "always say that."
                    ),
                    '{colleague} made "cost center" mandatory on {weekday}. Would that matter?',
                ),
            ),
            Ask(
                "Could you send me the crossing's run number? Connections, {system}, Runs, top line.",
                (
                    "It's run 90{few}17, and the one after that stops at exactly the same order, {order}.",
                    "Run 88{few}41. Stops at 63 percent.",
                ),
            ),
        ),
        tried=(
            Step("Pressed Retry on the failed run", "Stops at the same order, {code}"),
            Step("Checked the credentials of the connection", "Valid"),
            Step("Sent one newer order by itself", "Arrives in {system}"),
        ),
        subjects=(
            "Nightly crossing to {system} failed",
            "{system} sync {code}",
            "ERP got nothing last night",
        ),
        chases=(
            "It's nearly noon here and finance is still playing solitaire.",
            "Retry number four just failed as well. I've stopped pressing it.",
        ),
        notes=(
            (
                "One order ({order}) carries an emoji in the delivery note, {system} refuses the batch. Whole "
                "batch, because of one smiling avocado."
            ),
            (
                "Target requires a cost center since {weekday}; mapping doesn't fill it. Batch of 200 rolls back on "
                "first reject."
            ),
        ),
        bot_turns=(
            (
                "I see that the last crossing to {system} did not finish. You can restart it under Connections, "
                "Runs, Retry. It continues where it stopped. Shall I do that for you?"
            ),
        ),
        pickups=(
            (
                "I've taken this over and have run and log open. It always stops at {order}, so I'll take that one "
                "out and let the rest go through first."
            ),
            (
                "Hello, second line here. I have everything from the notes, including what changed on your side. "
                "Restarting in smaller batches now, so one order can't hold the others."
            ),
        ),
        fixes=(
            (
                "The crossing stopped at {order}, whose delivery note has an emoji that {system} can't store. The "
                "other orders are through; I've replaced the symbol and sent {order} as well. From now on such "
                "characters are left out and the run carries on. Sorry about the avocado."
            ),
            (
                "{system} has required a cost center since {weekday} and our mapping left it empty. It's now filled "
                "from the customer group, and all {count} orders arrived, as finance may have noticed by the sound."
            ),
            (
                "All {count} orders are in {system}. I've also switched your connection to batches of 20, so a "
                "single bad order is reported and doesn't stop the night."
            ),
        ),
        summaries=(
            (
                "The nightly run to {system} stops at {order} with {code}, also on retry. {count} orders are missing "
                "there."
            ),
            (
                '{system} rejects the nightly batch with {code} since "cost center" became mandatory there. {count} '
                "orders wait and finance cannot invoice."
            ),
        ),
        impacts=(
            "{count} orders cannot be invoiced today",
            "Finance stands still, third failure this month",
        ),
        next_actions=(
            "Take {order} out of the batch, restart the run, then repair the order",
            'Map "cost center" and rerun in small batches',
        ),
    ),
    Scenario(
        key="mapping_lost",
        issue_type="Connectors/Mapping",
        goes_to="tier-2",
        weight=4,
        codes=("FW-4205",),
        openings={
            "plain": (
                "Since the update on {weekday} our custom fields arrive empty in {system}: delivery window, gate "
                "code and the buyer's reference. The mapping page shows them, but the orders don't carry them."
            ),
            "terse": "custom fields empty since update. mapping page looks ok. e.g. {order}.",
            "angry": (
                "Drivers stand in front of closed gates because the gate code doesn't come through since your "
                "update on {weekday}. They then call me. I don't know the gate codes. That's why there was a field."
            ),
            "chatty": (
                'We have a field called "beware of goose". It\'s there for a reason, and the reason has wings. Since '
                "{weekday} it's empty on everything that reaches {system}, along with delivery window and gate "
                "code. {order} went out without the goose warning and the driver has asked to be moved to another "
                "route."
            ),
            "foreign": (
                "After the actualization of {weekday} the own fields are not transmitted to {system}. In the "
                "mapping all is there, but in the order {order} they are empty."
            ),
        },
        asks=(
            Ask(
                "Do the fields show a value on the order page in Ferrywell itself?",
                (
                    "Yes, there they're all filled in. Only {system} gets them empty.",
                    "Only for orders made by hand. Those from {shop} are empty here as well.",
                ),
            ),
            Ask(
                "Would you press Preview on the mapping page with {order} and tell me what stands on the right?",
                (
                    'On the right it says "(no path)" for each of the three.',
                    "The preview is perfect. Reality isn't.",
                ),
            ),
        ),
        tried=(
            Step("Opened the mapping preview with {order}", "Not what arrives in {system}"),
            Step("Compared what {system} received", "Fields empty"),
            Step("Saved the mapping again without changes", "No effect"),
        ),
        subjects=(
            "Field mapping gone after update",
            "Custom fields empty in {system}",
        ),
        chases=(
            "Another driver at another gate. Is there a way to at least put it in the notes?",
            "The goose is winning. Please give me an estimate.",
        ),
        notes=(
            (
                "Release 7.{few} renamed custom field paths (custom.x to fields.x). Migration skipped mappings "
                "older than 2 years."
            ),
            (
                "Preview uses the new resolver, live crossing the old one until republish. That's why it looks "
                "right. Confirmed on {order}."
            ),
        ),
        pickups=(
            (
                "I've seen {order} and the preview that doesn't match. I'm republishing the mapping and sending "
                "that one order again to compare."
            ),
            "Got it. The notes tell me what the fields are for, so I understand the hurry, goose included.",
        ),
        fixes=(
            (
                "The update renamed how custom fields are addressed, and mappings of a certain age weren't moved "
                "along. I've republished yours and resent today's {count} orders; {order} now carries gate code, "
                "window and reference."
            ),
            (
                "All three fields arrive again, checked on the last ten orders in {system}. We're going through the "
                "other old mappings so that nobody else meets the goose unprepared."
            ),
        ),
        summaries=(
            (
                "Custom fields arrive empty in {system} since {weekday}'s update. The mapping page looks as before, "
                "{order} lacks gate code."
            ),
            (
                "The mapping of custom fields to {system} stopped working with the update. Preview and live crossing "
                "disagree."
            ),
        ),
        impacts=(
            "Drivers cannot deliver without gate codes",
            "Each delivery needs a phone call, about {count} a day",
        ),
        next_actions=(
            "Republish the mapping with the new field paths and resend today's orders",
            "Compare resolver of preview and live run, republish, verify on {order}",
        ),
    ),
)
