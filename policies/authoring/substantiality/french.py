"""What readers must know about, in French: each group is one meaning in all its forms, folded."""

from __future__ import annotations

from typing import Final

from .findings import Kind

WORDS: Final[dict[Kind, dict[str, str]]] = {
    Kind.OBLIGATION: {
        "duty": r"doi(?:s|t|vent|ve)|dev(?:ons|ez|ait|ra|ront|rez|rons)|(?:est|sont|êtes|sommes|sera|seront) "
        r"(?:tenue?s?|obligée?s?|tenu\(e\)s?) (?:de|d'|à)|obligatoire(?:s|ment)?|s'engage(?:nt|ons)? à|"
        r"nous engageons à|impérativement",
        "permission": r"peu(?:t|vent|x)|pouv(?:ons|ez|ait)|pourr(?:a|ont|ez|ons|ait|aient)|puiss(?:e|iez|ions|ent)|"
        r"(?:est|sont|êtes) (?:autorisée?s?|habilitée?s?|libres?) (?:à|de|d')|se réserve(?:nt)? le droit|"
        r"nous réservons le droit|(?:avez|avons|ont|a) la possibilité|(?:êtes|est|sont|sommes) en mesure|(?:est|sera) possible (?:de|d')|facultatif|facultative",
        "advice": r"devrai(?:t|ent)|devri(?:ez|ons)|il est (?:conseillé|recommandé)",
    },
    Kind.NEGATION: {
        "not": r"ne|n'(?!hésite)|(?<!n'hésitez )pas|non",
        "never": r"jamais|en aucun cas",
        "none": r"aucune?|nulle?|rien|ni",
        "without": r"sans(?! (?:limitation|s'y limiter|se limiter|préjudice|délai|tarder|attendre))",
    },
    Kind.CONDITION: {
        "except": r"sauf|excepté|hormis|à l'exception (?:de|des|du)|à l'exclusion (?:de|des|du)|à moins (?:que|qu'|de)|"
        r"hors",
        "always": r"à tout moment",
        "only": r"uniquement|seulement|exclusivement|seule?s?",
        "if": r"à condition (?:que|qu'|de)|sous réserve (?:de|que|des|du)|dès lors que|pour autant que|en cas (?:de|d')",
        "opposite": r"nonobstant|quel(?:le)?s? que soi(?:t|ent)|même si",
    },
    Kind.RECIPIENT: {
        "third": r"tiers|tierces?(?: parties?| personnes?)?",
        "partner": r"partenaires?(?: commerciaux)?",
        "affiliate": r"filiales?|sociétés? (?:affiliées?|mères?|du groupe)",
        "provider": r"prestataires?(?: de services?)?|fournisseurs?(?: de services?)?|sous-traitants?|hébergeurs?",
        "advertiser": r"annonceurs?|régies? publicitaires?|courtiers? en données",
        "professional": r"assureurs?|compagnies? d'assurances?|auditeurs?|commissaires? aux comptes|avocats?|notaires?",
        "authority": r"cndp|cnil|commission nationale|autorités?|police|tribuna(?:l|ux)|juges?|forces de l'ordre|gouvernements?|administrations?",
        "sharing": r"partag(?:e[sr]?|ent|ons|ée?s?|eons)|communiqu(?:er|ent|ons|ée?s?)|divulg(?:u?er|u?ent|u?ée?s?|ation)|"
        r"transm(?:ettre|is(?:e|es)?|ettons|ettent|ission)|transfér(?:er|ée?s?|ons)|transferts?|cé(?:der|dées?)|cession|"
        r"vend(?:re|us?|ues?|ons|ent)|rend(?:re|us?|ues?) publi(?:cs?|ques?)|destinataires?",
        "abroad": r"hors (?:de )?(?:l'ue|l'eee|l'union|l'espace|du maroc|du territoire)|pays tiers|à l'étranger",
    },
    Kind.PURPOSE: {
        "purpose": r"finalités?|aux? fins? (?:de|d')",
        "marketing": r"marketing|publicit(?:é|és|aires?)|prospection|promotionn?el(?:le)?s?|newsletters?|infolettres?",
        "profiling": r"profil(?:age|er)|décisions? automatisées?|personnalis(?:er|ée?s?|ation)|ciblé?(?:e|es|s|age)?",
        "analytics": r"statistiques?|mesures? d'audience|analyses?|recherches? scientifiques?|(?:fins?|travaux) de recherches?",
        "training": r"apprentissage automatique|intelligence artificielle|entraîne(?:r|ment) (?:\w+ ){0,2}modèles?",
        "tracking": r"suivi(?= (?:de|des|du|d'|publicitaire|individuel|en ligne))|traç(?:age|eurs?)|surveill(?:ance|er|ons)",
    },
    Kind.BASIS: {
        "interest": r"intérêts? légitimes?",
        "basis": r"bases? (?:légales?|juridiques?)|fondements? juridiques?",
        "obligation": r"obligations? légales?",
        "contract": r"exécution d(?:u|'un|e notre) contrat",
    },
    Kind.RIGHT: {
        "right": r"droits?(?! d'auteur)(?! de (?:propriété|marque|reproduction))",
        "consent": r"consent(?:ement|ements|ir|i|ez)|accord préalable",
        "opt-out": r"désabonn(?:er|ement|ez)|désinscri(?:re|ption)|retir(?:er|ez) votre|retrait",
        "erase": r"effac(?:er|ement|ée?s?)|suppr(?:imer|imée?s?|ession|imons)",
        "object": r"opposer|opposition|limitation du traitement",
        "access": r"droit d'accès|portabilité|rectifi(?:er|cation)",
        "complain": r"réclamations?|plaintes?|recours",
        "terminate": r"résili(?:er|ation|ée?s?)|annul(?:er|ation|ée?s?)|suspen(?:dre|sion|du|due|dus)|rétract(?:er|ation)",
        "refund": r"rembours(?:er|ement|ements|ée?s?|able)|indemnisation|dédommagement",
        "notice": r"vous (?:informer|informerons|informons(?! que)|avertir|notifier|prévenir)|préavis",
    },
    Kind.DATA: {
        "location": r"(?:géo)?localisation|gps",
        "health": r"santé|médica(?:les?|ux)|biométriques?|génétiques?|empreintes?",
        "belief": r"religi(?:on|eux|euses?)|politiques? (?:opinions?)|opinions? politiques?|ethniques?|raciales?|sexuelle|"
        r"syndica(?:l|le|les|ux)|pénales?",
        "children": r"enfants?|mineure?s?",
        "contact": r"adresses? (?:e-?mail|électroniques?|postales?|de courriel)|numéros? de téléphone|carnets? d'adresses",
        "technical": r"adresses? ip|identifiants?|cookies?|historiques?(?: de navigation)?",
        "payment": r"(?:données|informations|moyens) de paiement|bancaires?|cartes? (?:de crédit|bancaires?)",
        "sensors": r"caméra|microphone|voix|vocaux|enregistrements?|(?:vos|votre) (?:photos?|images?)|photos? de profil",
        "sensitive": r"données sensibles",
    },
    Kind.LIABILITY: {
        "liability": r"responsab(?:les?|ilités?) (?:de|du|des|pour|en|n)|responsabilités?|dommages?|pertes?|préjudices?",
        "warranty": r"garanti(?:e|es|r|t|ssons|ssent)|en l'état",
        "law": r"droit applicable|régie?s? par|juridictions?|tribunaux compétents|arbitrage|litiges?|différends?|médiation",
        "free": r"gratuite?(?:s|ment)?|sans frais",
        "money": r"frais|tarifs?|prix|pénalités?|amendes?|taxes?|payante?s?|(?:accord|concéd|octroy|conféré?)\w* (?:\w+ ){0,3}licence",
    },
}
