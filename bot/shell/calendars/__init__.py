"""Outside calendars: the tutors' own. What is taken in them is read, our lessons are written into them.

`port` says what is asked of one; one file a kind implements it. `syncing` reads, `writing` writes.
"""
