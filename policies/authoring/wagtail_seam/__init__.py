"""What leans on Wagtail's inside and on nothing public: the section editor.

``docs/upgrading-wagtail.md`` lists every such place in the house, with the test that breaks first.
"""
