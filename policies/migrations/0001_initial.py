"""The register as it begins: its tables, the guards of what is published, the groups and their workflow."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import modelcluster.fields
import modelsearch.index
import policies.publication.calendar
import uuid
from django.conf import settings
from django.db import migrations, models


def install_guards(apps, schema_editor):
    from policies.publication.guards import install

    install(schema_editor.connection)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('wagtailadmin', '0001_create_admin_access_permissions'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('action', models.CharField(choices=[('published', 'published a version'), ('withdrew', 'withdrew a version'), ('retired', 'retired a policy'), ('approved', 'approved'), ('exported', 'exported'), ('erased', 'erased a subscriber'), ('paused', 'paused a notice'), ('resumed', 'resumed a notice'), ('retried', 'tried mails of a notice again'), ('account', 'made or changed an account'), ('roles', 'changed who may do what'), ('second_factor', 'changed a second factor'), ('signed_in', 'signed in'), ('refused', 'failed to sign in')], max_length=20)),
                ('subject', models.CharField(blank=True, max_length=255)),
                ('actor', models.PositiveBigIntegerField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=200)),
                ('details', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'deed',
                'verbose_name_plural': 'audit trail',
                'ordering': ['-pk'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(unique=True)),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='LogKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public', models.CharField(max_length=300, unique=True)),
                ('first_used_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'key of the log',
                'verbose_name_plural': 'keys of the log',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('kind', models.CharField(choices=[('advance', 'announced, not yet in force'), ('reminder', 'reminder'), ('effective', 'in force'), ('correction', 'correction'), ('withdrawn', 'withdrawn'), ('digest', 'minor changes of a week')], max_length=10)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('cursor', models.BigIntegerField(default=0)),
                ('snapshot_at', models.DateTimeField(null=True)),
                ('batches_written', models.PositiveIntegerField(default=0)),
                ('fanned_out_at', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('pause_reason', models.CharField(max_length=300)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('name_fr', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('name_ar', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('description_fr', models.TextField(blank=True, null=True, verbose_name='description')),
                ('description_en', models.TextField(blank=True, null=True, verbose_name='description')),
                ('description_ar', models.TextField(blank=True, null=True, verbose_name='description')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='contact address')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('time_zone', models.CharField(default='Africa/Casablanca', help_text='Effective dates begin at midnight in this zone. What was published keeps the zone it was published in.', max_length=64, validators=[policies.publication.calendar.validate_time_zone], verbose_name='time zone')),
                ('authoritative', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], default='fr', help_text='The language that prevails when the texts differ.', max_length=2, verbose_name='authoritative language')),
                ('notice_days', models.PositiveSmallIntegerField(default=0, help_text='A substantial change applies at the earliest this many days after publication.', verbose_name='notice period in days')),
                ('practice', models.CharField(choices=[('mail', 'by email to subscribers, and by a banner'), ('banner', 'by a banner on the text, no email'), ('consult', 'no email: readers consult the history and the feed')], default='mail', help_text='What a substantial change brings about, unless a policy has its own answer.', max_length=20, verbose_name='how readers are told')),
                ('short_notice', models.CharField(choices=[('refuse', 'it cannot be published'), ('flag', 'it is published, and its notice says so')], default='refuse', help_text='What happens to a substantial change that applies before the notice period ends.', max_length=10, verbose_name='a shorter notice')),
                ('reminder_days', models.PositiveSmallIntegerField(default=0, help_text='Subscribers are reminded of an announced change this many days before it applies; 0 sends no reminder. On the day itself they are told in any case.', verbose_name='reminder, in days before')),
                ('slug', models.SlugField(max_length=80, unique=True)),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='PolicyPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('kind', models.CharField(choices=[('privacy', 'privacy policy'), ('cookies', 'cookie policy'), ('terms', 'terms'), ('other', 'other legal text')], default='privacy', max_length=20, verbose_name='kind')),
                ('practice', models.CharField(choices=[('organisation', 'as the organisation does'), ('mail', 'by email to subscribers, and by a banner'), ('banner', 'by a banner on the text, no email'), ('consult', 'no email: readers consult the history and the feed')], default='organisation', max_length=20, verbose_name='how readers are told')),
                ('notice_days', models.PositiveSmallIntegerField(blank=True, help_text='Left empty: the organisation’s.', null=True, verbose_name='notice period in days')),
                ('policy_uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('numbering', models.CharField(choices=[('decimal', '1. / 1.1 / 1.1.1'), ('outline', '1. / A. / (i)'), ('none', 'no numbers')], default='decimal', max_length=20, verbose_name='section numbers')),
                ('heading', models.CharField(blank=True, max_length=255, verbose_name='title')),
                ('heading_fr', models.CharField(blank=True, max_length=255, null=True, verbose_name='title')),
                ('heading_en', models.CharField(blank=True, max_length=255, null=True, verbose_name='title')),
                ('heading_ar', models.CharField(blank=True, max_length=255, null=True, verbose_name='title')),
                ('summary', models.TextField(blank=True, help_text='A few plain sentences, shown above the text.', verbose_name='summary')),
                ('summary_fr', models.TextField(blank=True, help_text='A few plain sentences, shown above the text.', null=True, verbose_name='summary')),
                ('summary_en', models.TextField(blank=True, help_text='A few plain sentences, shown above the text.', null=True, verbose_name='summary')),
                ('summary_ar', models.TextField(blank=True, help_text='A few plain sentences, shown above the text.', null=True, verbose_name='summary')),
                ('significance', models.CharField(choices=[('substantial', 'Yes: a substantial change, subscribers are told by email'), ('minor', 'No: a minor change, listed in the history only'), ('translation', 'Only a translation changed')], default='substantial', help_text='The first publication is recorded as such, whatever is chosen here.', max_length=20, verbose_name='Do readers have to know about this change?')),
                ('change_note', models.TextField(blank=True, help_text='What changes and why, in words for readers. Frozen with the version.', verbose_name='change note')),
                ('change_note_fr', models.TextField(blank=True, help_text='What changes and why, in words for readers. Frozen with the version.', null=True, verbose_name='change note')),
                ('change_note_en', models.TextField(blank=True, help_text='What changes and why, in words for readers. Frozen with the version.', null=True, verbose_name='change note')),
                ('change_note_ar', models.TextField(blank=True, help_text='What changes and why, in words for readers. Frozen with the version.', null=True, verbose_name='change note')),
                ('effective_date', models.DateField(blank=True, help_text='At the earliest today. Left empty: the day of publication.', null=True, verbose_name='applies from')),
                ('short_notice_reason', models.TextField(blank=True, help_text='Only where the text has to apply sooner. Frozen with the version, and public.', verbose_name='reason for a shorter notice')),
                ('emergency', models.BooleanField(default=False, help_text='Published before a second person has approved it. The version is marked until someone else has.', verbose_name='this is an emergency')),
                ('emergency_reason', models.TextField(blank=True, help_text='Frozen with the version, and public.', verbose_name='why it cannot wait')),
                ('heading_translated_from', models.CharField(blank=True, default='', max_length=64)),
                ('heading_translated_from_fr', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('heading_translated_from_en', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('heading_translated_from_ar', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('summary_translated_from', models.CharField(blank=True, default='', max_length=64)),
                ('summary_translated_from_fr', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('summary_translated_from_en', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('summary_translated_from_ar', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('change_note_translated_from', models.CharField(blank=True, default='', max_length=64)),
                ('change_note_translated_from_fr', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('change_note_translated_from_en', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('change_note_translated_from_ar', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('saved_from', models.CharField(blank=True, default='', editable=False, max_length=50)),
                ('with_fr', models.BooleanField(default=True, verbose_name='publish the French text')),
                ('with_en', models.BooleanField(default=True, verbose_name='publish the English text')),
                ('with_ar', models.BooleanField(default=True, verbose_name='publish the Arabic text')),
                ('marked_fr', models.BooleanField(default=False, verbose_name='publish the French text marked')),
                ('marked_en', models.BooleanField(default=False, verbose_name='publish the English text marked')),
                ('marked_ar', models.BooleanField(default=False, verbose_name='publish the Arabic text marked')),
                ('language_reason', models.TextField(blank=True, help_text='Frozen with the version, and public.', verbose_name='why a language is left out or marked')),
            ],
            options={
                'verbose_name': 'policy',
                'verbose_name_plural': 'policies',
                'permissions': [('write_policy', 'Can write policies in every language'), ('translate_fr', 'Can write the French texts of policies'), ('translate_en', 'Can write the English texts of policies'), ('translate_ar', 'Can write the Arabic texts of policies'), ('confirm_minor', 'Can confirm that a change is minor'), ('approve_emergency', 'Can approve an emergency release afterwards')],
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=64, unique=True)),
                ('reason', models.CharField(choices=[('erased', 'Erased'), ('rejected', 'Rejected'), ('complained', 'Complained')], max_length=10)),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='ApprovalTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'approval by a second person',
                'verbose_name_plural': 'approvals by a second person',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.PositiveBigIntegerField()),
                ('note', models.TextField()),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'checkpoint',
                'verbose_name_plural': 'checkpoints',
                'ordering': ['size', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='a_checkpoint_covers_an_entry')],
            },
        ),
        migrations.CreateModel(
            name='ClientHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('block', models.CharField(max_length=64)),
                ('hour', models.DateTimeField()),
                ('asked', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('block', 'hour'), name='a_block_is_counted_once_an_hour')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(db_index=True, max_length=64)),
                ('act', models.CharField(choices=[('asked', 'asked for; not confirmed yet'), ('confirmed', 'confirmed'), ('changed', 'changed'), ('entered', 'entered by the operator, consent given elsewhere'), ('ended', 'unsubscribed'), ('erased', 'address erased')], max_length=10)),
                ('way', models.CharField(choices=[('form', 'the form on the site'), ('link', 'the button behind the link in a message'), ('one_click', 'the mail program’s own button'), ('mail', 'a message to the address for unsubscribing'), ('preferences', 'the preferences page'), ('operator', 'the operator')], max_length=12)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], max_length=2)),
                ('frequency', models.CharField(choices=[('substantial', 'Substantial changes only'), ('every', 'Minor changes too, each as it is published'), ('weekly', 'Minor changes too, in one message a week')], max_length=12)),
                ('scope', models.JSONField(default=list)),
                ('text', models.TextField()),
                ('request', models.UUIDField(db_index=True, null=True)),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consent log',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('act__in', ['asked', 'confirmed', 'changed', 'entered', 'ended', 'erased'])), name='a_consent_records_a_known_act')],
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('fence', models.PositiveIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('cursor', models.BigIntegerField(default=0)),
                ('window_until', models.BigIntegerField(default=0)),
                ('progressed_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='policies.notice')),
            ],
        ),
        migrations.CreateModel(
            name='NoticeRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='policies.notice')),
            ],
            options={
                'ordering': ['notice', 'number'],
            },
        ),
        migrations.CreateModel(
            name='OrganisationPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('name_fr', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('name_ar', models.CharField(blank=True, max_length=200, null=True, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('description_fr', models.TextField(blank=True, null=True, verbose_name='description')),
                ('description_en', models.TextField(blank=True, null=True, verbose_name='description')),
                ('description_ar', models.TextField(blank=True, null=True, verbose_name='description')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='contact address')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('time_zone', models.CharField(default='Africa/Casablanca', help_text='Effective dates begin at midnight in this zone. What was published keeps the zone it was published in.', max_length=64, validators=[policies.publication.calendar.validate_time_zone], verbose_name='time zone')),
                ('authoritative', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], default='fr', help_text='The language that prevails when the texts differ.', max_length=2, verbose_name='authoritative language')),
                ('notice_days', models.PositiveSmallIntegerField(default=0, help_text='A substantial change applies at the earliest this many days after publication.', verbose_name='notice period in days')),
                ('practice', models.CharField(choices=[('mail', 'by email to subscribers, and by a banner'), ('banner', 'by a banner on the text, no email'), ('consult', 'no email: readers consult the history and the feed')], default='mail', help_text='What a substantial change brings about, unless a policy has its own answer.', max_length=20, verbose_name='how readers are told')),
                ('short_notice', models.CharField(choices=[('refuse', 'it cannot be published'), ('flag', 'it is published, and its notice says so')], default='refuse', help_text='What happens to a substantial change that applies before the notice period ends.', max_length=10, verbose_name='a shorter notice')),
                ('reminder_days', models.PositiveSmallIntegerField(default=0, help_text='Subscribers are reminded of an announced change this many days before it applies; 0 sends no reminder. On the day itself they are told in any case.', verbose_name='reminder, in days before')),
                ('organisation', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='page', to='policies.organisation')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'permissions': [('manage_organisations', 'Can create organisations and change their settings')],
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='Pace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('free_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('slow_until', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('troubles', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='all_workers_keep_one_pace')],
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('privacy', 'privacy policy'), ('cookies', 'cookie policy'), ('terms', 'terms'), ('other', 'other legal text')], default='privacy', max_length=20, verbose_name='kind')),
                ('practice', models.CharField(choices=[('organisation', 'as the organisation does'), ('mail', 'by email to subscribers, and by a banner'), ('banner', 'by a banner on the text, no email'), ('consult', 'no email: readers consult the history and the feed')], default='organisation', max_length=20, verbose_name='how readers are told')),
                ('notice_days', models.PositiveSmallIntegerField(blank=True, help_text='Left empty: the organisation’s.', null=True, verbose_name='notice period in days')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=80)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policies', to='policies.organisation')),
            ],
            options={
                'verbose_name': 'policy',
                'verbose_name_plural': 'policies',
                'ordering': ['organisation__slug', 'slug'],
            },
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveBigIntegerField(unique=True)),
                ('subject', models.CharField(max_length=100, unique=True)),
                ('content', models.BinaryField()),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='log_entries', to='policies.policy')),
            ],
            options={
                'verbose_name': 'entry of the log',
                'verbose_name_plural': 'entries of the log',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='FormerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_slug', models.SlugField(max_length=80)),
                ('slug', models.SlugField(max_length=80)),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_addresses', to='policies.policy')),
            ],
        ),
        migrations.CreateModel(
            name='MinorConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_sha256', models.CharField(max_length=64)),
                ('reason', models.TextField(verbose_name='reason')),
                ('confirmed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('actor_name', models.CharField(max_length=200)),
                ('actor_account', models.PositiveBigIntegerField()),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='minor_confirmations', to='policies.policypage')),
            ],
            options={
                'verbose_name': 'confirmation of a minor change',
                'verbose_name_plural': 'confirmations of minor changes',
            },
        ),
        migrations.CreateModel(
            name='PolicySection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('key', models.UUIDField(default=uuid.uuid4, verbose_name='key')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'clause'), (2, 'sub-clause'), (3, 'point'), (4, 'level 4'), (5, 'level 5'), (6, 'level 6'), (7, 'level 7'), (8, 'level 8'), (9, 'level 9')], default=1, verbose_name='level')),
                ('label', models.CharField(blank=True, default='', max_length=60, verbose_name='number')),
                ('label_fr', models.CharField(blank=True, default='', max_length=60, null=True, verbose_name='number')),
                ('label_en', models.CharField(blank=True, default='', max_length=60, null=True, verbose_name='number')),
                ('label_ar', models.CharField(blank=True, default='', max_length=60, null=True, verbose_name='number')),
                ('heading', models.CharField(blank=True, max_length=500, verbose_name='heading')),
                ('heading_fr', models.CharField(blank=True, max_length=500, null=True, verbose_name='heading')),
                ('heading_en', models.CharField(blank=True, max_length=500, null=True, verbose_name='heading')),
                ('heading_ar', models.CharField(blank=True, max_length=500, null=True, verbose_name='heading')),
                ('body', models.JSONField(blank=True, default=list, verbose_name='text')),
                ('body_fr', models.JSONField(blank=True, default=list, null=True, verbose_name='text')),
                ('body_en', models.JSONField(blank=True, default=list, null=True, verbose_name='text')),
                ('body_ar', models.JSONField(blank=True, default=list, null=True, verbose_name='text')),
                ('translated_from', models.CharField(blank=True, default='', max_length=64)),
                ('translated_from_fr', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('translated_from_en', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('translated_from_ar', models.CharField(blank=True, default='', max_length=64, null=True)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='policies.policypage')),
            ],
            options={
                'verbose_name': 'section',
                'verbose_name_plural': 'sections',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('previous_sha256', models.CharField(blank=True, max_length=64)),
                ('significance', models.CharField(choices=[('initial', 'first publication'), ('substantial', 'substantial change'), ('minor', 'minor change'), ('translation', 'translation only')], max_length=20)),
                ('effective_from', models.DateField()),
                ('published_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('origin', models.CharField(choices=[('authored', 'written here'), ('imported', 'imported')], max_length=20)),
                ('time_zone', models.CharField(blank=True, default='', max_length=64)),
                ('authoritative', models.CharField(max_length=2)),
                ('languages', models.JSONField()),
                ('issuer', models.JSONField()),
                ('marked', models.JSONField(default=list)),
                ('titles', models.JSONField()),
                ('notes', models.JSONField()),
                ('source_revision', models.PositiveBigIntegerField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=200)),
                ('actor_account', models.PositiveBigIntegerField(null=True)),
                ('emergency', models.BooleanField(default=False, verbose_name='emergency')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='policies.policy')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions',
                'ordering': ['policy', 'number'],
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='policies.policyversion'),
        ),
        migrations.CreateModel(
            name='DigestPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='policies.digest')),
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='part', to='policies.notice')),
                ('versions', models.ManyToManyField(related_name='+', to='policies.policyversion')),
            ],
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.TextField(blank=True)),
                ('approved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('actor_name', models.CharField(blank=True, max_length=200)),
                ('actor_account', models.PositiveBigIntegerField()),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='approval', to='policies.policyversion')),
            ],
            options={
                'verbose_name': 'approval',
                'verbose_name_plural': 'approvals',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Reach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('readers', models.JSONField(default=dict)),
                ('mails_per_second', models.FloatField(null=True)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('policy', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reach', to='policies.policy')),
            ],
        ),
        migrations.CreateModel(
            name='Retirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.JSONField()),
                ('retired_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('actor_name', models.CharField(blank=True, max_length=200)),
                ('policy', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='retirement', to='policies.policy')),
            ],
            options={
                'verbose_name': 'retirement',
                'verbose_name_plural': 'retirements',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ScheduleFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision_id', models.PositiveBigIntegerField()),
                ('due_at', models.DateTimeField()),
                ('reasons', models.JSONField(default=list)),
                ('failed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='schedule_failure', to='policies.policypage')),
            ],
            options={
                'verbose_name': 'failed scheduled publication',
                'verbose_name_plural': 'failed scheduled publications',
            },
        ),
        migrations.CreateModel(
            name='SearchedClause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], max_length=2)),
                ('position', models.PositiveIntegerField()),
                ('key', models.UUIDField()),
                ('number', models.CharField(blank=True, max_length=40)),
                ('heading', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('folded_heading', models.TextField(blank=True)),
                ('folded_text', models.TextField(blank=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='policies.policyversion')),
            ],
            options={
                'verbose_name': 'searched clause',
                'verbose_name_plural': 'searched clauses',
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='SectionTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('position', models.PositiveSmallIntegerField()),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('heading', models.CharField(blank=True, max_length=500, verbose_name='section')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], max_length=2, verbose_name='language')),
                ('state', models.CharField(choices=[('missing', 'missing'), ('incomplete', 'incomplete'), ('out_of_date', 'out of date'), ('up_to_date', 'up to date')], max_length=20, verbose_name='state')),
                ('disparities', models.PositiveSmallIntegerField(default=0, verbose_name='differences in structure or figures')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='policies.policypage', verbose_name='policy')),
            ],
            options={
                'verbose_name': 'translation of a section',
                'verbose_name_plural': 'translations of sections',
                'ordering': ['page', 'position', 'language'],
            },
        ),
        migrations.CreateModel(
            name='SourceText',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('content', models.TextField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('content', ''), _negated=True), name='a_source_text_holds_what_its_digest_names')],
            },
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('email', models.CharField(max_length=254)),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], max_length=2)),
                ('frequency', models.CharField(choices=[('substantial', 'Substantial changes only'), ('every', 'Minor changes too, each as it is published'), ('weekly', 'Minor changes too, in one message a week')], default='substantial', max_length=12)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('unsubscribed_at', models.DateTimeField(null=True)),
                ('suppressed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'subscriber',
                'verbose_name_plural': 'subscribers',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='an_address_is_one_subscriber'), models.CheckConstraint(condition=models.Q(('language__in', ['fr', 'en', 'ar'])), name='a_subscriber_reads_a_known_language'), models.CheckConstraint(condition=models.Q(('frequency__in', ['substantial', 'every', 'weekly'])), name='a_subscriber_chose_a_known_frequency')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], max_length=2)),
                ('state', models.CharField(choices=[('ready', 'Ready'), ('retry', 'Retry'), ('sent', 'Sent'), ('rejected', 'Rejected'), ('suppressed', 'Suppressed'), ('in_doubt', 'In Doubt')], default='ready', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(null=True)),
                ('error', models.CharField(max_length=40)),
                ('sent_at', models.DateTimeField(null=True)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='policies.batch')),
                ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='policies.notice')),
                ('subscriber', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deliveries', to='policies.subscriber')),
            ],
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clause', models.UUIDField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='policies.organisation')),
                ('policy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='policies.policy')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='policies.subscriber')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('kind', models.CharField(choices=[('confirm', 'Confirm'), ('already', 'Already')], max_length=10)),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], max_length=2)),
                ('frequency', models.CharField(choices=[('substantial', 'Substantial changes only'), ('every', 'Minor changes too, each as it is published'), ('weekly', 'Minor changes too, in one message a week')], default='substantial', max_length=12)),
                ('state', models.CharField(choices=[('ready', 'Ready'), ('retry', 'Retry'), ('sent', 'Sent'), ('rejected', 'Rejected'), ('suppressed', 'Suppressed'), ('in_doubt', 'In Doubt')], default='ready', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('error', models.CharField(max_length=40)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('sent_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='policies.subscriber')),
                ('subscriptions', models.ManyToManyField(related_name='confirmations', to='policies.subscription')),
            ],
        ),
        migrations.CreateModel(
            name='Timestamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('response', models.BinaryField()),
                ('authority', models.TextField()),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='timestamps', to='policies.checkpoint')),
            ],
            options={
                'verbose_name': 'timestamp',
                'verbose_name_plural': 'timestamps',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='TranslationTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], max_length=2, verbose_name='language')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'translation',
                'verbose_name_plural': 'translations',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.JSONField()),
                ('withdrawn_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('actor_name', models.CharField(blank=True, max_length=200)),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='policies.policyversion')),
            ],
            options={
                'verbose_name': 'withdrawal',
                'verbose_name_plural': 'withdrawals',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English'), ('ar', 'العربية')], max_length=2)),
                ('sha256', models.CharField(max_length=64)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='policies.notice')),
            ],
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('delivered', 'Delivered'), ('soft_bounce', 'Soft Bounce'), ('hard_bounce', 'Hard Bounce'), ('complaint', 'Complaint')], max_length=12)),
                ('event', models.CharField(max_length=64)),
                ('reported_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='policies.delivery')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('event',), name='a_report_is_written_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['delivered', 'soft_bounce', 'hard_bounce', 'complaint'])), name='a_report_is_of_a_known_kind')],
            },
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('finished_at', None)), fields=['due_at', 'id'], name='unfinished_batch'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['progressed_at'], name='batch_by_progress'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(fields=('notice', 'number'), name='the_batches_of_a_notice_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('window_until__gte', models.F('cursor'))), name='a_window_begins_where_the_last_one_was_settled'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at', None), models.Q(('lease_until', None), ('window_until', models.F('cursor'))), _connector='OR'), name='a_finished_batch_is_settled_and_leased_by_nobody'),
        ),
        migrations.AddConstraint(
            model_name='noticerecord',
            constraint=models.UniqueConstraint(fields=('notice', 'number'), name='the_records_of_a_notice_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(fields=('organisation', 'slug'), name='a_policy_has_its_own_slug_in_an_organisation'),
        ),
        migrations.AddConstraint(
            model_name='formeraddress',
            constraint=models.UniqueConstraint(fields=('organisation_slug', 'slug'), name='an_address_leads_to_one_policy'),
        ),
        migrations.AddConstraint(
            model_name='minorconfirmation',
            constraint=models.UniqueConstraint(fields=('page', 'text_sha256'), name='a_text_is_confirmed_as_minor_once'),
        ),
        migrations.AddConstraint(
            model_name='policysection',
            constraint=models.UniqueConstraint(fields=('page', 'key'), name='a_key_names_one_section_of_a_page'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('policy', 'number'), name='a_version_number_is_used_once_per_policy'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('policy', 'previous_sha256'), name='a_version_has_one_successor'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('policy', 'source_revision'), name='a_revision_is_published_once'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('sha256',), name='a_digest_names_one_version'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='versions_count_from_one'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('previous_sha256', ''), ('significance', 'initial')), models.Q(('number__gt', 1), models.Q(('previous_sha256', ''), _negated=True), models.Q(('significance', 'initial'), _negated=True)), _connector='OR'), name='only_the_first_version_is_initial_and_has_no_predecessor'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['authored', 'imported'])), name='a_version_was_authored_or_imported'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('significance__in', ['initial', 'substantial', 'minor', 'translation'])), name='a_version_has_a_known_significance'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('finished_at', None)), fields=['id'], name='unfinished_notice'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'digest'), _negated=True), fields=('version', 'kind'), name='a_version_has_one_notice_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['advance', 'reminder', 'effective', 'correction', 'withdrawn', 'digest'])), name='a_notice_is_of_a_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at', None), ('fanned_out_at__isnull', False), _connector='OR'), name='a_finished_notice_was_fanned_out'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('pause_reason', ''), ('paused_at__isnull', False), _connector='OR'), name='a_notice_that_gives_a_reason_is_paused'),
        ),
        migrations.AddConstraint(
            model_name='searchedclause',
            constraint=models.UniqueConstraint(fields=('version', 'language', 'key'), name='a_clause_is_searched_once_per_language'),
        ),
        migrations.AddIndex(
            model_name='sectiontranslation',
            index=models.Index(fields=['language', 'state'], name='policies_se_languag_a2ce2c_idx'),
        ),
        migrations.AddConstraint(
            model_name='sectiontranslation',
            constraint=models.UniqueConstraint(fields=('page', 'key', 'language'), name='a_section_stands_once_in_each_language'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('batch', None)), fields=['next_attempt_at', 'id'], name='unbatched_delivery'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('notice', 'subscriber'), name='a_subscriber_is_told_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'retry', 'sent', 'rejected', 'suppressed', 'in_doubt'])), name='a_delivery_is_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='a_delivery_is_sent_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'retry'), _negated=True), ('next_attempt_at__isnull', False), _connector='OR'), name='a_delivery_is_tried_again_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('clause', None)), fields=('subscriber', 'policy'), name='a_policy_is_subscribed_to_once'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('clause__isnull', False)), fields=('subscriber', 'policy', 'clause'), name='a_clause_is_subscribed_to_once'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(('clause', None), ('policy__isnull', False), _connector='OR'), name='a_clause_is_a_clause_of_a_policy'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(fields=('subscriber', 'organisation'), name='an_organisation_is_subscribed_to_once'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('policy', None)), models.Q(('organisation', None), ('policy__isnull', False)), _connector='OR'), name='a_subscription_is_to_a_policy_or_to_an_organisation'),
        ),
        migrations.AddIndex(
            model_name='confirmation',
            index=models.Index(condition=models.Q(('state__in', ('ready', 'retry'))), fields=['next_attempt_at', 'id'], name='open_confirmation'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'retry', 'sent', 'rejected', 'suppressed', 'in_doubt'])), name='a_confirmation_is_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='a_confirmation_is_sent_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.UniqueConstraint(fields=('notice', 'language', 'sha256'), name='a_wording_is_noted_once'),
        ),
        migrations.RunPython(install_guards, migrations.RunPython.noop),
    ]
