"""When each work of a running site was last done."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("policies", "0078_a_desk_of_ones_own"),
    ]

    operations = [
        migrations.CreateModel(
            name='LastRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('work', models.CharField(max_length=40, unique=True)),
                ('succeeded_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('words', models.CharField(db_default='', max_length=300)),
                ('taken_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
