"""What readers must know about, in English: each group is one meaning in all its forms, folded."""

from __future__ import annotations

from typing import Final

from .findings import Kind

WORDS: Final[dict[Kind, dict[str, str]]] = {
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
