"""Reading and writing of ledger (台账) workbooks. Nothing is imported here: the child process must start fast."""
