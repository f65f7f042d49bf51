"""How people begin and end, pass things on, lose patience and say thank you: what belongs to no single problem."""

# Around a customer's text in a mail or web form, by voice: {text}, {first}, {name}, {title}, {account}.
LETTERS: dict[str, tuple[str, ...]] = {
    "plain": (
        "Hi,\n\n{text}\n\nThanks,\n{first}",
        "Hello,\n\n{text}\n\nBest,\n{name}\n{account}",
        "Good morning,\n\n{text}\n\nThank you and regards,\n{name}",
        "Hi Ferrywell team,\n\n{text}\n\n{first}",
        "Hello support,\n\n{text}\n\nRegards\n{name}, {title}",
    ),
    "terse": ("{text}", "{text}\n\n{first}", "{text}\n\nSent from my phone", "{text} thx"),
    "angry": (
        "{text}\n\n{name}\n{title}, {account}",
        "To whom it may concern,\n\n{text}\n\n{name}, {account}",
        "{text}\n\nI expect an answer today.\n\n{name}",
        "{text}\n\n{first}",
    ),
    "chatty": (
        "Hello there,\n\n{text}\n\nAll the best from a rainy {account},\n{first}",
        "Hi everybody,\n\n{text}\n\nHave a good day, and no rush. Well, some rush.\n{first}",
        "Dear helpful people,\n\n{text}\n\nCheers\n{first}",
        "Hi, it's me again!\n\n{text}\n\nThank you so much already,\n{first}",
    ),
    "foreign": (
        "Dear support team,\n\n{text}\n\nWith kind regards,\n{name}",
        "Hello,\n\n{text}\n\nThank you in advance for your quick help.\n{name}",
        "Good day,\n\n{text}\n\nBest greetings\n{name}\n{account}",
    ),
}

# Around an agent's text in a mail: {text}, {first} of the customer, {agent} by first name.
AGENT_LETTERS = (
    "Hi {first},\n\n{text}\n\nBest,\n{agent}",
    "Hello {first},\n\n{text}\n\nKind regards,\n{agent}, Ferrywell support",
    "Dear {first},\n\n{text}\n\nBest regards,\n{agent}",
    "Good day {first},\n\n{text}\n\nRegards,\n{agent}",
    "Hi {first},\n\n{text}\n\n{agent}",
)
FOLLOW_UP_LETTERS = ("Hi {first},\n\n{text}\n\n{agent}", "{text}\n\n{agent}", "{first}, {agent} again.\n\n{text}")
AGENT_CHAT = ("{text}", "Hi {first}. {text}", "{agent} here, hi {first}. {text}", "Thanks, {first}. {text}")

FIRST_WORDS = (
    "I'm looking at it now.",
    "Thank you, that's a clear description.",
    "I can see what you mean.",
    "Sorry about that; let's get it sorted.",
    "I've read it twice and have only one question.",
    "That shouldn't be, I agree.",
    "Let me ask something before I touch anything.",
)

PASSING_ON = (
    "I'm passing this to our {team} team, with everything you've told me. You won't have to explain it again.",
    "This needs {team}. I've written down what we found, they'll take it from there; I stay on it until they have it.",
    "My part ends here, I'm afraid: {team} can change what I can only look at. They'll write to you directly.",
    "I've asked {team} to take over. Until one of them has said so, it's still mine; write to me if you need to.",
    "Our {team} people should see this. I've sent them the whole story including what didn't help.",
    "I'd rather hand this to {team} now than try things out on your account. They have all of it.",
)
SHIFT_ENDS = (
    "My shift ends in a moment. My colleagues at {team} take over with all my notes and carry on where I stop.",
    "I'm off for today, but the ticket isn't: {team} has it from now on. Thank you for your patience.",
    "It's evening here and morning over there, so {team} continues. I've left them everything.",
)
BOT_PASSES = (
    "I can't solve this one by myself. I'm handing you to a colleague and sending along what we've covered.",
    "This needs a person. One moment, I'm passing on our conversation so that you don't have to repeat it.",
    "Understood. A colleague from {team} will take over shortly; they can read everything above.",
)
BOT_IMPACTS = ("Not asked yet.", "The customer did not say.", "Not said; the words suggest some hurry.")
BOT_NEXT = ("Ask {first}: {question}", "No article, ask {first}: {question}")
NOT_HELPFUL = (
    "no, that wasn't the question",
    "I did that already, before writing to you.",
    "Can I speak to a person, please?",
    "That doesn't help, sorry. A human, please.",
    "Tried it. Same as before.",
    "you're a bot, right? somebody real please",
    "No. As I wrote, that's what I did first.",
    "agent",
    "Kind of you, but no.",
)
STILL_ON_IT = (
    "Short word in between: still on it, nothing new yet, and I haven't forgotten you.",
    "I'm waiting for a colleague's answer on one detail. You'll hear from me before the end of the day either way.",
    "No result yet, but I know where it isn't.",
    "Still looking. I'd rather take another half hour than guess.",
    "Halfway there, as far as I can tell. I'll write again in the afternoon.",
)
PICKED_UP = (
    "I've taken this over and read everything from the top. You needn't explain anything again.",
    "Hello, I have your ticket now. My colleague's notes are good, so I can begin with the actual work.",
    "This is with me from here on. Give me half an hour to repeat what was tried, then I'll write.",
    "I've got it, including the list of what didn't help. Starting where that list ends.",
    "New name, same ticket: I've read the thread and the notes and am looking at your account now.",
    "Thanks for bearing with us. I have the whole story, and an idea.",
)
LATE = (
    "Sorry for the wait, this sat in our queue longer than it should have. ",
    "First of all, apologies: you should have heard from us sooner. ",
    "I've only now picked this up, later than promised, and I'm sorry. ",
)

THANKS: dict[str, tuple[str, ...]] = {
    "plain": (
        "That's it, thank you.", "Works now. Thanks for the quick help!", "Confirmed, all good on our side.",
        "Perfect, thanks. You can close this.", "Looks right again. Thank you.",
        "Thanks, I've checked and everything's back to normal.",
    ),
    "terse": ("works. thx", "ok", "good now", "thanks", "confirmed", "fine, close it"),
    "angry": (
        "It works. I hope it stays that way.", "Finally. Thank you.",
        "Credit where it's due: that was quick in the end.", "Fine. Please see to it that there's no next time.",
    ),
    "chatty": (
        "Hurray! I've told everybody and there was applause in the order desk. Thank you!",
        "You're a star. I'd send cake if it went through the cable.",
        "It works, and I've learned something, which at my age is a bonus. Thanks!",
        "Marvelous. Back to the usual chaos then, the homemade one.",
    ),
    "foreign": (
        "Now it is functioning, thank you very much for the support.", "Many thanks, the problem is solved.",
        "We have tested and it's ok. Thank you for your kind help.", "It goes again. Best thanks.",
    ),
}  # fmt: skip

BACK_AGAIN: dict[str, tuple[str, ...]] = {
    "plain": (
        "I'm afraid it's back: same thing as before, since about {clock}.",
        "We thought this was solved, but it happened again this morning.",
        "Could you look once more? It worked for a day and now it doesn't.",
    ),
    "terse": ("its back", "same again since {clock}", "not fixed. see above"),
    "angry": (
        "You closed this. It is not solved. Same thing, same place, since {clock}.",
        "Here we are again. I'd like someone to look at it who doesn't close tickets for a living.",
    ),
    "chatty": (
        "Remember me? It lasted a whole day, which was lovely, and then it came back with its suitcases.",
        "I hate to be that person, but I'm that person: it's happening again.",
    ),
    "foreign": (
        "Unfortunately the problem comes again since {clock}. Please open the ticket again.",
        "The solution was good for one day, now it's the same error. Please check.",
    ),
}
BACK_ANSWERS = (
    "Thank you for coming back, and sorry that you had to. I've reopened it and am reading what we did last time.",
    "That's my ticket again, then. What we did held for a day, so it was the right place but not the whole of it.",
    "I see it too. One moment while I compare with the last time.",
)
BACK_FIXES = (
    "Now with the second half: the same setting existed once more, in the copy of your configuration. Both are right.",
    "A nightly job had put the old value back. The job has been told, and I've watched it run once. It should hold.",
    "Solved again, and this time the cause and not the symptom. I'll look at it tomorrow morning without being asked.",
    "A cached copy had survived. It's gone, and I've checked from two places that the new state is what you get.",
)

# A colleague of the customer joins in: {colleague} is the one who wrote first.
SECOND_VOICE = (
    "I'm a colleague of {colleague}'s and sit at the next desk. For what it's worth, I see exactly the same.",
    "I'm with {colleague} on this and read along; it happens on my account, too.",
    "Adding myself beside {colleague}. I can press buttons, too, if you tell us which.",
    "Same at my end, with a different browser, so it isn't {colleague}'s computer.",
)

SENTIMENT_WORDS: dict[str, tuple[str, ...]] = {
    "frustrated": (
        "Short of temper, and with reason.", "Has written more than once and counts the hours.",
        "Polite through gritted teeth.", "Third ticket this quarter; patience is used up.",
        "Angry about the situation, not at us in person.", "Under pressure from above, says so openly.",
    ),
    "neutral": (
        "Factual, wants a date more than an apology.", "Calm and precise.", "Few words, no edge to them.",
        "Businesslike; will notice if we're vague.", "Friendly enough, a little tired.",
        "Brief for want of time, nothing is meant by it.",
    ),
    "satisfied": (
        "In good humor so far.", "Grateful for the quick first answer.", "Patient, and makes jokes about it.",
        "Helpful, tries everything we ask for.",
    ),
}  # fmt: skip

MISSING_CONTEXT = (
    "I can't tell what has been promised to the customer, and by when an answer is due. Please add both.",
    "Was that tried by you or by them? It decides where I begin, and I can't tell.",
    "No example that I can open, otherwise I'd have to ask the customer for one again.",
    "Since when, by whose clock? It decides where I look first.",
    "I'd have to ask how many of them it touches. Please get that first, they're in touch with you anyway.",
)
# By the team that returns it.
WRONG_TEAM: dict[str, tuple[str, ...]] = {
    "billing": (
        "This is about an entitlement and not about a payment: not ours. I'd try the second line.",
        "We can't change settings, only documents. Please send it to those who can.",
        "The amount is right; what's wrong is the feature that was paid for. Tier 2 can look into that.",
    ),
    "tier-2": (
        "That's a fault in the product, not in their settings: I see the same on a fresh account. For Engineering.",
        "We'd only forward this. The trace points at the release of yesterday, so please send it to Engineering.",
    ),
    "engineering": (
        "No fault in the product as far as I can see, it's configuration. Tier 2 has the rights for that.",
        "Works as built, though I agree that it's built oddly. Tier 2 can set it up for them.",
    ),
}
CRITERIA_NOT_MET = (
    "The article on this covers it: steps two and three solve nine of ten. Please try these before it comes to us.",
    "There's a button for this in your admin tool since last week. If it doesn't work, I'll gladly take it.",
    "One affected user, workaround in place: that can stay in the first line.",
)
SENT_AGAIN: dict[str, tuple[str, ...]] = {
    "context_missing": (
        "Added what was missing, sorry for the detour.",
        "Back with an example and the exact time.",
        "Fair point. I've rung the customer and put it all in.",
    ),
    "wrong_team": ("Now to the right door, I hope.", "Sent on as you suggested, thanks for the quick word."),
}
QUESTIONS_TO_SENDER = (
    "Have you seen it yourself, or is it as they told it?",
    "Quick one before I take it: has anybody else of ours been at it?",
    "Have you promised them anything, a time for instance?",
    "Is everybody there affected, or only the one who writes?",
    "May I write to them at once, or is somebody on the phone with them?",
)
ANSWERS_TO_RECEIVER = (
    "Seen it myself, it is as I wrote.",
    "Nobody. You're the first after me.",
    "Nothing promised except that somebody from your team writes today.",
    "Everybody. I asked for a second name, and it was the same.",
    "Write, please: nobody is on the phone, and they wait for word.",
)

PHONE_SUMMARY = (
    "Phone call, {minutes} min. {first} of {account} rang. {summary} I promised an answer in writing.",
    "Called in from {account}: {first}. {summary} Callback only if we have news.",
    "{first} ({account}) on the phone, {minutes} minutes. {summary} Read back and confirmed.",
    "Took this down by phone from {first}. {summary} Background noise: forklift.",
)

SURVEY_WORDS: dict[int, tuple[str, ...]] = {
    5: ("Quick and human.", "Best support I've had, and I've had a lot.", "Didn't have to repeat a thing.", "", ""),
    4: ("Good, a bit slow at first.", "Solved. The second colleague knew everything already.", "", "", ""),
    3: ("It took a while.", "Friendly, but I explained it twice.", "", ""),
    2: ("Too many hands.", "I told the same story three times.", "An hour of silence in the middle.", ""),
    1: ("Nobody felt responsible.", "Had to explain everything again, from the beginning.", ""),
}
REASSIGN_NOTES = (
    "Taking this over from my colleague, who's in training this afternoon.",
    "Swapped within the team: I speak the customer's language.",
    "Mine now, we sat together for two minutes over it.",
)

# What a receiver does next, said on acknowledging.
READ_BACKS = (
    "I repeat it here now and write to them within the hour.",
    "Logs first, then word to the customer, by noon.",
    "I go on with the next step and tell them today.",
    "I take it from here: first an answer, then the cause.",
)
