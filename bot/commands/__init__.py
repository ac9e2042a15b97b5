"""What `python -m bot` can do, a file each. On top of everything: commands may use the shell and the rehearsal."""
