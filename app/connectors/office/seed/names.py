"""Who and what there is at Harbor & Pine: data only, every domain under the reserved .example.

The first names of colleagues and contacts are disjoint, so that a first name means one colleague;
Sarah, who is both, is there to be asked about.
"""

COMPANY = "Harbor & Pine"
DOMAIN = "harbor.example"
ME = f"sam@{DOMAIN}"

# name, department, title
COLLEAGUES = (
    ("Sam Rivera", "Operations", "Operations Manager"),
    ("Priya Nair", "Marketing", "Campaign Lead"),
    ("Alex Kim", "IT", "Workspace Administrator"),
    ("Ruth Weiss", "Operations", "Office Coordinator"),
    ("John Whitfield", "Sales", "Sales Director"),
    ("Akira Tanaka", "Sales", "Account Executive"),
    ("Jinsoo Park", "Sales", "Account Executive"),
    ("Lisa Moreau", "Sales", "Account Manager"),
    ("Carlos Mendes", "Sales", "Account Manager"),
    ("Freya Lund", "Sales", "Sales Engineer"),
    ("Omar Haddad", "Sales", "Sales Development"),
    ("Sarah Okafor", "Marketing", "Content Lead"),
    ("Hugo Bernard", "Marketing", "Designer"),
    ("Mei Chen", "Marketing", "Events Manager"),
    ("Mike Donovan", "Engineering", "Engineering Manager"),
    ("Inês Carvalho", "Engineering", "Platform Engineer"),
    ("Søren Madsen", "Engineering", "Backend Engineer"),
    ("Tariq Aziz", "Engineering", "Frontend Engineer"),
    ("Anya Volkova", "Engineering", "Data Engineer"),
    ("Ben Adler", "Engineering", "Quality Engineer"),
    ("Grace Obi", "Finance", "Finance Director"),
    ("Viktor Horvat", "Finance", "Controller"),
    ("Noor Rahman", "Finance", "Accountant"),
    ("Jamal Edwards", "Support", "Support Lead"),
    ("Elena Rossi", "Support", "Support Engineer"),
    ("Kofi Mensah", "Support", "Support Engineer"),
    ("Yuki Mori", "Support", "Support Engineer"),
    ("Helen Strand", "Legal", "General Counsel"),
    ("Paul Dubois", "Legal", "Contracts Manager"),
    ("Maria Silva", "HR", "People Lead"),
    ("Oscar Nyberg", "HR", "Recruiter"),
    ("Eleanor Hart", "Management", "Managing Director"),
)

# name, domain under .example, city
COMPANIES = (
    ("Acme GmbH", "acme", "Munich"),
    ("Spree Digital", "spreedigital", "Berlin"),
    ("Kiefer & Sohn", "kiefer", "Berlin"),
    ("Blue Heron Logistics", "blueheron", "Hamburg"),
    ("Polar Tools", "polartools", "Oslo"),
    ("Lumen Works", "lumenworks", "Lyon"),
    ("Tidewater Foods", "tidewater", "Lisbon"),
    ("Brightfield Energy", "brightfield", "Leeds"),
    ("Cobalt Studio", "cobalt", "Amsterdam"),
    ("Marigold Health", "marigold", "Dublin"),
    ("Sakura Robotics", "sakura", "Osaka"),
    ("Atlas Freight", "atlasfreight", "Rotterdam"),
    ("Vela Optics", "vela", "Milan"),
    ("Granite Partners", "granite", "Zurich"),
    ("Juniper Textiles", "juniper", "Porto"),
    ("Otter & Reed", "otterreed", "Bristol"),
    ("Redwood Homes", "redwood", "Toronto"),
    ("Silverline Media", "silverline", "Madrid"),
)

FIRST_NAMES = tuple(
    """Adele Bruno Chiara Dmitri Emre Fatima Gustav Hana Ivan Jana Kemal Leonie Mateo Nina Olivia
    Pedro Quentin Rosa Stefan Tara Ulrich Valeria Wanda Xavier Yasmin Zachary Amara Bastian Clara
    Dario Esther Felix Greta Henrik Isla Joaquin Katarina Levi Mirela Niko Odette Piotr Rafael
    Signe Teresa Umut Vera Wendell Ximena Yara""".split()  # noqa: SIM905 - names read better as a text
)
LAST_NAMES = tuple(
    """Abrams Bianchi Castell Dahl Eriksen Fontaine Gruber Hoffmann Ivers Jansen Keller Lombardi
    Marchetti Novak Oliveira Petersen Quinn Richter Santoro Torvald Ueda Vargas Wagner Xenakis
    Ylitalo Zimmer Amsel Brandt Corwin Delgado Engel Farkas Galvin Hubert Iverson Jonker Kowalski
    Lindt Mazur Nemeth Osman Pavlik Rask Schubert Thorne Urban Vogel Winkler Yates Zeller Albers
    Becker Cortez""".split()  # noqa: SIM905 - names read better as a text
)

# Contacts that trip careless software: name, address, company (index), kind, tags
ODD_CONTACTS: tuple[tuple[str, str, int, str, tuple[str, ...]], ...] = (
    ("Sarah Lindqvist", "sarah@polartools.example", 4, "customer", ("vip",)),
    ("Zoë Lefèvre", "zoe.lefevre@lumenworks.example", 5, "customer", ("newsletter",)),
    ("Łukasz Wójcik", "lukasz@tidewater.example", 6, "prospect", ()),
    ("山田 花子", "hanako.yamada@sakura.example", 10, "customer", ("newsletter",)),
    ("محمد العلي", "m.alali@atlasfreight.example", 11, "partner", ("partner",)),
    ("Sunny 🌻 Baker", "sunny@otterreed.example", 15, "prospect", ("newsletter",)),
    ("Rob <!channel> & Co", "rob@redwood.example", 16, "prospect", ()),
    ("D'Arcy \"Dee\" O'Neill", "dee@marigold.example", 9, "customer", ()),
    ("Nadia Petrova", "", 13, "prospect", ("phone-only",)),
    ("Tom Archer", "tom.archer@vela..example", 12, "prospect", ()),
    ("Ingrid Solberg", "ingrid@granite.example", 13, "customer", ()),
    ("I. Solberg", "Ingrid@granite.example", 13, "prospect", ("duplicate",)),
)

CONTACT_KINDS = ("customer", "prospect", "customer", "partner")
LEAD_STATUSES = ("New", "Contacted", "Qualified", "Unqualified")
PRODUCTS = ("annual plan", "pilot", "renewal", "expansion", "onboarding")

# subject, body
MAILS = (
    ("Question about our invoice", "Could you check the last line of our invoice? It looks odd."),
    ("Re: delivery dates", "Thursday works for us. Who signs for it at your side?"),
    ("Contract renewal", "Our contract ends soon. Please send the renewal terms."),
    ("Workshop follow-up", "Thank you for the workshop. May we have the slides?"),
    ("Access request", "Two of our people need access to the shared folder."),
    ("Feedback on the pilot", "The team likes it. We have three wishes, attached."),
    ("Lunch next week?", "Are you in town next week? Lunch is on me."),
    ("Newsletter", "News of the month, in four short paragraphs."),
    ("Price list", "Please send the current price list and the discount bands."),
    ("Support ticket closed", "Your ticket is closed. Reply to open it again."),
)
