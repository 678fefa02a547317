"""Letters: outbox, channels, inbox. It knows no workflow: a record's room renders the text, this room delivers."""
