"""The lowest floor: files from outside, read in a limited child process. It knows nobody, and no database."""
