"""What the API gets wrong."""

from config.demo.scenario import Ask, Scenario
from escalation.package import Step

SCENARIOS = (
    Scenario(
        key="api_500",
        issue_type="API/Errors",
        goes_to="engineering",
        weight=4,
        codes=("500", "FW-5003"),
        openings={
            "plain": (
                "POST /v3/orders returns 500 for about one in {few} orders since {clock}. Same payload works on the "
                "second or third attempt. Example: {request}."
            ),
            "terse": "500 on POST /v3/orders, intermittent since {clock}. {request}",
            "angry": (
                'Your API answers 500 with the body "Something went wrong". I agree. {request}. It\'s our checkout '
                "that hangs on this, and every failed call is a person who closes the tab."
            ),
            "chatty": (
                'Since {clock} about every fifth order gets a 500 and the message "Something went wrong :(". The '
                "sad face is a nice touch but our log parser chokes on it. {request} would be one of them."
            ),
            "foreign": (
                "We have sporadic error 500 by creating the orders. If we send again it goes. Request id: "
                "{request}. Started at {clock}."
            ),
        },
        asks=(
            Ask(
                "Do the failing ones have something in common, such as many lines, a voucher or a certain country?",
                (
                    "All of them have more than 99 lines. I hadn't noticed until you asked.",
                    "Nothing I can see. Small ones, big ones, all countries. It's very fair that way.",
                ),
            ),
            Ask(
                "Do you send an Idempotency-Key? I'd like to rule out that retries create duplicates.",
                (
                    "Yes, a UUID per basket.",
                    "No... should we? I have a bad feeling about last week now.",
                ),
            ),
        ),
        tried=(
            Step("Searched the trace of {request}", "Lock timeout in line numbering"),
            Step("Sent an order with 3 lines", "Created"),
            Step("Sent an order with 100 lines", "500"),
        ),
        subjects=(
            "HTTP 500 when creating orders",
            "POST /v3/orders returns 500",
            "API broken?",
        ),
        chases=("The rate is going up, it was one in ten an hour ago.",),
        notes=(
            (
                "Stack: lock timeout in line numbering when > 99 lines. Started with today's deploy at {clock}. "
                "Engineering needed."
            ),
            "Only one of the three gateway nodes gives the 500. Looks like a node with an old config.",
        ),
        bot_turns=(
            (
                "I'm sorry that the API returned an error. The status page shows no incident at the moment. Could "
                "you send me the request id of a failed call?"
            ),
        ),
        pickups=(
            (
                "Engineering here. I have the stack trace of {request} and can reproduce it with an order of 100 "
                "lines. Working on it right now, no further data needed from you."
            ),
            (
                "I'm one of the engineers. The notes were spot on, so I could skip the usual questions: one of "
                "three nodes misbehaves, and I'm taking it out of rotation."
            ),
        ),
        fixes=(
            (
                "Today's deploy took a lock for too long when an order has 100 lines or more. It's rolled back "
                "since {clock}; error rate is zero and has stayed there. The corrected version goes out tomorrow, "
                "with a test that has 500 lines."
            ),
            (
                "One of three nodes had kept an old configuration and failed on every order it got. It's been "
                "replaced. And the error body is plain JSON again; the sad face was nobody's decision."
            ),
            (
                "Resolved. Your retries made no duplicates, I checked all {count} of them. Still, please send an "
                "Idempotency-Key; it costs one header."
            ),
        ),
        summaries=(
            (
                "POST /v3/orders often fails with 500 since {clock}, as {request}. Orders with many lines are "
                "affected, a retry helps."
            ),
            (
                "The customer's checkout gets 500 on one of {few} orders. It began with today's deploy, one node may "
                "be at fault."
            ),
        ),
        impacts=(
            "Their checkout loses buyers with every failed call",
            "Retries cover most of it, the error rate is rising",
        ),
        next_actions=(
            "Look at the lock timeout in the trace, consider a rollback of today's deploy",
            "Take the suspicious node out of rotation and compare",
        ),
    ),
    Scenario(
        key="pagination",
        issue_type="API/Errors",
        goes_to="engineering",
        weight=2,
        codes=("FW-5120",),
        openings={
            "plain": (
                "When we page through /v3/orders with the cursor we miss records. Yesterday {count} of about "
                "40,000. With smaller pages we miss other ones. {order} is one that never appears."
            ),
            "terse": "cursor paging skips rows. {order} never returned. limit=200.",
            "angry": (
                "Our month-end reconciliation has been off by {count} orders since {weekday}. We rewrote our code "
                "twice before we suspected yours. {order} exists, your own page shows it, the API walks straight "
                "past it."
            ),
            "chatty": (
                "I have a riddle. Page one ends with an order from 10:00:00.250, page two begins with one from "
                "10:00:00.900, and {order}, from 10:00:00.600, is on neither. I've lost two evenings to it but I "
                "admit I enjoyed the first."
            ),
        },
        asks=(
            Ask(
                "Which sort do you use, and is there a filter on updated_at?",
                (
                    "sort=updated_at, with updated_after. Just like in the guide.",
                    "No filter. sort=created_at, limit=200.",
                ),
            ),
        ),
        tried=(
            Step("Paged with limit=50 and limit=200", "Different orders missing"),
            Step("Looked for {order} directly by id", "Found"),
        ),
        subjects=(
            "Listing orders skips some",
            "Cursor pagination loses records",
        ),
        chases=("Our auditors like round numbers and {count} missing isn't one.",),
        notes=(
            (
                "Cursor is built on the second, not on the microsecond. Ties at page borders get lost. Reproduced "
                "with 3 orders in one second."
            ),
            "Rows updated while paging move to the end and are seen twice or not at all. The guide should say so.",
        ),
        pickups=(
            (
                "Engineering. I reproduced it with three orders inside the same second, {order} included. It's us, "
                "not you. A corrected cursor is in review."
            ),
            (
                "I have your riddle, and the answer is ours to be ashamed of. Details follow when the fix is "
                "deployed, today or tomorrow."
            ),
        ),
        fixes=(
            (
                "The cursor cut the time to whole seconds, so orders within the same second fell between pages. It "
                "now carries the full time and the id. Your {count} missing orders appear; I ran your exact query."
            ),
            (
                "Deployed. Please use the new cursor from the beginning once, after that you can continue as "
                "before. And we owe you two evenings."
            ),
        ),
        summaries=(
            (
                "Paging through /v3/orders skips records, {count} of 40,000 yesterday, among them {order}. Which "
                "ones depends on the page size."
            ),
            "The cursor of the orders list loses rows that share a second at a page border.",
        ),
        impacts=("Month-end reconciliation does not add up",),
        next_actions=(
            "Check the precision of the cursor, then rerun their query",
            "Fix tie handling at page borders, tell the customer to restart the walk once",
        ),
    ),
)
