import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("policies", "0072_withholding"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TextImport',
            fields=[
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('touched_at', models.DateTimeField(auto_now=True, db_index=True)),
                ('texts', models.JSONField(default=dict)),
                ('rows', models.JSONField(default=list)),
                ('history', models.BooleanField(default=False)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='policies.organisation')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='policies.policypage')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ImportedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(blank=True, max_length=5)),
                ('name', models.CharField(max_length=255)),
                ('content', models.BinaryField()),
                ('answers', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('reading', 'Reading'), ('read', 'Read'), ('refused', 'Refused')], default='waiting', max_length=10)),
                ('since', models.DateTimeField(null=True)),
                ('texts', models.JSONField(default=dict)),
                ('refusal', models.JSONField(null=True)),
                ('day', models.DateField(null=True)),
                ('text_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='policies.textimport')),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
