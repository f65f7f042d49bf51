"""Files that are refused and shelves that are empty."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="csv_import",
        issue_type="Orders/Import",
        goes_to="tier-2",
        weight=4,
        codes=("FW-2017", "FW-2018"),
        openings={
            "plain": (
                "I'm importing the weekly order file like every week and today {count} of the rows are rejected "
                "with {code}. The file comes from the same system as always. I've attached nothing because your "
                "form says the file is too large, which is a second problem."
            ),
            "terse": "csv import: {code}, {count} rows rejected. file same as last week.",
            "angry": (
                "\"Row {few}: {code}: unexpected value.\" Unexpected by whom? It's the same file I've uploaded every "
                "week for two years. I have {count} rejected rows, a deadline at noon and an error message written "
                "by a fortune cookie."
            ),
            "chatty": (
                "I do this import every week, coffee in one hand, and this time it came back red from top to "
                "bottom. {count} rows, code {code}. I opened the file in three different programs. One of them "
                "turned an article number into a date in 1931, which I'm fairly sure isn't your fault, but I "
                "mention it for completeness."
            ),
            "foreign": (
                "By the import of the CSV file I become the error {code} for {count} rows. The amounts have a comma "
                "like always in our country. Last week it was functioning."
            ),
        },
        asks=(
            Ask(
                "Could you paste the header line and one rejected row, with names changed if needed?",
                (
                    (
                        "Here you go. I see now that the separator is a tab in this one. We moved to a new laptop "
                        "on {weekday}, could that do it?"
                    ),
                    (
                        "Header: order_no;sku;qty;price;deliver_by. Row: {order};{sku};12;8,50;2 November. It's the "
                        "same as ever, I think."
                    ),
                ),
            ),
            Ask(
                "Which program saved the file last, and on what kind of computer?",
                (
                    "Excel on {colleague}'s new Mac. The old one retired, like the person who knew how all this works.",
                    "Exported from {system}, opened once in a spreadsheet to delete a column, saved, uploaded.",
                ),
            ),
        ),
        tried=(
            Step("Imported one row by hand", "Accepted"),
            Step("Looked at the raw bytes of the file", "UTF-16, tab separated"),
            Step("Uploaded again with semicolons", "Only the price column is rejected"),
        ),
        subjects=(
            "CSV import rejects all rows",
            "Import error {code}",
            "Upload of order file fails",
        ),
        chases=(
            "I've entered thirty of them by hand now. I'd like to stop.",
            "Noon is in {minutes} minutes, just saying.",
        ),
        notes=(
            (
                "File is UTF-16 with tabs. Import profile expects semicolon and UTF-8. Parser message is truly "
                "unhelpful, filed an improvement."
            ),
            (
                "Decimal commas: account locale was switched to en-US when they changed plan. Setting the profile's "
                "own locale fixes it."
            ),
        ),
        bot_turns=(
            (
                "Import error {code} usually means that a value does not match its column. Please check that "
                "quantities are whole numbers and dates look like 2025-03-31. Shall I show you the format page?"
            ),
        ),
        pickups=(
            (
                "I've got your sample row and the import profile, nothing more needed from you just now. I'm "
                "running the file here first."
            ),
            (
                "I've picked this up. The good news is that your data is fine; it is only dressed unexpectedly. "
                "I'll have the import profile changed in a few minutes."
            ),
        ),
        fixes=(
            (
                "The file was saved with tabs and a different text encoding than your import profile expects. I've "
                "made the profile recognize both and re-run the import: all {count} rows are in. You can keep the "
                "coffee in one hand."
            ),
            (
                'Your account\'s number format changed to the US one with the plan change, so "8,50" read as two '
                "values. I've pinned your format in the profile and imported the file again, no rejects."
            ),
            (
                'All rows imported. For next time, File, Save as, "CSV UTF-8" does it, and the import page now says '
                "in plain words which column it dislikes."
            ),
        ),
        summaries=(
            (
                "The CSV import fails with {code} on {count} rows: the file from a new computer differs in separator "
                "and encoding."
            ),
            (
                "{count} rows of the order file are rejected with {code}. The price column with decimal commas is "
                "the one refused."
            ),
        ),
        impacts=(
            "The week's orders are not in the system and the cut-off is at noon",
            "Staff type orders in by hand meanwhile",
        ),
        next_actions=(
            "Adjust the import profile to the file, re-run it, confirm the row count",
            "Pin the number format in the profile and import again",
        ),
    ),
    Scenario(
        key="stock_drift",
        issue_type="Orders/Stock",
        goes_to="tier-2",
        weight=5,
        codes=("FW-2502", "FW-2507"),
        openings={
            "plain": (
                "Stock figures in Ferrywell drift away from {system}. For {sku} you show {count}, {system} shows 0, "
                "and a walk to the shelf confirms the zero. It's been like this since {weekday}."
            ),
            "terse": "{sku}: you say {count}, {system} says 0. we oversold. please resync.",
            "angry": (
                "We sold {count} pieces of {sku} that do not exist. The shelf is empty, {system} knows it is empty, "
                "the forklift driver knows it is empty. Ferrywell is the only one with hope."
            ),
            "chatty": (
                "You know the feeling when the fridge list says milk and there's no milk? {sku}, {count} pieces "
                'according to you, none according to {system} and to {colleague}, who went to look. I pressed "Sync '
                'now" twice. The first time it said done, the second time it said done too, but with less '
                "conviction."
            ),
            "foreign": (
                "The stock of many articles is different between Ferrywell and {system}. By {sku} there are {count} "
                "pieces too much. We have sold what we don't have."
            ),
        },
        asks=(
            Ask(
                "Are the wrong ones all in one location, or spread over all warehouses?",
                (
                    (
                        "Only {depot}, and always articles that had a return in the last days. The rest is right to "
                        "the piece."
                    ),
                    "Spread evenly, like butter. Every location is a little wrong.",
                ),
            ),
            Ask(
                "When did {system} last send a full stock message? Settings, Connections, Last full count.",
                (
                    'Last night, "completed with {few} warnings". The warnings can\'t be opened.',
                    "It says 19 days ago. I'd have guessed yesterday.",
                ),
            ),
        ),
        tried=(
            Step("Pressed Sync now", "Completes, figures unchanged"),
            Step("Compared {sku} on both sides", "{count} here, 0 in {system}"),
            Step("Looked at the date of the last full count", "19 days ago"),
        ),
        subjects=(
            "Stock in Ferrywell doesn't match {system}",
            "oversold {sku}",
            "Stock levels wrong since {weekday}",
        ),
        chases=(
            'We\'ve put the shop on "call for availability". Every one of these calls is answered by me.',
            "{colleague} is now counting by hand with a clipboard. Any progress?",
        ),
        notes=(
            (
                "Returns are booked twice: once by the connector, once by the depot app. Delta grows by exactly the "
                "returns per day."
            ),
            (
                "Full count skipped since their token's scope changed, increments keep running so nobody notices. "
                "{code} in the log."
            ),
        ),
        bot_turns=(
            (
                "Stock levels are updated every 15 minutes. You can start an update under Connections, Sync now. "
                "Would you like me to explain how reservations affect available stock?"
            ),
        ),
        pickups=(
            (
                "I have the figures for {sku} from both sides, thanks to the notes. I'm starting a full count for "
                "{depot} in report mode first, so nothing changes before you've seen it."
            ),
            'I\'m on it now. Please leave "Sync now" alone for half an hour, I want to see the numbers hold still.',
        ),
        fixes=(
            (
                "Returns at {depot} were booked both by the handhelds and by {system}. I've switched off one of the "
                "two and run a full count; {sku} is at 0, and {few} other articles were corrected. The report is "
                "attached."
            ),
            (
                "The full nightly count had been skipped for 19 days because the access granted to us lacked one "
                "right. {colleague} has granted it again, the count ran, and everything matches to the piece. If a "
                "count is skipped again, you get an e-mail that says so."
            ),
            (
                'Figures agree since the full count this morning. The oversold orders are tagged "oversold" in your '
                "list so you can write to those buyers in one go."
            ),
        ),
        summaries=(
            "Stock at {depot} is too high by the number of returns. They seem to be booked twice.",
            "Stock here and in {system} disagrees since {weekday}, for {sku} by {count} pieces. They have oversold.",
        ),
        impacts=(
            "They oversell and have to cancel on buyers, the shop is on call-for-availability",
            "{few} articles oversold, one of them promised to a chain",
        ),
        next_actions=(
            "Switch off one of the two return bookings for {depot} and run a full count",
            "Find out why the full count is skipped, run it in report mode, then apply",
        ),
    ),
)
