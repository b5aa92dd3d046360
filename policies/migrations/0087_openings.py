"""Who acted, kept behind the commitments of the log."""

from django.db import migrations, models


def install_guards(apps, schema_editor):
    from policies.publication.guards import install

    install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("policies", "0086_durable_copy"),
    ]

    operations = [
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=100, unique=True)),
                ('salt', models.CharField(max_length=64)),
                ('facts', models.JSONField()),
            ],
            options={
                'verbose_name': 'opening of a commitment',
                'verbose_name_plural': 'openings of commitments',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.RunPython(install_guards, migrations.RunPython.noop),
    ]
