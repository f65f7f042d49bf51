"""The words that show anger, content, hurry and cost: one phrase a line, written with plain apostrophes."""

import re
from collections.abc import Iterable

from escalation.expressions import expression
from escalation.package import Urgency


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return expression(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE | re.MULTILINE)


# By weight: of the first kind one is enough, of the last it takes two.
ANGER = {
    3: _any_of((
        r"unacceptable|ridiculous|outrageous|furious|disgrace\w*|incompeten\w*|useless|scandal\w*|appall\w*|angry",
        r"fed up|had enough|lawyer|waste of (?:time|money)|not good enough|are you (?:joking|kidding)",
        r"cancel (?:our|my|the) (?:contract|account)",
        r"(?:switch|mov)(?:ing|e)? to (?:a|another) (?:competitor|provider)",
        r"how (?:hard|difficult) can it be",
        r"(?:third|fourth|fifth|\d+(?:th|rd)) time|for the (?:last|umpteenth) time",
        r"lost (?:my|all|our) patience|patience is",
    )),
    2: _any_of((
        r"still (?:no|not|nothing|waiting|broken|the same)|same (?:as before|answer|question)|once more",
        r"as i (?:said|wrote)|already (?:said|told|did|sent|tried|explained)",
        r"(?:real|actual) (?:person|human)|somebody real|you're a bot",
        r"(?:human|person|agent) now|give me a (?:human|person)",
        r"nobody (?:answers?|replie[sd]|calls?|knows|seems)|no (?:one|answer|reply|reaction)",
        r"frustrat\w*|annoy\w*|disappoint\w*|unhappy|complain\w*|complaint|seriously",
        r"(?:ask|wait|writ|call)(?:ed|ing|ten) (?:for )?(?:\d+|two|three|four|several|many) (?:times|hours|days|weeks)",
        r"speak to (?:a|your) (?:manager|supervisor|person|human)|(?:a|your) (?:manager|supervisor), please",
        r"you(?:'re| are) asking (?:us|me)|(?:you|anybody|anyone) (?:even )?(?:read|care)",
        r"i expect (?:an|your|you)\b[^.!?,\n]{0,60}",
        r"(?:want|like) to know why|(?:can|can't) imagine the mood|imagine how",
        r"congratulations|so much for|thank you for nothing|well done, |i'd be content|bravo",
    )),
    1: _any_of((
        r"again|still|apparently|supposed to|of course it|unfortunately|no result|not helpful|!{1}$",
        r"(?:human|person|agent), please|^agent$|that does(?:n't| not) help|did(?:n't| not) help",
        r"wait(?:ing|ed)? (?:for|since)|how (?:long|much longer)|when will|we pay|i pay|i paid|paid for",
        r"^(?:no|nothing|stop)\.",
        r"your (?:app|platform|system|software|documentation|page) (?:has|thinks|says|wants|ate)",
    )),
}  # fmt: skip
SHOUTED = expression(r"(?:\b[A-Z]{3,}\b[\s!?.,]+){2,}\b[A-Z]{3,}\b|[!?]{2,}")

CONTENT = _any_of((
    r"(?:it |that |now |all )?works? (?:now|again|fine|great)|working again|solved|well done|love (?:it|the)",
    r"excellent|wonderful|brilliant|lovely|appreciate\w*|perfect,? thank\w*|great,? thank\w*",
    r"(?:very|so|really) (?:helpful|kind|quick|happy)",
    r"(?:many|thanks a|thank you so|thank you very) (?:thanks|lot|much)",
))  # fmt: skip
NEGATION = expression(r"(?:\bnot|n't|\bno|\bnever)\s+(?:\w+\s+)?$", re.IGNORECASE)

# The strongest first.
HURRY = {
    Urgency.CRITICAL: _any_of((
        r"(?:everything|all|production|the (?:whole|entire) \w+) (?:is |has |are )?(?:down|stopped|standing still)",
        r"stands? still|at a standstill|(?:completely|totally) down|outage|emergency|stop everything|revoke now",
        r"data (?:loss|is lost|was lost|breach|leak)|cannot work at all",
        r"(?:key|password|token)s? (?:is|was|are) (?:public|leaked|exposed)|(?:key|password|token) leaked",
        r"nobody can (?:work|sign in|log in|order|pack|ship)",
    )),
    Urgency.HIGH: _any_of((
        r"urgent\w*|asap|as soon as possible|immediately|right away|at once|deadline|penalt\w*",
        r"by (?:tonight|noon|tomorrow|the end of (?:the )?(?:day|week))",
        r"before (?:tonight|noon|tomorrow|\d{1,2}[:.]\d{2})",
        r"losing (?:money|orders|customers)|blocked|waiting trucks?|an answer today",
        r"can(?:not|'t) (?:ship|work|sell|invoice|pack|send|deliver|release|print)|work (?:has )?stop(?:s|ped)",
    )),
    Urgency.LOW: _any_of((
        r"no (?:hurry|rush)|not urgent|can wait|take your time|whenever",
        r"when (?:you have|there's) (?:a moment|time)|out of (?:interest|curiosity)",
        r"just (?:a question|curious|wondering)",
    )),
}  # fmt: skip

COST = _any_of((
    r"cost\w*|los(?:e|ing|t)|revenue|penalt\w*|overtime|deadline|audit|late|stopped|held back|stand(?:s|ing)? still",
    r"wait(?:s|ing)? for|by hand|pen and paper|manually|calling us|phon\w+ us",
    r"can(?:not|'t) (?:\w+ )?(?:ship|work|sell|invoice|pack|send|deliver|release|print|order|pay|sign|log)",
))  # fmt: skip
