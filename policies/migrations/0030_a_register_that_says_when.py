"""The database sets the moments of what is published itself, and moves and names are events of the log."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


def install_guards(apps, schema_editor):
    from policies.publication.guards import install

    install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("policies", "0010_country"),
    ]

    operations = [
        migrations.AlterField(
            model_name='logentry',
            name='policy',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='log_entries', to='policies.policy'),
        ),
        migrations.CreateModel(
            name='OrganisationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('names', models.JSONField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.organisation')),
            ],
            options={
                'verbose_name': 'new name of an organisation',
                'verbose_name_plural': 'new names of organisations',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PolicyMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.organisation')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='policies.policy')),
            ],
            options={
                'verbose_name': 'new address of a policy',
                'verbose_name_plural': 'new addresses of policies',
                'ordering': ['pk'],
            },
        ),
        migrations.RunPython(install_guards, migrations.RunPython.noop),
    ]
