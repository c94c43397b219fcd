"""The tables are read by `run_mutants.py` in a process of its own, not by pytest."""

collect_ignore_glob = ["*_table.py", "*_kit.py", "run_mutants.py"]
