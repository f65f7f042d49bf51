"""The app in the warehouse: sync and scanning."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="app_offline",
        issue_type="Mobile app/Sync",
        goes_to="tier-2",
        weight=4,
        codes=("APP-301",),
        openings={
            "plain": (
                "Our pickers in {depot} worked offline this morning and about {count} picks haven't arrived. The "
                'app says "synced" with a green tick.'
            ),
            "terse": "{count} picks missing after offline. app says synced.",
            "angry": (
                "{few} people picked for three hours and your app has forgotten all of it. With a green tick. "
                "They've now been asked to do it again and you can imagine the mood in {depot}."
            ),
            "chatty": (
                "The back hall in {depot} has walls like a bunker, so everyone works offline and it all arrives "
                "when they come out for coffee. Today they came out for coffee and nothing arrived. {count} picks, "
                "lots of coffee."
            ),
            "foreign": (
                "The picks which were made in offline mode are not arrived in the system. The app shows green. It's "
                "{count} positions in {depot}."
            ),
        },
        asks=(
            Ask(
                (
                    "Have they closed or updated the app since? If not, please don't: the picks are most likely "
                    "still on the devices."
                ),
                (
                    "Nobody's touched it. I've put the devices in a drawer and I'm guarding the drawer.",
                    "Two of them were restarted, sorry. The others are as they were.",
                ),
            ),
            Ask(
                "Which version does it show, under the three dots, About?",
                (
                    "{version} on all of them.",
                    "{version}, and one with something much older, that's the one with the sticker of a cat.",
                ),
            ),
        ),
        tried=(
            Step("Asked to leave the devices untouched", "Done, in a drawer"),
            Step("Looked at the sync queue of one device", "Blocked by a pick for a deleted order"),
        ),
        subjects=(
            "Picks lost after working offline",
            "App doesn't sync",
        ),
        chases=("The picks have to be in by the afternoon truck, or we pick again from scratch.",),
        notes=(
            (
                "Sync queue blocked by one pick for a deleted order, everything behind it waits. Green tick only "
                'means "reached the server".'
            ),
            "Device clock wrong by a day, server refuses the batch silently. {code}",
        ),
        bot_turns=(
            (
                "The app saves your work on the device and sends it when there is a connection. Please open "
                "Settings, Sync now. Did the number of waiting picks change?"
            ),
        ),
        pickups=(
            (
                "I see the devices calling in. The picks are all there, stuck behind a single one for a deleted "
                "order. Please leave the drawer shut for five more minutes."
            ),
            (
                "I took over with your notes on versions and devices. Nothing is lost so far; I'm taking out the "
                "one pick that blocks the rest."
            ),
        ),
        fixes=(
            (
                "All {count} picks have arrived, checked against what {colleague} counted. One pick for a deleted "
                "order had blocked the rest, and the green tick was too optimistic; it now says how many are "
                "waiting."
            ),
            (
                "The devices with the wrong date had been refused without a word. With the date set they synced, "
                "all {count}. The drawer may be opened."
            ),
        ),
        summaries=(
            (
                "{count} picks made offline at {depot} have not arrived, the app shows synced. The devices are "
                "untouched and hold the data."
            ),
            "Offline picks are missing at {depot}, app {version}. Two of the devices were restarted.",
        ),
        impacts=("{few} people must pick again unless it arrives before the truck",),
        next_actions=(
            "Remove the blocking pick on the server and let the devices sync",
            "Secure the data of the restarted devices first",
        ),
    ),
    Scenario(
        key="scanner",
        issue_type="Mobile app/Scanning",
        goes_to="tier-1",
        weight=4,
        codes=("APP-120",),
        openings={
            "plain": (
                "Since the last update the app doesn't recognize the barcodes on our shelf labels. Product barcodes "
                "work. Version {version}."
            ),
            "terse": "shelf labels not scanning since update. {version}",
            "angry": (
                "We type in location codes by hand, all day, eleven characters each, because since the update the "
                "app doesn't see our labels. {colleague} has a bandage on the typing finger."
            ),
            "chatty": (
                "The app reads the product, it reads the delivery note, it reads the barcode on my water bottle, "
                "which is apparently article number five billion, but it doesn't read our shelf labels anymore. "
                "{version}. We've cleaned them, and the lens, and in the end the shelf."
            ),
            "foreign": (
                "The scanner in the app isn't reading the location labels after the update {version}. Products are ok."
            ),
        },
        asks=(
            Ask(
                "What kind of code is on the shelf labels? A photo would be best.",
                (
                    "Photo attached. It's long and thin, with stars at both ends.",
                    "Code 39, says the label printer's manual, which I hadn't planned to read in this life.",
                ),
            ),
        ),
        tried=(Step("Scanned the photo of the label with our app", "Not read with default profile"),),
        subjects=(
            "Scanner doesn't read our labels",
            "Barcode not recognized in app",
        ),
        chases=("We do about {count} locations an hour by hand. It isn't sustainable, nor is {colleague}.",),
        notes=(
            "Code 39 is off by default since 4.{few}. Switch in the profile, not in the app.",
            "Labels are too glossy plus torch on. Ask for matte test.",
        ),
        bot_turns=(
            (
                "Please make sure that the camera is clean and that the app may use it. You can test it under "
                "Settings, Scanner. Does the test code work?"
            ),
        ),
        pickups=(
            "I've taken this over; the photo's enough for me. It's Code 39, and I know where that switch is hidden.",
        ),
        fixes=(
            (
                "Code 39 is off by default since the update. I've switched it on in your scanning profile; after "
                "the next sync all devices read the shelf labels, tried with your photo. Best wishes to the finger."
            ),
            (
                "It's working: profile changed, devices synced. I've asked for a release note that mentions such "
                "things in the first line and not the ninth."
            ),
        ),
        summaries=(
            (
                "Shelf labels in Code 39 are not read since app {version}, product codes are. They type locations by "
                "hand."
            ),
        ),
        impacts=("About {count} locations an hour typed by hand",),
        next_actions=("Switch on Code 39 in the scanning profile and have them sync",),
    ),
)
