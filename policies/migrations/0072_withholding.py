"""Texts that readers are not shown, by a recorded act of two persons."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


def install_guards(apps, schema_editor):
    from policies.publication.guards import install

    install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("policies", "0070_languages_that_agree"),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('published', 'published a version'), ('withdrew', 'withdrew a version'), ('retired', 'retired a policy'), ('approved', 'approved'), ('asked_to_withhold', 'asked to withhold a text, or to show it again'), ('withheld', 'withheld a text'), ('reinstated', 'let a withheld text be shown again'), ('not_withheld', 'declined to withhold a text, or to show it again'), ('exported', 'exported'), ('erased', 'erased a subscriber'), ('paused', 'paused a notice'), ('resumed', 'resumed a notice'), ('retried', 'tried mails of a notice again'), ('cancelled', 'cancelled a notice'), ('laws', 'chose the laws that notices keep'), ('account', 'made or changed an account'), ('roles', 'changed who may do what'), ('left', 'took an organisation out of the register'), ('second_factor', 'changed a second factor'), ('signed_in', 'signed in'), ('refused', 'failed to sign in')], max_length=20),
        ),
        migrations.CreateModel(
            name='Withholding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(blank=True, max_length=36)),
                ('category', models.CharField(choices=[('court', 'decision of a court'), ('authority', 'decision of a public authority'), ('personal_data', 'protection of personal data'), ('rights', 'rights of another person')], max_length=20)),
                ('reason', models.JSONField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('asked_name', models.CharField(blank=True, max_length=200)),
                ('asked_account', models.PositiveBigIntegerField()),
                ('actor_name', models.CharField(blank=True, max_length=200)),
                ('actor_account', models.PositiveBigIntegerField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withholdings', to='policies.policyversion')),
            ],
            options={
                'verbose_name': 'withholding of a text',
                'verbose_name_plural': 'withholdings of texts',
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('asked_account', models.F('actor_account')), _negated=True), name='two_persons_withhold_a_text'),
                    models.CheckConstraint(condition=models.Q(('category__in', ['court', 'authority', 'personal_data', 'rights'])), name='a_text_is_withheld_for_a_known_reason'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Reinstatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.JSONField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('asked_name', models.CharField(blank=True, max_length=200)),
                ('asked_account', models.PositiveBigIntegerField()),
                ('actor_name', models.CharField(blank=True, max_length=200)),
                ('actor_account', models.PositiveBigIntegerField()),
                ('withholding', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reinstatement', to='policies.withholding')),
            ],
            options={
                'verbose_name': 'end of a withholding',
                'verbose_name_plural': 'ends of withholdings',
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('asked_account', models.F('actor_account')), _negated=True), name='two_persons_show_a_text_again'),
                ],
            },
        ),
        migrations.CreateModel(
            name='WithholdingRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('versions', models.JSONField()),
                ('part', models.CharField(blank=True, max_length=36)),
                ('category', models.CharField(choices=[('court', 'decision of a court'), ('authority', 'decision of a public authority'), ('personal_data', 'protection of personal data'), ('rights', 'rights of another person')], max_length=20)),
                ('reason', models.JSONField()),
                ('again', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('asked_name', models.CharField(blank=True, max_length=200)),
                ('asked_account', models.PositiveBigIntegerField()),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='withholding_requests', to='policies.policy')),
            ],
            options={
                'verbose_name': 'request to withhold a text',
                'verbose_name_plural': 'requests to withhold texts',
                'ordering': ['pk'],
            },
        ),
        migrations.RunPython(install_guards, migrations.RunPython.noop),
    ]
