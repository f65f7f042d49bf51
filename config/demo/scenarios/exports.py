"""Exports that are empty or endless."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="export_empty",
        issue_type="Reports/Exports",
        goes_to="tier-2",
        weight=4,
        codes=("FW-7003",),
        openings={
            "plain": (
                "The orders export for last month contains the header and nothing else. On screen the same filter "
                "shows {count} orders. It worked last month."
            ),
            "terse": "export empty, screen shows {count}.",
            "angry": (
                "I've exported the same empty file four times now. If it's meant as a comment on our sales, it's "
                "unkind and wrong: the screen says {count} orders."
            ),
            "chatty": (
                "The export is ready! said the mail. It was: one line, very tidy, the column names and then "
                "silence. The same filter shows {count} orders on the page, so I know they're in there somewhere."
            ),
            "foreign": (
                "If I export the orders of last month the file is empty, only with the title line. On the screen I "
                "see {count} orders. What do I make wrong?"
            ),
        },
        asks=(
            Ask(
                "Which filter is set in the export, and is one of the dates written with a two-digit year?",
                (
                    "Status Shipped, warehouse {depot}, last month. As always.",
                    "Day, month and two digits for the year. Is that bad?",
                ),
            ),
            Ask(
                "Are you exporting with your own user or with the shared reporting user?",
                (
                    'The shared one, "reports". {colleague} set it up ages ago.',
                    "My own. I'm an admin, says the page.",
                ),
            ),
        ),
        tried=(
            Step("Ran the same filter on screen", "{count} orders"),
            Step("Ran the export as the customer's user", "Header only"),
        ),
        subjects=(
            "Export is empty",
            "Orders export contains only the header",
        ),
        chases=("The report goes to the board at four. It has very elegant column names so far.",),
        notes=(
            (
                "Reporting user lost its warehouse scope on {weekday}, so it sees nothing. Export runs as that "
                "user. Screen runs as the person."
            ),
            "Two-digit year taken literally, so in the time of the Romans. We have no orders from antiquity.",
        ),
        bot_turns=(
            (
                "An export contains only what the filter finds. Please check that the dates are right and try "
                "again. Would you like help with the filters?"
            ),
        ),
        pickups=(
            (
                "I've tried your filter here, also empty, so it isn't you. I'm looking at the rights of the "
                "reporting user now."
            ),
            (
                "The export is with me. As a stopgap I've made the file by hand and put it in your download folder, "
                "so four o'clock is safe."
            ),
        ),
        fixes=(
            (
                "The shared reporting user had lost its access to {depot} on {weekday}, so its exports were empty "
                "without an error. Access is restored and the file with {count} orders is in your downloads."
            ),
            (
                "The two-digit year was taken literally, as one in the first century. The field now asks for four "
                "digits. Your export ran through: {count} orders."
            ),
            (
                "The export is complete, {count} rows plus the elegant header. An export without a single row now "
                "says why."
            ),
        ),
        summaries=(
            (
                "The orders export, due today, has only a header, the screen shows {count} orders. It runs as a "
                "shared user."
            ),
            "Export of last month's orders is empty since {weekday}.",
        ),
        impacts=(
            "The board report is due this afternoon",
            "Monthly closing waits for the file",
        ),
        next_actions=(
            "Compare the rights of the reporting user with the person's, rerun",
            "Make the file by hand first, then look for the cause",
        ),
    ),
    Scenario(
        key="export_timeout",
        issue_type="Reports/Exports",
        goes_to="engineering",
        weight=3,
        codes=("FW-7050",),
        openings={
            "plain": (
                "The yearly export of order lines has been at 99 % since {weekday}. I started it again, the second "
                "one is at 99 % too. We need it for the auditors."
            ),
            "terse": "export stuck 99% since {weekday}. {few} attempts.",
            "angry": "99 %. It's been 99 % for two days. I've had a birthday in the meantime.",
            "chatty": (
                "The progress bar moved beautifully until 99 %, and there it's stayed, like someone at the door who "
                "won't leave. It's the order lines of the entire year, perhaps a million and a half."
            ),
            "foreign": (
                "Our export over the year stays at 99 %. We have tried {few} times. The auditor comes next week."
            ),
        },
        asks=(
            Ask(
                (
                    "Would monthly files do for the auditors? These finish in a minute or two and I could start all "
                    "twelve."
                ),
                (
                    "They want one file. They were quite clear, they even sent a drawing.",
                    "Yes please! Twelve files are twelve more than I have now.",
                ),
            ),
        ),
        tried=(
            Step("Started the export for one month", "Finishes in 2 minutes"),
            Step("Looked at the export node", "Last step is killed and restarted"),
        ),
        subjects=(
            "Large export never finishes",
            "Export stuck at 99 %",
        ),
        chases=("Still 99 %. I check it out of affection by now.",),
        notes=(
            "Zip step runs out of disk on the export node, retried forever. Engineering.",
            "1.6 M lines, the writer holds them all in memory. Killed at 99 every time, restarts politely.",
        ),
        bot_turns=(
            (
                "Large exports can take up to an hour. You get an e-mail as soon as the file is ready. Is there "
                "anything else I can do for you?"
            ),
        ),
        pickups=(
            (
                "Engineering. I see both of your exports dying at the very last step. I'm writing the file on "
                "another machine by hand for you, and then repairing the step."
            ),
        ),
        fixes=(
            (
                "One file, as drawn by the auditors, is in your downloads. The progress bar has been told that 99 "
                "means nearly done."
            ),
            (
                "The last step packed everything in memory and was stopped each time at 99 %. It now writes as it "
                "goes. Your file, 1.6 million lines, is in the downloads and took eleven minutes."
            ),
        ),
        summaries=(
            (
                "The yearly export of order lines stays at 99 % since {weekday}. Monthly ones finish; memory may run "
                "out."
            ),
        ),
        impacts=("The auditors come next week and need one file",),
        next_actions=("Produce the file by hand on a larger machine, then fix the packing step",),
    ),
)
