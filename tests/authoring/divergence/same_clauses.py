"""Clauses that say the same in all three languages, as Moroccan, French and English policies write them."""

from __future__ import annotations

# Each in French, English and Arabic.
SAME = [
    (
        "Les mineurs de moins de 16 ans.",
        "Minors under 16.",
        "القاصرون دون سن السادسة عشرة.",
    ),
    (
        "Nous utilisons les services de Meta et de deux cents autres.",
        "We use the services of Meta and of two hundred others.",
        "نستعمل خدمات ميتا ومئتي شركة أخرى.",
    ),
    (
        "Conformément à la loi n° 09-08 promulguée par le dahir n° 1-09-15 du 22 safar 1430 (18 février 2009), vous disposez d’un droit d’accès.",
        "In accordance with Law No. 09-08, promulgated by Dahir No. 1-09-15 of 22 Safar 1430 (18 February 2009), you have a right of access.",
        "طبقًا للقانون رقم 09.08 الصادر بتنفيذه الظهير الشريف رقم 1.09.15 بتاريخ 22 من صفر 1430 (18 فبراير 2009)، لكم الحق في الولوج.",
    ),
    (
        "Le décret n° 2-09-165 du 25 joumada I 1430 (21 mai 2009) fixe les modalités d’application.",
        "Decree No. 2-09-165 of 25 Jumada I 1430 (21 May 2009) lays down the details.",
        "يحدد المرسوم رقم 2.09.165 الصادر في 25 من جمادى الأولى 1430 (21 ماي 2009) كيفيات التطبيق.",
    ),
    (
        "La loi n° 31-08 et la loi n° 53-05 s’appliquent.",
        "Law No. 31-08 and Law No. 53-05 apply.",
        "يسري القانون رقم 31.08 والقانون رقم 53.05.",
    ),
    (
        "Le règlement (UE) 2016/679, articles 15 à 22, et l’article premier de la directive 2002/58/CE.",
        "Regulation (EU) 2016/679, Articles 15 to 22, and Article 1 of Directive 2002/58/EC.",
        "اللائحة (الاتحاد الأوروبي) 2016/679، المواد من 15 إلى 22، والمادة الأولى من التوجيه 2002/58/CE.",
    ),
    (
        "Nous répondons dans un délai de trente (30) jours ouvrables.",
        "We answer within thirty (30) business days.",
        "نجيب داخل أجل ثلاثين (30) يوم عمل.",
    ),
    (
        "Les données sont conservées deux (2) ans, puis archivées 3 à 5 ans.",
        "Data is kept for two (2) years, then archived for 3 to 5 years.",
        "تُحفظ المعطيات لمدة سنتين (2)، ثم تُؤرشف من 3 إلى 5 سنوات.",
    ),
    (
        "L’amende va de 10 000 à 100 000 dirhams, ou 5 % du chiffre d’affaires.",
        "The fine ranges from 10,000 to 100,000 dirhams, or 5% of turnover.",
        "تتراوح الغرامة بين 10.000 و100.000 درهم، أو 5 في المائة من رقم المعاملات.",
    ),
    (
        "Le plafond est de 1,5 million d’euros, soit un million cinq cent mille euros.",
        "The cap is 1.5 million euros, that is, one million five hundred thousand euros.",
        "السقف هو 1,5 مليون يورو، أي مليون وخمسمائة ألف يورو.",
    ),
    (
        "Appelez le +212 5 37 57 11 24 ou le 05 37 57 11 24, du lundi au vendredi de 9 h à 17 h 30.",
        "Call +212 537-571124 or 0537571124, Monday to Friday, 9 a.m. to 5:30 p.m.",
        "اتصلوا بالرقم 0537571124 أو ‎+212 5 37 57 11 24‎، من الاثنين إلى الجمعة من الساعة 9 صباحًا إلى 5:30 مساءً.",
    ),
    (
        "IBAN : MA64 0115 1900 0001 2050 0053 4921.",
        "IBAN: MA64011519000001205000534921.",
        "رقم الحساب البنكي الدولي: MA64 0115 1900 0001 2050 0053 4921.",
    ),
    (
        "Pendant la pandémie de COVID-19, le service est ouvert 24 h/24 et 7 j/7.",
        "During the COVID-19 pandemic the service is open 24/7.",
        "خلال جائحة كوفيد-19 تبقى الخدمة مفتوحة على مدار الساعة.",
    ),
    (
        "Cette version s’applique à partir de mars 2026, au plus tard le 1er avril 2026.",
        "This version applies from March 2026, on 1 April 2026 at the latest.",
        "تسري هذه النسخة ابتداءً من مارس/آذار 2026، وفي فاتح أبريل 2026 على أبعد تقدير.",
    ),
    (
        "Vous pouvez : (1) accéder à vos données ; (2) les rectifier ; (3) vous opposer ; (4) les effacer.",
        "You may: (a) access your data; (b) rectify it; (c) object; (d) erase it.",
        "يمكنكم: (1) الولوج إلى معطياتكم؛ (2) تصحيحها؛ (3) التعرض؛ (4) محوها.",
    ),
    (
        "Les données sont hébergées au Maroc, en France et aux États-Unis ; le droit marocain s’applique.",
        "Data is hosted in Morocco, France and the US; Moroccan law applies.",
        "تُستضاف المعطيات بالمغرب وفرنسا والولايات المتحدة الأمريكية؛ ويسري القانون المغربي.",
    ),
    (
        "Le tribunal d’arrondissement néerlandais et la loi du Royaume-Uni sont compétents.",
        "The court of the Netherlands and the law of the UK have jurisdiction.",
        "تختص محكمة هولندا وقانون المملكة المتحدة.",
    ),
    (
        "Le transfert hors de l’Union européenne ou de l’EEE est soumis à autorisation.",
        "A transfer outside the EU or the European Economic Area is subject to authorisation.",
        "يخضع النقل خارج الاتحاد الأوروبي أو المنطقة الاقتصادية الأوروبية لإذن مسبق.",
    ),
    (
        "Réservé aux personnes de plus de 18 ans ; les moins de 13 ans sont exclus.",
        "Reserved for people over 18; under 13s are excluded.",
        "مخصص لمن تجاوز عمرهم 18 سنة؛ ويُستثنى من هم دون 13 سنة.",
    ),
    (
        "Nous effaçons les journaux après 12 mois et les factures après dix ans.",
        "We erase logs after 12 months and invoices after ten years.",
        "نمحو السجلات بعد 12 شهرا والفواتير بعد عشر سنوات.",
    ),
    (
        "Vous avez un mois pour répondre, et deux mois pour former un recours.",
        "You have one month to answer, and two months to appeal.",
        "لكم شهر واحد للجواب وشهران للطعن.",
    ),
    (
        "La taille maximale est de 25 Mo par fichier et 2 Go par compte.",
        "The maximum size is 25 MB per file and 2 GB per account.",
        "الحجم الأقصى هو 25 ميغابايت لكل ملف و2 جيغابايت لكل حساب.",
    ),
    (
        "Écrivez à dpo@exemple.ma ou à support-fr@exemple.ma, ou voyez https://www.cndp.ma/fr/ et cndp.ma.",
        "Write to dpo@exemple.ma or support-en@exemple.ma, or see https://www.cndp.ma/en/ and cndp.ma.",
        "راسلوا dpo@exemple.ma أو support-ar@exemple.ma، أو انظروا https://www.cndp.ma/ar/ وcndp.ma.",
    ),
    (
        "Des milliers de clients et des centaines d’agents utilisent les deux applications.",
        "Thousands of customers and hundreds of agents use both applications.",
        "يستخدم آلاف الزبناء ومئات الأعوان التطبيقين معا.",
    ),
    (
        "Google Ireland Limited, Gordon House, Barrow Street, Dublin 4, D04 E5W5, est notre sous-traitant.",
        "Google Ireland Limited, Gordon House, Barrow Street, Dublin 4, D04 E5W5, is our processor.",
        "Google Ireland Limited, Gordon House, Barrow Street, Dublin 4, D04 E5W5 هي معالجتنا من الباطن.",
    ),
    (
        "Certifiés ISO 27001 et SOC 2, chiffrement AES-256 et TLS 1.3, IPv6.",
        "ISO 27001 and SOC 2 certified, AES-256 and TLS 1.3 encryption, IPv6.",
        "حاصلون على شهادتي ISO 27001 وSOC 2، مع تشفير AES-256 وTLS 1.3 وIPv6.",
    ),
    (
        "Au XXIe siècle, le 3e alinéa de l’article IV et l’annexe II restent valables.",
        "In the 21st century the third paragraph of Article 4 and Annex II remain valid.",
        "في القرن الحادي والعشرين تبقى الفقرة الثالثة من المادة 4 والملحق الثاني سارية.",
    ),
    (
        "Ramadan 1447 commence le 18 février 2026.",
        "Ramadan 1447 begins on 18 February 2026.",
        "يبدأ رمضان 1447هـ يوم 18 فبراير 2026م.",
    ),
    (
        "Le prix est de 99,90 € TTC par an, ou 9,90 € par mois.",
        "The price is €99.90 per year including tax, or €9.90 per month.",
        "الثمن هو 99,90 يورو سنويا مع احتساب الرسوم، أو 9,90 يورو شهريا.",
    ),
    (
        "La pénalité est de 500 $ (cinq cents dollars) pour chaque infraction.",
        "The penalty is $500 (five hundred dollars) for each infringement.",
        "الغرامة هي 500 دولار (خمسمائة دولار) عن كل مخالفة.",
    ),
    (
        "Les cookies durent 13 mois ; la session expire après 30 minutes ou 24 heures.",
        "Cookies last 13 months; the session expires after 30 minutes or 24 hours.",
        "تدوم ملفات تعريف الارتباط 13 شهرا؛ وتنتهي الجلسة بعد 30 دقيقة أو 24 ساعة.",
    ),
    (
        "Les données des 14 derniers jours sont gardées un an au plus.",
        "The data of the last 14 days is kept for one year at most.",
        "تُحفظ معطيات الأربعة عشر يوما الأخيرة لمدة سنة واحدة على الأكثر.",
    ),
    (
        "Un seul compte par personne ; vous ne pouvez pas en ouvrir deux.",
        "Only one account per person; you may not open two.",
        "حساب واحد لكل شخص؛ ولا يمكنكم فتح حسابين.",
    ),
    (
        "Notre siège : 12, rue des Orangers, 3e étage, 10000 Rabat, Maroc.",
        "Our head office: 12, rue des Orangers, 3rd floor, 10000 Rabat, Morocco.",
        "مقرنا: 12، زنقة البرتقال، الطابق الثالث، 10000 الرباط، المغرب.",
    ),
    (
        "Mise à jour le 30 novembre 2020 ; entrée en vigueur le 1er janvier 2021.",
        "Updated on November 30, 2020; effective January 1, 2021.",
        "حُيّن في 30 نونبر 2020؛ ويدخل حيز التنفيذ في فاتح يناير 2021.",
    ),
    (
        "Le délai de préavis est de quinze jours calendaires, ou de 72 heures en cas de violation.",
        "The notice period is fifteen calendar days, or 72 hours in case of a breach.",
        "مدة الإشعار خمسة عشر يوما تقويميا، أو 72 ساعة في حالة خرق.",
    ),
    (
        "Conservation : 6 mois (pour les candidats) et 5 ans (pour les employés).",
        "Retention: 6 months (for applicants) and 5 years (for employees).",
        "مدة الحفظ: 6 أشهر (للمترشحين) و5 سنوات (للأجراء).",
    ),
    (
        "La TVA de 20 % s’ajoute aux 1 200 DH HT.",
        "VAT of 20% is added to the MAD 1,200 excluding tax.",
        "تضاف الضريبة على القيمة المضافة بنسبة 20% إلى 1200 درهم دون احتساب الرسوم.",
    ),
    (
        "L’autorisation n° D-W-345/2021 de la CNDP du 12/03/2021 couvre ce traitement.",
        "Authorisation No. D-W-345/2021 of the CNDP of 12 March 2021 covers this processing.",
        "يغطي إذن اللجنة الوطنية رقم D-W-345/2021 بتاريخ 12 مارس 2021 هذه المعالجة.",
    ),
    (
        "Vous pouvez vous opposer à tout moment, sans frais, quel que soit le motif.",
        "You may object at any time, free of charge, whatever the reason.",
        "يمكنكم التعرض في أي وقت ودون مصاريف مهما كان السبب.",
    ),
    (
        "Les trois quarts des demandes reçoivent une réponse en moins d’une semaine.",
        "Three quarters of requests are answered in less than a week.",
        "تتم الإجابة عن ثلاثة أرباع الطلبات في أقل من أسبوع.",
    ),
    (
        "Une réunion a lieu chaque trimestre, soit quatre fois par an.",
        "A meeting is held every quarter, that is, four times a year.",
        "يُعقد اجتماع كل ثلاثة أشهر، أي أربع مرات في السنة.",
    ),
    (
        "Une dizaine de jours, une quinzaine de clients, 5 M€ et 12 mois.",
        "About ten days, some fifteen customers, 5 million euros and one year.",
        "حوالي عشرة أيام، وخمسة عشر زبونا، و5 ملايين يورو، وسنة واحدة.",
    ),
    (
        "Du 03/04/2026 au 15.06.2026, voir https://atlas.example/fr/mentions/legales.",
        "From 4/3/2026 to 06/15/2026, see https://atlas.example/en/legal/notice.",
        "من 03/04/2026 إلى 15/06/2026، انظروا https://atlas.example/ar/legal/notice.",
    ),
    (
        "Fait à Rabat, le 12 rabii I 1446 (16 septembre 2024), en trois exemplaires.",
        "Done at Rabat on 12 Rabi I 1446 (16 September 2024), in three copies.",
        "حرر بالرباط في 12 من ربيع الأول 1446 (16 سبتمبر 2024)، في ثلاث نسخ.",
    ),
    (
        "L’article 59 de la loi n° 08-09 et le 2° de l’article 3, alinéa 1er.",
        "Article 59 of Law No. 08-09 and point 2 of Article 3, paragraph 1.",
        "المادة 59 من القانون رقم 09.08 والنقطة 2 من المادة 3، الفقرة الأولى.",
    ),
    (
        "Vos données bancaires sont tenues 15 mois, conformément à l’article L. 133-24.",
        "Your bank data is held for 15 months, in accordance with Article L.133-24.",
        "تُحفظ بياناتكم البنكية لمدة 15 شهرا، وفقا للمادة L. 133-24.",
    ),
    (
        "Le service client répond sous 48h (hors week-end) au 3939 ou +33 (0)1 23 45 67 89.",
        "Customer service answers within 48 hours (not at weekends) on 3939 or +33 1 23 45 67 89.",
        "تجيب خدمة الزبناء خلال 48 ساعة (باستثناء نهاية الأسبوع) على 3939 أو 0033123456789.",
    ),
    (
        "Une amende de 20 000 000 EUR ou 4 % du chiffre d’affaires annuel mondial.",
        "A fine of EUR 20 million or 4% of the total worldwide annual turnover.",
        "غرامة قدرها 20 مليون يورو أو 4% من رقم المعاملات السنوي العالمي.",
    ),
    (
        "Bank Al-Maghrib et le Centre monétique interbancaire sont informés.",
        "Bank Al-Maghrib and the Interbank Payment Centre are informed.",
        "يُخبر بنك المغرب ومركز النقديات.",
    ),
]
