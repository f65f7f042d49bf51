"""Reports: whether they come, and whether they add up."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="scheduled_report",
        issue_type="Reports/Schedules",
        goes_to="tier-1",
        weight=4,
        codes=("FW-7101",),
        openings={
            "plain": (
                "Our weekly sales report didn't arrive this week. It's scheduled for six in the morning and goes to "
                "{few} people. None of us has it, and it isn't in the spam folder."
            ),
            "terse": "weekly report missing. not in spam.",
            "angry": (
                "Our Monday meeting begins with your report. Today it began with {few} managers looking at each "
                "other. Where is it?"
            ),
            "chatty": (
                "The report comes at six like the milk used to, and now it doesn't. I have asked everyone on the "
                "list. {colleague} claims to have received it, but it turns out that was last week's, printed."
            ),
            "foreign": (
                "The automatic report of the week has not arrived. The receivers are the same. Please check if it "
                "was sent."
            ),
        },
        asks=(
            Ask(
                (
                    "Who owns the schedule? It's shown in small letters under the report's name. A schedule stops "
                    "when its owner is deactivated."
                ),
                (
                    "It says {colleague}, who left at the end of the month. I see.",
                    "I'm the owner. And I'm still here, in spite of everything.",
                ),
            ),
            Ask(
                "Could you ask your mail administrators to look for reports@mail.ferrywell.example in quarantine?",
                (
                    "Nothing there. They looked, and they enjoy saying no.",
                    'Found it: quarantined for "unusual amount of numbers". It\'s a sales report.',
                ),
            ),
        ),
        tried=(
            Step("Checked the owner of the schedule", "Deactivated on {weekday}"),
            Step("Sent the report with Run now", "Arrives"),
        ),
        subjects=(
            "Weekly report didn't arrive",
            "Monday report missing",
        ),
        chases=("The next one is due tomorrow at six. Will it come?",),
        notes=(
            (
                "Owner deactivated on {weekday}, schedule orphaned. No warning to anyone. There is a wish for that "
                "in the backlog since forever."
            ),
            "Mail accepted by their server at 06:02. It's on their side.",
        ),
        bot_turns=(
            (
                "Scheduled reports are sent at the time you set, in the time zone of your account. You can send one "
                "at once with Run now. Would you like to know where?"
            ),
        ),
        pickups=(
            (
                "I've just come on shift and taken this over from my colleague. This week's report is on its way to "
                "all {few} of you now; I'll look at why it didn't go by itself."
            ),
        ),
        fixes=(
            (
                "The schedule belonged to {colleague}, whose user was closed, and it stopped along with it. It "
                "belongs to you now, this week's report has been sent, and the next comes at six as it used to, "
                "like the milk."
            ),
            (
                "Your mail system had quarantined it. With the sender on the allow-list it gets through; your "
                "colleague in IT confirmed the arrival of a test, with visible reluctance."
            ),
        ),
        summaries=(
            (
                "The weekly report was not sent: its owner {colleague} was deactivated. They want it moved to a new "
                "owner."
            ),
            (
                "The scheduled report did not arrive at {few} receivers, cause open between our sending and their "
                "mail filter."
            ),
        ),
        impacts=("Managers' meeting without figures",),
        next_actions=("Move the schedule to a new owner and send this week's report by hand",),
    ),
    Scenario(
        key="figures_differ",
        issue_type="Reports/Figures",
        goes_to="tier-2",
        weight=4,
        codes=("FW-7200",),
        openings={
            "plain": (
                "The dashboard shows {count} orders for {weekday}, the export {few} fewer. For the month as a whole "
                "they agree. Which one is right?"
            ),
            "terse": "dashboard {count}, export fewer. same day. which?",
            "angry": (
                "I've presented two different numbers for the same {weekday} in the same meeting, one from your "
                "dashboard and one from your export. I'd like you to imagine that for a moment."
            ),
            "chatty": (
                "I have one number from the dashboard, another one from the export, and my own from counting on "
                "fingers, which agrees with neither. For the month it all adds up, strangely enough. It's as if a "
                "few orders were moving from one day to the other during the night."
            ),
            "foreign": (
                "The numbers of {weekday} are not equal in dashboard and export. Over the month it's equal. I think "
                "it's a question of time zone, but where to change?"
            ),
        },
        asks=(
            Ask(
                "Which time zone does your profile have, and which one the account? Profile, Regional settings.",
                (
                    (
                        "Profile says mine, account says America/Denver. We aren't in Denver. I don't think anyone "
                        "here has ever been."
                    ),
                    "Both are right. I just checked.",
                ),
            ),
            Ask(
                "Does the dashboard tile include cancelled orders? There's a small funnel on it.",
                (
                    "No, cancelled ones are out in both.",
                    'The funnel says "all states". So that\'d be it, or half of it.',
                ),
            ),
        ),
        tried=(
            Step("Compared both lists for {weekday} order by order", "{few} orders fall on the neighboring day"),
            Step("Compared the month", "Equal"),
        ),
        subjects=(
            "Dashboard and export disagree",
            "Revenue figure differs by day",
        ),
        chases=("The figures go into the quarterly report on Friday. I'd like to write one number.",),
        notes=(
            "Account zone vs profile zone. Orders between 16:00 and midnight fall on different days.",
            "Dashboard counts by creation, export by release date. Labelled nowhere. Docs and label ticket opened.",
        ),
        pickups=(
            (
                "I took this over with your three numbers in the notes. I'm going through {weekday} order by order, "
                "it's only a handful that move."
            ),
        ),
        fixes=(
            (
                "The export goes by your account's time zone, which was still Denver's, and the dashboard by yours. "
                "I've set the account to your zone; both now say {count} for {weekday}."
            ),
            (
                "The dashboard counts when an order was created, the export when it was released. Both are right, "
                "which helps nobody, so both now say which one they mean and you can choose. For the quarterly "
                "report I'd use released."
            ),
            (
                "Found the {few} wanderers: orders around midnight. One zone for all from now on, and your fingers "
                "were right."
            ),
        ),
        summaries=(
            (
                "Dashboard and export differ for single days, for {weekday} by {few} orders, but agree for the "
                "month. Their time zones differ."
            ),
        ),
        impacts=("Two numbers for the same day in front of management",),
        next_actions=("Align the time zones and explain what each figure counts",),
    ),
    Scenario(
        key="leading_zeros",
        issue_type="Reports/Exports",
        goes_to="tier-1",
        weight=3,
        codes=("FW-7015",),
        openings={
            "plain": (
                "In the export the leading zeros of our article numbers are missing: 00417 becomes 417. Our barcode "
                "labels need them. {count} articles are affected."
            ),
            "terse": "leading zeros gone in csv. 00417 -> 417",
            "angry": (
                "Your export turns article 00417 into 417, and article 3E5 into three hundred thousand. I've got "
                "{count} labels with the wrong number on them and a warehouse full of people who are being very "
                "patient with me."
            ),
            "chatty": (
                "Our article number is 00417, it's always been 00417, my predecessor was proud of those zeros. In "
                "your file it's just 417. One article is now called 1-Mar, which is festive but wrong."
            ),
            "foreign": (
                "In the exported file the zeros in front are lost. In Ferrywell it's correct. How can I export with "
                "zeros?"
            ),
        },
        asks=(
            Ask(
                "What do you open the file with, and have you looked at it in a plain text editor?",
                (
                    "In the editor the zeros are there! It's Excel that eats them.",
                    "Double click, so Excel. In the editor it looks horrible but has zeros.",
                ),
            ),
        ),
        tried=(Step("Opened the file in a text editor", "Zeros present"),),
        subjects=(
            "Export loses leading zeros",
            "Article numbers broken in CSV",
        ),
        chases=("We've stopped printing. Nobody dares to scan anything.",),
        notes=(
            "It's Excel. It is always Excel. Offer the xlsx export with text columns.",
            "The xlsx export has text format since release 7.2, they're using the old CSV bookmark.",
        ),
        bot_turns=(
            (
                "Our export contains the numbers exactly as stored. If you open the file in a spreadsheet program, "
                "choose Text as the format of the column. Did this help?"
            ),
        ),
        pickups=(
            (
                "I've just taken over. You don't have to convince me, I can see both versions; sending you the xlsx "
                "with proper text columns in a minute."
            ),
        ),
        fixes=(
            (
                "The zeros are in the file, but Excel takes them for decoration. Export as XLSX instead of CSV and "
                "they stay. I've changed your saved export, the next one will be right by itself."
            ),
            (
                "Use the XLSX button and 00417 stays 00417, and nothing gets turned into a holiday. I've reprinted "
                "your label file with the right numbers too."
            ),
        ),
        summaries=(
            (
                "Leading zeros vanish from article numbers because the CSV is opened in a spreadsheet. They need a "
                "format that keeps text."
            ),
        ),
        impacts=("{count} labels printed with wrong numbers",),
        next_actions=("Switch the saved export to XLSX with text columns",),
    ),
)
