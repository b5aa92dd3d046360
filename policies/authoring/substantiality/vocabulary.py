"""The words that tell what readers must know, as expressions over folded text.

Each group is one meaning in all its forms. Arabic has its hamzas and ta marbutas folded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from policies.lexicon.arabic import PARTICLES
from policies.lexicon.countries import countries

from .findings import Kind, Term
from .quantities import quantities

_Words = Mapping[Kind, Mapping[str, str]]

_ENGLISH: Final[_Words] = {
    Kind.OBLIGATION: {
        "duty": r"must|shall|(?:(?:is|are|be|am|was|were) )?(?:required|obliged|obligated) to|ha(?:ve|s) to|needs? to|mandatory|compulsory|"
        r"agrees? to|undertakes? to",
        "permission": r"may|can|could|might|(?:(?:is|are|be) )?(?:allowed|permitted|entitled|authori[sz]ed|free) to|"
        r"reserves? the right|ha(?:ve|s) the (?:option|possibility|choice)|optional(?:ly)?|voluntar(?:y|ily)|is possible (?:to|for you to)|(?:is|are|be) able to",
        "advice": r"should|ought to",
        "undertaking": r"will|'ll",
    },
    Kind.NEGATION: {
        "not": r"not(?! limited to)(?! hesitate)|cannot|can't|won't|don't(?! hesitate)|doesn't|isn't|aren't|mustn't|shouldn't|may not|n't",
        "never": r"never|under no circumstances|in no event",
        "none": r"no|none|nothing|neither|nor",
        "without": r"without(?! limit(?:ation|ing))(?! (?:undue )?delay)",
    },
    Kind.CONDITION: {
        "except": r"except(?: (?:for|where|when|as|if))?|excluding|other than|unless|save (?:for|where|as)",
        "always": r"at any time",
        "only": r"only|solely|exclusively",
        "if": r"provided that|on condition that|subject to|as long as|in the event (?:of|that)",
        "opposite": r"regardless of|whether or not|notwithstanding|even if",
    },
    Kind.RECIPIENT: {
        "third": r"third[- ]part(?:y|ies)",
        "partner": r"(?:business )?partners?",
        "affiliate": r"affiliates?|subsidiar(?:y|ies)|parent company|group companies",
        "provider": r"(?:service )?providers?|vendors?|(?:sub-?)?contractors?|(?:sub-?)?processors?|suppliers?",
        "advertiser": r"advertisers?|ad networks?|data brokers?",
        "professional": r"insurers?|insurance compan(?:y|ies)|auditors?|accountants?|lawyers?|legal counsel",
        "authority": r"authorit(?:y|ies)|law enforcement|police|regulators?|courts?|governments?",
        "sharing": r"shar(?:es?|ing)(?! (?:online|publicly))|shared (?:with|by|among)|disclos(?:e[sd]?|ures?|ing)|transfer(?:s|red|ring)?|transmi(?:ts?|tted|ssion)|"
        r"s(?:ell(?:s|ing)?|old)|sent to|made public|publish(?:e[sd])?",
        "abroad": r"outside (?:of )?(?:the )?(?:eu|eea|european \w+|country|union)|third countr(?:y|ies)|abroad|overseas",
    },
    Kind.PURPOSE: {
        "purpose": r"(?:for|to) (?!what)(?:\w+ ){0,3}(?:purposes?|reasons?)|purposes? (?:of|for)",
        "marketing": r"(?:direct )?marketing|advertis(?:ing|ements?)|ads|promotional|newsletters?",
        "profiling": r"profiling|profiles? of you|automated decisions?(?:-making)?|personali[sz](?:e[sd]?|ing|ation)|"
        r"target(?:ed|ing)",
        "analytics": r"analytics|statistic(?:s|al)|measur(?:e|es|ement|ing)|research",
        "training": r"machine learning|artificial intelligence|train(?:ing)? (?:\w+ ){0,2}models?",
        "tracking": r"track(?:s|ed|ing)?|monitor(?:s|ed|ing)?",
    },
    Kind.BASIS: {
        "interest": r"legitimate interests?",
        "basis": r"legal bas[ei]s|lawful bas[ei]s",
        "obligation": r"legal obligations?|compliance with (?:the |a )?law",
        "contract": r"performance of (?:a|the|this|our) contract",
    },
    Kind.RIGHT: {
        "right": r"(?<!property )(?<!trademark )(?<!proprietary )(?<!all )rights?",
        "consent": r"consents?(?:ed)?|consenting|agreement to (?:the )?processing",
        "opt-out": r"opt(?:s|ed|ing)?[- ](?:out|in)|unsubscribe|withdraw(?:al|s|n)?|revoke[sd]?",
        "erase": r"erasure|eras(?:e[sd]?|ing)|delet(?:e[sd]?|ion|ing)|remov(?:e[sd]?|al) of (?:your|the) data",
        "object": r"object to|objection|restrict(?:ion)? (?:of )?(?:the )?processing",
        "access": r"access to your|portability|rectif(?:y|ication)|correct(?:ion of)? your",
        "complain": r"complain(?:ts?|s)?|appeals?",
        "terminate": r"terminat(?:e[sd]?|ion|ing)|cancel(?:s|led|lation)?|suspend(?:s|ed)?|suspension",
        "refund": r"refund(?:s|ed|able)?|reimburse(?:d|ment)?|compensation",
        "notice": r"(?:notify|inform|tell) you|prior notice|advance notice",
    },
    Kind.DATA: {
        "location": r"(?:geo-?)?location|gps|whereabouts",
        "health": r"health|medical|biometric|genetic|fingerprints?|facial",
        "belief": r"religio(?:n|us)|political|ethnic|racial|sexual|trade union|criminal",
        "children": r"children|minors?|child|under the age",
        "contact": r"e-?mail address(?:es)?|(?:tele)?phone numbers?|postal address(?:es)?|contact lists?",
        "technical": r"ip address(?:es)?|device identifiers?|cookies?|browsing history|search (?:history|queries)",
        "payment": r"payment (?:data|details|information|methods?)|bank|credit cards?|card numbers?",
        "sensors": r"camera|microphone|voice|recordings?|(?:your|profile) (?:photos?|images?|pictures?)",
        "sensitive": r"sensitive (?:personal )?(?:data|information)",
    },
    Kind.LIABILITY: {
        "liability": r"liab(?:le|ility|ilities)|responsible for|damages|loss(?:es)?",
        "warranty": r"warrant(?:y|ies|s)|guarantee[sd]?|indemnif(?:y|ication|ies)|as is",
        "law": r"governing law|governed by|jurisdiction|arbitration|disputes?|class actions?|venue",
        "free": r"free of charge|(?:is|are|be|for) free(?! (?:to|from))",
        "money": r"fees?|(?:is|are) paid(?! (?:by|to|in|for))|charges?|price[sd]?|penalt(?:y|ies)|fines?|taxes|licen[cs]e[sd]? (?:to|granted)",
    },
}

_FRENCH: Final[_Words] = {
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

# What is shared, sent or sold must be data: the verbs are also those of taking part and of a reader's own writing.
_DATA_NEAR = (
    r" (?:\w+ ){0,2}(?:ال)?(?:بيانات|معطيات|معلومات)|.{0,40} مع (?:ال)?(?:شرك|جهات|اطراف|طرف|غير|معلن)"
)

_ARABIC: Final[_Words] = {
    Kind.OBLIGATION: {
        "duty": r"يجب|يتعين|ينبغي|يلزم|[ينت]لتزم(?:ون|ين)?|ملزم(?:ون|ين|ه)?|[نيت]وافق(?:ون)? علي|لا ?بد|يتوجب|الزامي(?:ه|ا)?",
        "permission": r"يجوز|[يتن]?مكن(?:ك|كم|نا|ه|ها|هم)?|يمكن(?:ك|كم|نا|ه|ها|هم)?|[يتن]ستطيع(?:ون)?|"
        r"نحتفظ بالحق|يحتفظ بالحق|(?:امكان|وسع)(?:ك|كم|نا|ه|ها|هم)|لدي(?:ك|كم) (?:ال)?(?:خيار|امكانيه)|اختياري(?:ه|ا)?|مسموح|ممكن",
        "advice": r"يستحسن|يفضل|ننصح|نوصي",
    },
    Kind.NEGATION: {
        "not": r"لا(?! (?:الحصر|تتردد))|لم|لن|ليس(?:ت|وا)?|لسنا|ما لم|عدم|غير",
        "never": r"ابدا|مطلقا|باي حال",
        "without": r"(?:ب)?دون(?! (?:تقييد|حصر|تحديد|ال?اخلال|تاخير|ابطاء))",
    },
    Kind.CONDITION: {
        "except": r"الا|سوي|عدا|ما عدا|باستثناء|مالم",
        "always": r"في اي وقت",
        "only": r"فقط|حصرا|حصريا|لا غير",
        "if": r"شريطه|بشرط|شرط|في حال(?:ه)?|رهنا",
        "opposite": r"بغض النظر|علي الرغم|حتي (?:لو|وان)",
    },
    Kind.RECIPIENT: {
        "third": r"طرف ثالث|اطراف (?:ثالثه|اخري)|غير(?= من )|جهات? (?:خارجيه|ثالثه|اخري)|الاغيار",
        "partner": r"شركا(?:[وي]?(?:نا|ها|ه|هم))?|شريك(?:نا|ها|ه)?",
        "affiliate": r"شرك(?:ه|ات)(?:نا|ها)? (?:ال)?(?:تابعه|شقيقه|ام|زميله)|فروع(?:نا|ها)?",
        "provider": r"مقدم[يو]?ن?(?: ال)? ?خدم(?:ه|ات)|مزود[يو]?ن?(?: ال)? ?خدم(?:ه|ات)|مزود(?:ون|ين)?|"
        r"مقاول(?:ون|ين)?|معالج(?:ون|ين)|متعاقد(?:ون|ين)|مورد(?:ون|ين)",
        "advertiser": r"معلن(?:ون|ين)|وسطاء البيانات",
        "professional": r"شرك(?:ه|ات) (?:ال)?تامين|موتمن(?:ون|ين)|محام(?:ون|ين|ي)?(?: الحسابات)?|مدقق(?:ون|ين)?(?: الحسابات)?",
        "authority": r"(?:ال)?لجنه (?:ال)?وطنيه|سلط(?:ه|ات)|شرطه|محكمه|محاكم|قضاء|حكوم(?:ه|ات|يه)|جهات رسميه",
        "sharing": rf"[ني](?:شارك|نقل|بيع)(?:ها|ه)?|(?:ت(?:شارك|نقل|رسل|بيع)|[ني]رسل)(?:ها|ه)?(?={_DATA_NEAR})|"
        rf"(?:مشارك(?:ه|ات|تها)|ارسال(?:ها)?|نقل|تحويل|احاله)(?={_DATA_NEAR})|(?:نقل|احالت|تحويل|مشاركت)ها|"
        r"(?:افصاح|كشف)(?: عن)?|[نيت]فصح|[نيت]كشف|بيع|نشر|[نيت]نشر|متلقي(?:ن)?",
        "abroad": r"خارج (?:ال)?(?:بلد|بلاد|مغرب|اتحاد|دوله)|دول(?:ه)? ثالثه|بلد(?:ان)? اجنبي(?:ه)?",
    },
    Kind.PURPOSE: {
        "purpose": r"غرض|اغراض|غايات|غايه|اسباب",
        "marketing": r"تسويق(?:يه|ي)?|اعلان(?:ات|يه|ي)?|ترويج(?:يه|ي)?|دعايه|اشهار(?:يه|ي)?",
        "profiling": r"تنميط|تخصيص|قرارات اليه|استهداف",
        "analytics": r"احصا[ي]*(?:ات|يه|ي)?|تحليل(?:ات|يه)?|قياس|ابحاث|بحث (?:ال)?علمي|بحوث",
        "training": r"تعلم (?:ال)?(?:الي|اله)|ذكاء (?:ال)?اصطناعي|تدريب (?:ال)?نماذج",
        "tracking": r"تتبع|[نيت]تتبع|مراقبه|[نيت]راقب",
    },
    Kind.BASIS: {
        "interest": r"مصلح(?:ه|تنا) (?:ال)?مشروعه|مصالح(?:نا)? (?:ال)?مشروعه",
        "basis": r"اساس (?:ال)?قانوني|سند (?:ال)?قانوني",
        "obligation": r"التزام(?:ات)? (?:ال)?قانوني(?:ه)?",
        "contract": r"تنفيذ (?:ال)?عقد",
    },
    Kind.RIGHT: {
        "right": r"حق(?:ا|ك|كم|ه|ها|هم|نا)?|حقوق(?:ك|كم|ه|ها|هم|نا)?(?! (?:ال)?(?:نشر|ملكيه|علام|مولف|طبع|تاليف))|يحق",
        "consent": r"موافق(?:ه|ت(?:ك|كم|ه|ها|هم))|رضا(?:كم|ك)?",
        "opt-out": r"سحب|الغاء (?:ال)?اشتراك|انسحاب|رجوع عن",
        "erase": r"حذف(?:ها|ه)?|[نيت]حذف(?:ها)?|محو(?:ها)?|(?:مسح|ازاله)(?= (?:ال)?(?:بيانات|معطيات|معلومات))",
        "object": r"اعتراض|(?<=ال)تعرض(?! ل)|[نيت]عترض|تقييد المعالجه",
        "access": r"وصول الي بيانات(?:ك|كم)|اطلاع علي بيانات(?:ك|كم)|تصحيح(?:ها)?|تعديل بيانات(?:ك|كم)|نقل بيانات(?:ك|كم)",
        "complain": r"شكو[يا]|شكاوي|تظلم|طعن",
        "terminate": r"انهاء|فسخ|الغاء|تعليق|ايقاف",
        "refund": r"استرداد|استرجاع|تعويض(?:ات)?|رد المبلغ",
        "notice": r"(?:اخطار|اشعار)(?:ك|كم)?(?! (?:ال)?خصوصيه)|ابلاغ(?:ك|كم)|[نيت]خطر(?:ك|كم)",
    },
    Kind.DATA: {
        "location": r"موقع(?:ك|كم) (?:ال)?جغرافي|(?:ال)?موقع (?:ال)?جغرافي",
        "health": r"صحي(?:ه)?|صحت(?:ك|كم|ه|ها|هم)|طبي(?:ه)?|بيومتري(?:ه)?|حيوي(?:ه)?|جيني(?:ه)?|بصم(?:ه|ات)",
        "belief": r"دين(?:يه|ي)|سياسي(?:ه)?|عرقي(?:ه)?|نقابي(?:ه)?|جنايي(?:ه)?",
        "children": r"اطفال|طفل|قاصر(?:ين|ون)?|قصر",
        "contact": r"(?:عنوان|عناوين) (?:ال)?بريد(?:ك|كم|هم)? (?:ال)?الكتروني(?:ه)?|بريد(?:ك|كم|هم) الالكتروني|رقم (?:ال)?هاتف|ارقام (?:ال)?هاتف|عنوان (?:ال)?بريد(?:ي)?",
        "technical": r"عنوان (?:ال)?(?:بروتوكول|ip)|معرفات?|كوكيز|ملفات تعريف (?:ال)?ارتباط|سجل (?:ال)?تصفح",
        "payment": r"بيانات (?:ال)?دفع|مصرفي(?:ه)?|بنكي(?:ه)?|بطاق(?:ه|ات) (?:ال)?(?:ايتمان|بنكيه)",
        "sensors": r"كاميرا|ميكروفون|صوت(?:يه|ي|ك|كم)|صور(?:تك|تكم|ك|كم|هم)|تسجيلات",
        "sensitive": r"(?:بيانات|معطيات|معلومات)(?:ك|كم)? (?:ال)?حساسه",
    },
    Kind.LIABILITY: {
        "liability": r"مس[يو]*ول(?:يه|ا|ون|ين|ه|يتنا)?|ضرر|اضرار|خساير|خساره",
        "warranty": r"ضمان(?:ات)?|[نيت]ضمن|كما هي",
        "law": r"اختصاص|تحكيم|نزاع(?:ات)?|منازعات|يخضع|تخضع",
        "free": r"مجان(?:ا|ي|يه)",
        # Not drawings, which have the same name.
        "money": r"رسوم(?:ا|نا)?(?! (?:او |و)?(?:مواد|بياني|توضيحي|متحرك|كاريكاتور))|سعر|اسعار|غرام(?:ه|ات)|ضريبه|ضرايب|تكلفه|تكاليف|مودي عن(?:ه|ها)|[نيت]?منح(?: \w+){0,5} (?:رخصه|ترخيصا?)",
    },
}


def _compiled(kinds: _Words, before: str = "") -> list[tuple[Kind, re.Pattern[str]]]:
    """One expression per kind; its last group names the meaning. No letter follows, but after an elision."""
    return [
        (
            kind,
            re.compile(
                "|".join(
                    rf"(?P<{name.replace('-', '_')}>(?<!\w){before}(?:{forms})(?:(?<=')|(?!\w)))"
                    for name, forms in groups.items()
                )
            ),
        )
        for kind, groups in kinds.items()
    ]


_VOCABULARY = {
    "en": _compiled(_ENGLISH),
    "fr": _compiled(_FRENCH),
    "ar": _compiled(_ARABIC, PARTICLES),
}


def terms(text: str, language: str) -> list[Term]:
    """The terms of a folded text in its order; none overlaps another."""
    found = [
        *quantities(text, language),
        *(Term(Kind.COUNTRY, *place) for place in countries(text, language)),
        *(
            Term(kind, match.lastgroup or "", *match.span())
            for kind, pattern in _VOCABULARY[language]
            for match in pattern.finditer(text)
        ),
    ]
    found.sort(key=lambda term: (term.start, term.start - term.end))
    result: list[Term] = []
    for term in found:
        if not result or term.start >= result[-1].end:
            result.append(term)
    return result
