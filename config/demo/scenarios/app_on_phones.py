"""The app on phones: crashes and silence."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="app_crash",
        issue_type="Mobile app/Crashes",
        goes_to="engineering",
        weight=3,
        codes=("APP-500",),
        openings={
            "plain": (
                "After the update to {version} the app closes right after opening, on all our {phone} devices. "
                "Other models work."
            ),
            "terse": "crash on start, {version}, {phone}. {count} devices.",
            "angry": (
                "The update installed itself at night and in the morning {count} of our devices were paperweights. "
                "Good ones, heavy, but we had paperweights."
            ),
            "chatty": (
                "It opens, shows the little ship, and goes away. Opens, ship, away. All {phone}, {version}. One "
                "colleague insists that it works if you open it very gently. I've watched him and it doesn't."
            ),
            "foreign": (
                "The app closes automatically when we start it, since version {version}. Device is {phone}. We "
                "can't work in the warehouse."
            ),
        },
        asks=(
            Ask(
                (
                    "Do the devices have the newest system, and is there at least one with an older app version "
                    "that works?"
                ),
                (
                    (
                        "System is from last year, the vendor doesn't make newer ones. One device has the old app "
                        "and works. We take turns."
                    ),
                    "All are up to date. No survivors.",
                ),
            ),
        ),
        tried=(
            Step("Asked to install again on one device", "Same crash"),
            Step("Looked at the crash report", "Camera library, only on this model"),
        ),
        subjects=(
            "App crashes on start",
            "App closes itself after update",
        ),
        chases=("{count} people with pen and paper. It's picturesque.",),
        notes=(
            "Crash in the camera library on Android 9, started with {version}. Engineering to pull the release.",
            "Only devices with dark mode + German. No joke. Reproduced.",
        ),
        bot_turns=(
            (
                "I'm sorry that the app closes. Please try to restart the device and to install the app again. "
                "Before you do, please make sure that all picks are synced."
            ),
        ),
        pickups=(
            (
                "Engineering here. Got it on my desk with the same model, and the same ship. I'm stopping the "
                "rollout now and building a corrected version."
            ),
            (
                "I'm from the mobile engineers. The crash report is clear; {version} will be withdrawn in the next "
                "minutes, and you'll have a link to the previous one."
            ),
        ),
        fixes=(
            (
                "{version} crashes on {phone} when it asks the camera for something that model doesn't have. The "
                "corrected version is out and your devices update at the next start, gently or not."
            ),
            (
                "The release was withdrawn, and the previous version is in your download link; data on the devices "
                "are kept. The new one was tested on exactly your model, which now lives on our desk."
            ),
        ),
        summaries=(
            (
                "App {version} crashes on start on all {count} {phone} devices, other models work. The crash report "
                "points at the camera library."
            ),
        ),
        impacts=("{count} pickers work with pen and paper",),
        next_actions=("Stop the rollout of {version} and provide the previous build",),
    ),
    Scenario(
        key="push_missing",
        issue_type="Mobile app/Sync",
        goes_to="tier-1",
        weight=2,
        codes=("APP-210",),
        openings={
            "plain": (
                "I don't get any push messages for urgent orders since {weekday}. Notifications are allowed, the "
                "colleague beside me gets them. Phone is a {phone}."
            ),
            "terse": "no push. {phone}. colleagues ok",
            "chatty": (
                "My phone's gone quiet. I enjoyed it for a day, I admit, then I noticed I'd missed {few} urgent "
                "orders. My colleague's phone buzzes like a beehive, same settings, same everything."
            ),
            "foreign": (
                "I don't receive the push notification for the urgent orders. My colleague receives. I've allowed "
                "it in the {phone}."
            ),
        },
        asks=(
            Ask(
                "Is the app exempt from battery saving? {phone} phones put apps to sleep with enthusiasm.",
                (
                    'It was on "optimized". What a word for it.',
                    "Already exempt, and I reinstalled it yesterday too.",
                ),
            ),
        ),
        tried=(Step("Sent a test push", "Not delivered, token is stale"),),
        subjects=(
            "No push notifications",
            "Alerts don't reach my phone",
        ),
        chases=(
            "Missed another one over lunch. I'm looking at the phone every five minutes, which defeats the purpose.",
        ),
        notes=("Device token belongs to the old installation, server still sends there. Remove stale ones.",),
        bot_turns=("Please check that notifications are allowed for the app in the settings of your phone. Are they?",),
        pickups=("I took this over at the shift change. I've sent you a test push just now; tell me if it buzzes.",),
        fixes=(
            (
                "It was the battery saver, which puts the app to sleep after a day. With the exception set, three "
                "test messages arrived at once. Sorry about the quiet being over."
            ),
            (
                "Our server was still sending to your previous installation, into the void. I've removed it, and "
                "your test arrived."
            ),
        ),
        summaries=(
            (
                "The customer gets no push messages on a {phone}, colleagues do. The device token on file is stale. "
                "Urgent orders were missed."
            ),
        ),
        impacts=("Urgent orders are seen late by one person",),
        next_actions=("Remove stale tokens and send a test",),
    ),
)
