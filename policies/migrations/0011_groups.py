from django.db import migrations

# The groups that earlier demos made, and which groups their members belong to now.
FORMER = {
    "Legal editors": ["Authors"],
    "Translators": ["Translators (Français)", "Translators (English)", "Translators (العربية)"],
    "Legal reviewers": ["Legal reviewers"],
    "Publishers": ["Publishers"],
}


def make_groups(apps, schema_editor):
    from policies.authoring.groups import make

    Group = apps.get_model("auth", "Group")
    members = {}
    for name in FORMER:
        group = Group.objects.filter(name=name).first()
        if group is not None:
            members[name] = list(group.user_set.all())
            group.delete()
    make(apps.get_model)
    for name, users in members.items():
        for successor in FORMER[name]:
            Group.objects.get(name=successor).user_set.add(*users)


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0010_releases"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
