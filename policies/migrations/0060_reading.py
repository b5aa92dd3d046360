"""The stamps that pages on the shelf are compared with, and the search's own tables in place of Wagtail's."""

import django.db.models.deletion
from django.db import migrations, models

LANGUAGES = [('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')]


def leave_wagtails_index(apps, schema_editor):
    """The clauses are derived rows: `manage.py index_texts` writes them again, in the new tables."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if "wagtailsearch_indexentry" in connection.introspection.table_names(cursor):
            cursor.execute(
                "DELETE FROM wagtailsearch_indexentry WHERE content_type_id IN (SELECT id FROM django_content_type "
                "WHERE app_label = 'policies' AND model = 'searchedclause')"
            )


def index_words(apps, schema_editor):
    from policies.reading.search_tables import install

    install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("policies", "0050_notices_that_hold"),
    ]

    operations = [
        migrations.RunPython(leave_wagtails_index, migrations.RunPython.noop),
        migrations.DeleteModel(name='SearchedClause'),
        migrations.CreateModel(
            name='SearchedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_id', models.PositiveBigIntegerField()),
                ('language', models.CharField(choices=LANGUAGES, max_length=2)),
                ('title', models.TextField(blank=True)),
                ('shown_from', models.DateTimeField()),
                ('shown_until', models.DateTimeField(null=True)),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='policies.policy')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='policies.policyversion')),
            ],
            options={
                'verbose_name': 'searched text',
                'verbose_name_plural': 'searched texts',
                'constraints': [
                    models.UniqueConstraint(fields=('version', 'language'), name='a_version_is_searched_once_per_language'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SearchedClause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('key', models.UUIDField()),
                ('number', models.CharField(blank=True, max_length=40)),
                ('heading', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('stems_heading', models.TextField(blank=True)),
                ('stems_text', models.TextField(blank=True)),
                ('stems_title', models.TextField(blank=True)),
                ('searched', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='policies.searchedtext')),
            ],
            options={
                'verbose_name': 'searched clause',
                'verbose_name_plural': 'searched clauses',
                'constraints': [
                    models.UniqueConstraint(fields=('searched', 'key'), name='a_clause_is_searched_once_per_text'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.PositiveBigIntegerField()),
                ('policy', models.PositiveBigIntegerField()),
                ('stamp', models.PositiveBigIntegerField()),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('organisation', 'policy'), name='a_subject_has_one_edition_at_a_time'),
                ],
            },
        ),
        migrations.RunPython(index_words, migrations.RunPython.noop),
    ]
