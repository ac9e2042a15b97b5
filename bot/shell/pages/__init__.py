"""The public pages behind the short link: what a student, or a parent, sees of one order."""
