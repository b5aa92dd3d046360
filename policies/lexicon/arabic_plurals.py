"""Broken plurals of the words that legal texts use: no ending tells them from their singular, so they are listed."""

from __future__ import annotations

from typing import Final

# A line for each singular, then its plurals.
_WORDS: Final = """
حق حقوق
شرط شروط
بند بنود
نص نصوص
عقد عقود
حد حدود
قانون قوانين
حكم أحكام
قاعدة قواعد
مبدأ مبادئ
مادة مواد
فصل فصول
قسم أقسام
جزء أجزاء
جدول جداول
نظام أنظمة
أساس أسس
أجل آجال
مدة مدد
يوم أيام
شهر أشهر شهور
عام أعوام
تاريخ تواريخ
غرض أغراض
هدف أهداف
سبب أسباب
ظرف ظروف
حال أحوال
نوع أنواع
صنف أصناف
شكل أشكال
طريقة طرق
وسيلة وسائل
تدبير تدابير
خطر أخطار
خطأ أخطاء
أمر أوامر
طرف أطراف
شخص أشخاص
فرد أفراد
طفل أطفال
قاصر قصر
ولي أولياء
زبون زبناء زبائن
عميل عملاء
زائر زوار
شريك شركاء
وكيل وكلاء
عضو أعضاء
خبير خبراء
مركز مراكز
بلد بلدان
دولة دول
محكمة محاكم
مصدر مصادر
خادم خوادم
جهاز أجهزة
برنامج برامج
رابط روابط
موقع مواقع
صورة صور
هاتف هواتف
رقم أرقام
رمز رموز
اسم أسماء
عنوان عناوين
نسخة نسخ
وثيقة وثائق
دليل أدلة
تقرير تقارير
رسالة رسائل
خبر أخبار
قائمة قوائم
لائحة لوائح
مبلغ مبالغ
ثمن أثمان
سعر أسعار
رسم رسوم
سر أسرار
عمل أعمال
"""

# Each plural with its singular.
SINGULARS: Final = {
    plural: singular
    for singular, *plurals in (line.split() for line in _WORDS.splitlines() if line)
    for plural in plurals
}
