"""The pages: translate in, one call, translate out. No rule of the trade is written here."""
