"""Names, titles and habits of the people who write to Ferrywell."""

from dataclasses import dataclass
from functools import cache
from random import Random

from django.utils.text import slugify

from config.demo.accounts import ACCOUNTS, CUSTOMERS_EACH, AccountFacts
from config.demo.scenario import VOICES

# By country: first names, then family names; ~ joins the two words of one name.
NAMES: dict[str, tuple[str, str]] = {
    "Portugal": ("Marta Rui Graça Duarte Leonor Vasco Filipa Nuno", "Pacheco Teles Antunes Brandão Quintela Morais"),
    "Germany": (
        "Anke Jürgen Wiebke Thorsten Heike Matthias Svenja Ulrich Friederike Holger Elif Kerstin",
        "Brandt Osterkamp Weiß Lorenz Petersen Aydoğan Krüger Hagemann Vogt",
    ),
    "Netherlands": (
        "Femke Joost Marieke Sjoerd Anouk Ruben Willemijn Bas",
        "Hofstra Dekker Postma Vermeulen Kuipers Zijlstra",
    ),
    "Ireland": ("Siobhán Cormac Niamh Eoin", "O'Hanlon MacGrath Tierney Quigley"),
    "United Kingdom": (
        "Gemma Alistair Bronwen Imran Harriet Callum Shanice Rhodri",
        "Pryce Whitlock Ahmed Farrow Ellery Mackintosh",
    ),
    "Norway": ("Astrid Sindre Ragnhild Eirik", "Aas Haugland Myhre Tveit"),
    "Finland": ("Päivi Jukka Sanna Antti", "Kettunen Rautio Lehtonen Saarinen"),
    "Italy": ("Chiara Lorenzo Ornella Davide Fabiana Nicolò Teresa Gino", "Marchetti Lo~Verde Bassani Riva Colonna"),
    "France": ("Maëlle Thibault Solène Yannick Odile Karim Bérénice Loïc", "Quillevéré Garnier Benali Roussel Le~Goff"),
    "Poland": ("Kasia Bartosz Halina Marek Ewelina Grzegorz Dorota Piotr", "Nowicka Zając Wierzba Sobczak Lis Mazur"),
    "Nigeria": ("Folake Emeka Adaeze Tunde", "Adebayo Okafor Bello Nwosu"),
    "South Africa": ("Thandi Pieter Nomvula Ruan", "Dlamini Botha Naidoo Jacobs"),
    "Singapore": ("Wei~Jie Shalini Farhan Hui~Min Rajesh Cheryl Zul Siew~Ling", "Lim Ong Kumar Yusof Goh Seah"),
    "India": ("Anjali Vikram Meenakshi Suresh Devika Harish Pooja Karthik", "Menon Kulkarni Iyer Reddy Shetty Bose"),
    "Japan": ("Haruka Takeshi Emi Daisuke Naoko Shinji Ayumi Ryo", "Hoshino Yukimura Okada Fujii Sakamoto Ueda"),
    "Vietnam": ("Lan Minh Thảo Quang", "Nguyễn Trần Đỗ Bùi"),
    "Australia": (
        "Kylie Brett Narelle Lachlan Priyanka Hamish Joanne Tran",
        "Doyle McAllister Petrakis Nguyen Harcourt",
    ),
    "United States": (
        "Brenda Duane Keisha Todd Maribel Wyatt Denise Hector Pam Jerome Carol-Ann Sanjay Lori Travis Yolanda Vern",
        "Halverson Stokes Trujillo Petersen Washington Kowalski Begay Nakamura McCready Ruiz",
    ),
    "Canada": ("Geneviève Doug Marguerite Liam Josée Ken Amélie Angus", "Tremblay MacIsaac Gagnon Singh LeBlanc"),
    "Mexico": ("Ximena Arturo Guadalupe Iván Rocío Efraín Paola Chuy", "Valenzuela Ibarra Cárdenas Ochoa Montaño"),
    "Brazil": (
        "Juliana Caio Edilene Murilo Tainá Wagner Patrícia Otávio",
        "Siqueira Paranhos Kawasaki Furtado Bittencourt",
    ),
}

TITLES = (
    "Operations manager", "Head of logistics", "Bookkeeper", "Owner", "Warehouse manager", "IT administrator",
    "E-commerce manager", "Order desk", "Integration developer", "Finance director", "Customer service lead", "Buyer",
    "Purchasing and, lately, IT", "Managing director", "Dispatcher", "Systems engineer", "Office manager", "Controller",
    "Sales assistant", "Shift leader, warehouse", "Data analyst", "Freelance developer", "Compliance officer",
    "Family, helps out on Fridays",
)  # fmt: skip

PREFERENCES = (
    "Prefers e-mail; answers within the hour.",
    "Call rather than write, before noon.",
    "Wants the short version first and the reasons after.",
    "Screenshots help more than words.",
    "Reads English well, writes it reluctantly.",
    "Please copy the finance mailbox on anything with an amount in it.",
    "Chat only: the warehouse has no mail.",
    "Likes to be told when nothing has happened, too.",
    "No calls on Wednesdays, inventory day.",
    "Signs with initials; not being rude.",
    "Send steps as a numbered list.",
    "Speaks Spanish and Portuguese as well.",
    "Don't offer a workaround before the cause is known.",
    "Happy to test things in the sandbox.",
    "Out of the office from three, school run.",
    "First names, please.",
)

CIRCUMSTANCES = (
    "Uses a screen reader: describe pictures in words.",
    "Hard of hearing: no phone calls.",
    "In the middle of a merger, until the end of the quarter.",
    "Season from October to December: everything counts double then.",
    "Had three outages this year; handle with care.",
    "Contract up for renewal next month.",
    "Delivers to hospitals: late orders have consequences.",
    "Only person on the account with admin rights.",
    "Reference customer; has spoken at our user day, kindly.",
    "New in the role, the predecessor left no notes.",
    "Warehouse without mobile reception.",
    "Legal hold on orders of last year: delete nothing.",
)


@dataclass(frozen=True)
class CustomerFacts:
    email: str
    first: str
    name: str
    title: str
    account: AccountFacts
    voice: str
    preferences: str
    special_circumstances: str


@cache
def customers() -> tuple[CustomerFacts, ...]:
    """Everybody who writes, in the order of the accounts; always the same people."""
    rng = Random("the people of forty accounts")  # noqa: S311 - a demo that is the same every time
    return tuple(person for account in ACCOUNTS for person in _people_of(account, rng))


def _people_of(account: AccountFacts, rng: Random) -> list[CustomerFacts]:
    firsts, lasts = (names.split() for names in NAMES[account.country])
    domain = f"{slugify(account.name)}.example"
    people = []
    for first in rng.sample(firsts, CUSTOMERS_EACH):
        name = f"{first} {rng.choice(lasts)}".replace("~", " ")
        people.append(
            CustomerFacts(
                email=f"{slugify(name).replace('-', '.')}@{domain}",
                first=first.replace("~", " "),
                name=name,
                title=rng.choice(TITLES),
                account=account,
                voice=_voice(account.country, rng),
                preferences=rng.choice(PREFERENCES) if rng.random() < 0.6 else "",
                special_circumstances=rng.choice(CIRCUMSTANCES) if rng.random() < 0.25 else "",
            )
        )
    return people


def _voice(country: str, rng: Random) -> str:
    at_home_in_english = country in ("Ireland", "United Kingdom", "United States", "Canada", "Australia", "Singapore")
    foreign = 0 if at_home_in_english else 35
    return rng.choices(VOICES, weights=(40, 18, 12, 20, foreign))[0]
