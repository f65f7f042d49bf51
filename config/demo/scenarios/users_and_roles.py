"""Users who vanish, see nothing, or never get in."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="users_removed",
        issue_type="Access/Users and roles",
        goes_to="tier-2",
        weight=3,
        codes=("SSO-33",),
        openings={
            "plain": (
                'On {weekday} night {count} of our users were deactivated. The log says "deprovisioned by '
                "directory\". We didn't remove anybody."
            ),
            "terse": "scim deactivated {count} users. restore.",
            "angry": (
                "Half of the company came in this morning and had ceased to exist, as far as Ferrywell was "
                "concerned. {count} people. I had to explain to our managing director that she'd been "
                "deprovisioned."
            ),
            "chatty": (
                "{count} colleagues are gone. Not from the building, they're standing around my desk, but from the "
                "list of users. The log says the directory did it. The directory says it wasn't told anything."
            ),
            "foreign": (
                "{count} user were deactivated by the synchronization. They are active in our directory. Please "
                "restore them with all the rights."
            ),
        },
        asks=(
            Ask(
                (
                    "Did the group that's assigned to Ferrywell in your directory change? Renaming counts as "
                    "removing, unfortunately."
                ),
                (
                    'IT renamed "Ferrywell Users" to "App - Ferrywell - Users". For tidiness.',
                    "No changes in the last month, says the audit log.",
                ),
            ),
        ),
        tried=(
            Step("Looked at the provisioning log", "One batch, all members removed at once"),
            Step("Restored one user", "Works, role intact"),
        ),
        subjects=(
            "Users disappeared",
            "Provisioning removed {count} users",
        ),
        chases=(
            "They want to know whether their saved filters are gone too. There are strong feelings about filters.",
        ),
        notes=(
            "Group renamed, SCIM sent 'remove all' then nothing. Restore from the deactivation batch, roles included.",
            "Our safety stop (more than 20 % at once) is switched off for this account. Ask why.",
        ),
        pickups=(
            (
                "I've got the batch from {weekday} night in front of me. All {count} can be restored with roles and "
                "filters. I'm starting with your managing director."
            ),
        ),
        fixes=(
            (
                "All {count} users are back with roles, teams and filters as they were. The directory's group had "
                "been renamed, which it reports as everyone leaving. Your safety stop is on again: more than one in "
                "five at once now asks an admin first."
            ),
            (
                "Restored. I've connected the group under its new, tidy name and let it run once in dry mode: no "
                "removals. The managing director exists again."
            ),
        ),
        summaries=(
            (
                "The directory sync deactivated {count} users on {weekday} night, after a group was renamed. They "
                "want all of them back."
            ),
        ),
        impacts=("{count} people cannot work, their managing director among them",),
        next_actions=("Restore the batch with roles, relink the group, switch the safety stop on",),
    ),
    Scenario(
        key="role_cannot_see",
        issue_type="Access/Users and roles",
        goes_to="tier-1",
        weight=4,
        codes=("FW-8012",),
        openings={
            "plain": (
                "{colleague} started on {weekday} and sees an empty order list. Same role as the rest of us, "
                '"Sales". I\'ve compared every checkbox.'
            ),
            "terse": "{colleague} sees no orders, role Sales. why",
            "angry": "I'm admin and you're telling me I've \"no permission to view this page\". I made the page.",
            "chatty": (
                "We have a new colleague, {colleague}, very keen, who's been looking at an empty order list since "
                "{weekday} and is too polite to complain. I gave every right I could find. The list remains empty "
                "and {colleague} remains polite."
            ),
            "foreign": (
                "The new employee {colleague} doesn't see orders. The role is correct. What must be configured more?"
            ),
        },
        asks=(
            Ask(
                (
                    "Is a region or warehouse set on the user's card, under Scope? An empty scope shows nothing "
                    "rather than everything."
                ),
                (
                    "Scope is empty. I'd have thought empty means no restriction.",
                    "Scope is {depot}, the same as mine.",
                ),
            ),
        ),
        tried=(
            Step("Compared role and checkboxes with a colleague's", "Equal"),
            Step("Looked at the scope", "Empty"),
        ),
        subjects=(
            "New colleague can't see orders",
            "Missing permissions",
        ),
        chases=(
            (
                "It's day three of the empty list. I've given {colleague} the manual to read, we shouldn't let it "
                "come to that."
            ),
        ),
        notes=(
            "Empty scope = nothing since release 7.4, used to mean everything. Half of today's tickets.",
            "User exists twice, one by invitation and one by directory. Signs in to the empty one.",
        ),
        bot_turns=(
            (
                "What a user sees depends on role and scope. You can change both under Settings, Users. Would you "
                "like a short guide?"
            ),
        ),
        pickups=(
            (
                "Taking over for the afternoon: I've looked at the user's card and think I know. May I change the "
                "scope myself, or do you prefer to press the button?"
            ),
        ),
        fixes=(
            (
                'The scope was empty, and empty has meant "nothing" since the last release, where it used to mean '
                '"everything". Set to {depot}, and the orders are there. We\'ll make the page say it in words.'
            ),
            (
                "{colleague} existed twice, once invited and once from your directory. I've merged the two; the "
                "orders are visible and the politeness no longer needed."
            ),
        ),
        summaries=(
            (
                "The new user {colleague} sees no orders: the role is right, the scope is empty. The admin would "
                "like it explained."
            ),
        ),
        impacts=("One new colleague cannot work",),
        next_actions=("Set the scope and explain what an empty one means",),
    ),
    Scenario(
        key="invitation",
        issue_type="Access/Users and roles",
        goes_to="tier-1",
        weight=3,
        codes=("FW-8020",),
        openings={
            "plain": (
                "I've invited {few} colleagues and none got the mail. I've sent it again twice. Not in spam either."
            ),
            "terse": "invites not arriving. {few} people.",
            "angry": (
                "Invitation sent, says the page. Sent where? Three times {few} people have got nothing, and the one "
                "who did get it was told the link had expired a minute later."
            ),
            "chatty": (
                "I've invited {few} people to Ferrywell and it feels like my birthday in second grade: nobody "
                'came. The page says "sent". The one link that did arrive had "expired", after a whole minute of '
                "life."
            ),
            "foreign": (
                "The invitation mails are not coming to my colleagues. I tried already {few} times. Can you send or "
                "create the users for us?"
            ),
        },
        asks=(
            Ask(
                "Does your mail system open links to check them? Some scanners do, and the link works only once.",
                (
                    'Our IT calls it "safe links". So the scanner accepts the invitation in our place?',
                    "No scanner I know of. They simply don't arrive.",
                ),
            ),
        ),
        tried=(Step("Sent an invitation again", "Delivered, link already used"),),
        subjects=(
            "Invitation mail doesn't arrive",
            "Invite link expired",
        ),
        chases=("Training is at two. I've {few} people without an account.",),
        notes=(
            "Link scanner uses up the one-time link. Known, use the code instead.",
            "Their domain is on our bounce list since a mail outage in spring. Removed.",
        ),
        bot_turns=(
            (
                "Invitations are valid for seven days. You can send them again under Settings, Users. Should I show "
                "you how?"
            ),
        ),
        pickups=(
            (
                "I've picked this up from the colleague before me. I've created {few} codes that do the same as the "
                "links and can't be used up by a scanner; they're in your portal."
            ),
        ),
        fixes=(
            (
                "Your mail system tests every link by opening it, and the invitation can be opened only once. With "
                "the codes all {few} are in. We're changing the link to need a click on a button."
            ),
            (
                "Your domain was on our list of bouncing addresses after an outage months ago. Taken off; all {few} "
                "invitations were delivered within the minute, and people came."
            ),
        ),
        summaries=(
            (
                "Invitations for {few} colleagues do not work, the mail scanner seems to use up the link. They have "
                "a training this afternoon. Codes would work."
            ),
        ),
        impacts=("{few} people without access before a training",),
        next_actions=("Create invitation codes and check the bounce list",),
    ),
)
