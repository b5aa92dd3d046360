"""Languages are asked for at once, work has a person and a day, and the database wants two accounts for a withdrawal."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


# The step of all languages, in the place of one step for each that came one after another.
STEP = "Translation"
LANGUAGES = {"fr", "en", "ar"}


def ask_at_once(apps, schema_editor):
    """One step where a workflow has three in a row. What waits in an old step ends there, and comes to the new one."""
    tasks = apps.get_model("policies", "TranslationTask").objects
    steps = apps.get_model("wagtailcore", "WorkflowTask").objects
    languages = dict(tasks.exclude(language="").values_list("pk", "language"))
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="policies", model="translationtask"
    )
    made = None
    for workflow in apps.get_model("wagtailcore", "Workflow").objects.all():
        row = list(steps.filter(workflow=workflow).order_by("sort_order"))
        for start in range(len(row) - 2):
            three = row[start : start + 3]
            if {languages.get(step.task_id) for step in three} == LANGUAGES:
                if made is None:
                    made = tasks.create(name=STEP, language="", content_type=content_type)
                steps.filter(pk__in=[step.pk for step in three[1:]]).delete()
                steps.filter(pk=three[0].pk).update(task_id=made.pk)
                break
    asked = apps.get_model("policies", "AskedLanguage").objects
    states = apps.get_model("wagtailcore", "TaskState").objects
    for state in states.filter(task__in=languages, status="in_progress"):
        asked.get_or_create(task_state=state, language=languages[state.task_id])


def install_guards(apps, schema_editor):
    from policies.publication.guards import install

    install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0091_together'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AskedLanguage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], max_length=2)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ready_at', models.DateTimeField(null=True)),
                ('ready_by', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'verbose_name': 'asked language',
                'verbose_name_plural': 'asked languages',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(blank=True, choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], default='', max_length=2)),
                ('due', models.DateField(null=True, verbose_name='until')),
                ('assigned_by', models.CharField(max_length=200)),
                ('assigned_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('told_before', models.DateField(null=True)),
                ('told_after', models.DateField(null=True)),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'ordering': ['page', 'language'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='actor_account',
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='asked_account',
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='translationtask',
            name='language',
            field=models.CharField(blank=True, choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], help_text='Left empty: every language at once.', max_length=2, verbose_name='language'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('actor_account', None), ('asked_account', None)), models.Q(('actor_account__isnull', False), ('asked_account__isnull', False), models.Q(('asked_account', models.F('actor_account')), _negated=True)), _connector='OR'), name='two_persons_withdraw_a_version'),
        ),
        migrations.AddField(
            model_name='askedlanguage',
            name='task_state',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_languages', to='wagtailcore.taskstate'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='policies.policypage'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='askedlanguage',
            constraint=models.UniqueConstraint(fields=('task_state', 'language'), name='a_step_asks_for_a_language_once'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['due'], name='policies_as_due_824bc9_idx'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('page', 'language'), name='one_person_is_responsible_for_a_language'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ('', 'fr', 'en', 'ar'))), name='an_assignment_is_of_a_draft_or_a_language'),
        ),
        migrations.RunPython(ask_at_once, migrations.RunPython.noop),
        migrations.RunPython(install_guards, migrations.RunPython.noop),
    ]
